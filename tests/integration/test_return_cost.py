"""After a delivery: until when the defective part is due, fees after that, and who pays its way."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rma_service.db.engine import Database
from rma_service.domain.rma_record import Progress
from rma_service.domain.rma_request import LineKey, NewLine
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import history_of
from rma_service.usecases.fulfillment import (
    Shipment,
    deliver,
    hand_over,
    receive_defective,
    ship,
)
from rma_service.usecases.importing import import_directory
from tests.cast import Service
from tests.page_text import HTML, text_of
from tests.small_record import ANA, HandClock, opened, planned, request, small_directory, tag
from tests.tiny_directory import change

GERMANY, SWITZERLAND = 2, 3
"""Lines of countries.csv."""


def delivered(
    database: Database,
    folder: Path,
    pickup_in: int | None,
    wanted: NewLine | None = None,
    site_id: str = "S1",
) -> tuple[LineKey, Progress]:
    """A line of Carol's that was delivered at once, with pick-up in one of the countries."""
    folder.mkdir()
    small_directory(folder, free=1)
    if pickup_in is not None:
        change(folder, "countries", pickup_in, "pickup_service", "1")
    clock = HandClock()
    import_directory(database, clock, "U-ADA", folder)
    rma = opened(database, request(wanted or tag(), site_id=site_id), clock)
    approve_plan(database, clock, ANA, planned(database, clock).plan_version)
    key = LineKey(rma.rma_number, rma.lines[0].line_id)
    hand_over(database, clock, ANA, key)
    ship(database, clock, ANA, key, Shipment("N-4711", "TRACK-1"))
    return key, deliver(database, clock, ANA, key, clock.at).lines[0].progress


@pytest.mark.parametrize(
    ("pickup_in", "party"), [(GERMANY, "vendor"), (SWITZERLAND, "partner"), (None, "partner")]
)
def test_the_vendor_pays_the_return_where_parts_are_picked_up_in_the_country_of_the_site(
    database: Database, tmp_path: Path, pickup_in: int | None, party: str
) -> None:
    _, progress = delivered(database, tmp_path / "tiny", pickup_in)  # S1 is in Germany
    assert progress.return_cost_bearer == party


def test_fees_may_be_charged_from_the_instant_at_which_the_return_is_due(
    database: Database, tmp_path: Path
) -> None:
    key, progress = delivered(database, tmp_path / "tiny", None)
    # Fifteen business days in Mainz after Mon 23 Nov: Mon 14 Dec, up to midnight, 23:00 UTC.
    assert progress.return_due_at == datetime(2026, 12, 14, 23, tzinfo=UTC)
    assert progress.return_chargeable_from_at == progress.return_due_at
    noted = history_of(database, ANA, key.rma_number).events[-1].data
    assert noted["return_cost_bearer"] == "partner"
    assert noted["return_chargeable_from_at"] == "2026-12-14T23:00:00+00:00"


def test_of_a_part_that_is_retained_nothing_is_due_charged_or_paid(
    database: Database, tmp_path: Path
) -> None:
    retained = tag(data_removed="retained")
    _, progress = delivered(database, tmp_path / "tiny", SWITZERLAND, retained, site_id="S2")
    assert progress.return_waived
    assert progress.return_due_at is None
    assert progress.return_chargeable_from_at is None
    assert progress.return_cost_bearer is None


def test_page_and_api_say_who_pays_and_from_when_on_fees_may_be_charged(
    service: Service, tmp_path: Path
) -> None:
    key, _ = delivered(service.database, tmp_path / "tiny", GERMANY)
    service.clock.at = HandClock().at
    carol = service.signed_in("carol")
    told = text_of(carol.get(f"/cases/{key.rma_number}", Accept=HTML))
    assert "Pays the return The vendor" in told
    assert "Fees may be charged from 00:00 Tue 15 Dec, CET" in told
    progress = carol.get(f"/v1/rmas/{key.rma_number}").json()["lines"][0]["progress"]
    assert progress["return_cost_bearer"] == "vendor"
    assert progress["return_chargeable_from_at"] == "2026-12-14T23:00:00Z"
    receive_defective(service.database, service.clock, ANA, key, "F1")
    back = text_of(carol.get(f"/cases/{key.rma_number}", Accept=HTML))
    assert "Fees may be charged" not in back
