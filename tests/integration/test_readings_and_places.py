"""Readings of a contract, and the clock of the place, count wherever a target is set or shown.

NOW is Monday 2026-11-23, 10:00 UTC, 11:00 in Mainz and in Basel.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solved
from rma_service.db.engine import Database
from rma_service.domain.rma_request import ClockNews, LineKey, RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.fulfillment import Shipment, deliver, hand_over, ship
from rma_service.usecases.importing import import_directory
from rma_service.usecases.relocations import NewRelocation, tell_relocation
from rma_service.usecases.targets import targets_of
from tests.small_record import (
    ANA,
    CAROL,
    NOW,
    HandClock,
    opened,
    planned,
    request,
    small_directory,
)
from tests.tiny_directory import change

OWN = '"{""weekend"": [""sun""; ""mon""]; ""nbd_window"": [""08:00-16:00""]}"'
"""Mainz rests on Sunday and Monday, and works from eight to four."""


def imported(database: Database, tmp_path: Path, table: str, row: int, **cells: str) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    small_directory(folder, free=3)
    for column, value in cells.items():
        change(folder, table, row, column, value)
    if table == "contracts":
        path = folder / "contracts.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(";", ","), encoding="utf-8")
    import_directory(database, HandClock(), "U-ADA", folder)


def test_readings_of_a_contract_count_for_response_replacement_and_return_alike(
    database: Database, tmp_path: Path
) -> None:
    imported(database, tmp_path, "contracts", 2, params=OWN)
    clock = HandClock()
    rma = opened(database, request(priority="P4"), clock)
    key = LineKey(rma.rma_number, rma.lines[0].line_id)
    news = ClockNews("accepted_at", "2026-11-23T10:00:00Z", "The desk says so.")
    record_clock_event(database, clock, ANA, RmaKey(rma.rma_number), news, solve=solved)
    approve_plan(database, clock, ANA, planned(database, clock).plan_version)
    hand_over(database, clock, ANA, key)
    ship(database, clock, ANA, key, Shipment("N-1", "T-1"))
    clock.forward(hours=2)
    (line,) = deliver(database, clock, ANA, key, clock.at).lines
    found = {
        each.purpose: each.said.values
        for each in targets_of(database, clock, CAROL, rma.rma_number)[1]
    }
    # Mon 23 Nov is a day of rest there: the next business day is Tue 24 Nov, until 16:00 CET.
    assert found["response"]["due_utc"] == "2026-11-24T15:00:00Z"
    assert line.terms is not None
    # On a day of rest nothing leaves: it ships on Tue 24 Nov and arrives on Wed 25 Nov by 16:00.
    assert line.terms.due_at == datetime(2026, 11, 25, 15, tzinfo=UTC)
    assert found["replacement"]["due_utc"] == "2026-11-25T15:00:00Z"
    # Five days a week from Tuesday to Saturday: the 15th after Mon 23 Nov is Sat 12 Dec.
    assert line.progress.return_due_at == datetime(2026, 12, 12, 23, tzinfo=UTC)
    assert found["defective_return"]["due_utc"] == "2026-12-12T23:00:00Z"


@pytest.mark.parametrize(("early", "late"), [(timedelta(), True), (timedelta(seconds=1), False)])
def test_a_notice_is_late_from_the_first_instant_of_the_day_after_its_last(
    database: Database, tmp_path: Path, early: timedelta, late: bool
) -> None:
    imported(database, tmp_path, "sites", 3, receiving="always")
    # 24 Oct + 30 days = 23 Nov, which ends in Basel at 23:00 UTC.
    clock = HandClock(datetime(2026, 11, 23, 23, tzinfo=UTC) - early)
    move = NewRelocation("P1", "S1", "S2", date(2026, 10, 24))
    assert tell_relocation(database, clock, CAROL, move).notice_late == late


def test_delivery_is_rearranged_on_the_clock_of_the_new_site(
    database: Database, tmp_path: Path
) -> None:
    imported(database, tmp_path, "sites", 3, timezone="Asia/Tokyo")
    told = tell_relocation(
        database, HandClock(NOW), CAROL, NewRelocation("P1", "S1", "S2", date(2026, 11, 20))
    )
    # Told at 19:00 in Tokyo on 23 Nov; 30 days later is 23 Dec, which ends there at 15:00 UTC.
    assert told.owed_from_at == datetime(2026, 12, 23, 15, tzinfo=UTC)
    assert told.notice_due_at == datetime(2026, 12, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(("row", "party"), [(2, "vendor"), (3, "partner")])
def test_where_parts_are_picked_up_the_target_says_that_the_vendor_pays(
    database: Database, tmp_path: Path, row: int, party: str
) -> None:
    imported(database, tmp_path, "countries", row, pickup_service="1")  # Germany, or Switzerland
    rma = opened(database, request())
    _, found = targets_of(database, HandClock(), CAROL, rma.rma_number)
    (cost,) = [each for each in found if each.purpose == "return_cost"]
    assert cost.said.values["party"] == party
