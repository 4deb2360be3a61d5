"""Where equipment stands after it moved, and whose promise holds meanwhile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from rma_service.domain.relocation import (
    Arrangement,
    Equipment,
    Relocation,
    moves_of,
    standing_of,
)

TOLD = datetime(2026, 10, 5, 8, tzinfo=UTC)
MOVE = Relocation("R1", "PA01", "C1", "X1", None, "S1", "S2", date(2026, 10, 1), TOLD)
UNIT = Equipment("C1", "S1", "X1", "S1-X1-0001")
LATER = datetime(2026, 10, 20, 8, tzinfo=UTC)


def arranged(move: Relocation) -> Arrangement:
    """Thirty days after the notice, as no policy here says it."""
    by = move.notice_received_at + timedelta(days=30)
    return Arrangement(by, by.date(), "Clause 3", "within 30 days")


def where(*moves: Relocation, at: datetime = LATER, unit: Equipment = UNIT) -> tuple[str, str]:
    """Site where a unit stands, and site whose promise holds."""
    found = moves_of(moves, unit, at, at.date())
    standing = standing_of(found, unit.home_site_id, at, arranged)
    return standing.stands_at, standing.promised_at


def test_what_never_moved_stands_where_its_contract_says() -> None:
    assert where() == ("S1", "S1")


def test_until_delivery_is_rearranged_the_promise_of_the_old_site_holds() -> None:
    # Told on 5 Oct 08:00 UTC: 30 days later is 4 Nov 08:00 UTC.
    end = datetime(2026, 11, 4, 8, tzinfo=UTC)
    assert where(MOVE, at=end - timedelta(seconds=1)) == ("S2", "S1")
    assert where(MOVE, at=end) == ("S2", "S2")


def test_a_move_counts_from_its_day_and_not_before_it_was_told() -> None:
    assert where(replace(MOVE, relocated_on=date(2026, 10, 20))) == ("S2", "S1")
    assert where(replace(MOVE, relocated_on=date(2026, 10, 21))) == ("S1", "S1")
    assert where(MOVE, at=TOLD) == ("S2", "S1")
    assert where(MOVE, at=TOLD - timedelta(seconds=1)) == ("S1", "S1")


def test_a_move_of_something_else_changes_nothing() -> None:
    for other in (
        replace(MOVE, contract_id="C2"),
        replace(MOVE, platform="X2"),
        replace(MOVE, product_serial="S1-X1-0002"),
    ):
        assert where(other) == ("S1", "S1")
    assert where(replace(MOVE, product_serial="S1-X1-0001")) == ("S2", "S1")


def test_moves_follow_each_other_and_the_promise_follows_one_by_one() -> None:
    # Promised at S2 from 4 Nov on, at S3 from 30 Nov on, whatever the order in which they are read.
    onward = replace(MOVE, relocation_id="R2", from_site_id="S2", to_site_id="S3")
    onward = replace(
        onward, relocated_on=date(2026, 10, 30), notice_received_at=TOLD + timedelta(days=26)
    )
    both = (onward, MOVE)
    assert where(*both, at=datetime(2026, 11, 1, 9, tzinfo=UTC)) == ("S3", "S1")
    assert where(*both, at=datetime(2026, 11, 10, tzinfo=UTC)) == ("S3", "S2")
    assert where(*both, at=datetime(2026, 12, 1, tzinfo=UTC)) == ("S3", "S3")


def test_a_move_from_where_the_equipment_does_not_stand_is_left_out() -> None:
    assert where(replace(MOVE, from_site_id="S9")) == ("S1", "S1")
