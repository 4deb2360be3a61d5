"""Several who confirm one list at the same moment: one of them does it, and it is done once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solved
from rma_service.db.engine import Database, insisted
from rma_service.domain.errors import Conflicts
from rma_service.domain.people import Principal, Role
from rma_service.usecases.cases import history_of, rma_of
from rma_service.usecases.confirming import Confirmed, confirm_changes
from rma_service.usecases.target_changes import changes_of
from tests.policy_folders import policy_text, use_policies, write_policies
from tests.small_record import CAROL, DAN, HandClock, fill, opened, request

ADA = Principal("U-ADA", Role.ADMINISTRATOR, None, "Ada")
CLIENTS = 6


@pytest.fixture
def waiting_record(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Give a record in which one target of each of two partners would move."""
    fill(database, tmp_path / "tiny", free=9)
    opened(database, request(priority="P3"))
    opened(database, request(priority="P3", site_id="S3"), by=DAN)
    text = policy_text({'default: "15:00"': 'default: "10:00"'}, version="next")
    use_policies(monkeypatch, write_policies(tmp_path / "next", text))
    return database


def test_one_list_is_confirmed_once(waiting_record: Database) -> None:
    changes = changes_of(waiting_record)
    ready = threading.Barrier(CLIENTS)

    def confirm(_: int) -> Confirmed | Conflicts:
        ready.wait()
        try:
            return insisted(
                lambda: confirm_changes(
                    waiting_record, HandClock(), ADA, changes.digest, solve=solved
                )
            )
        except Conflicts as late:
            return late

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = list(pool.map(confirm, range(CLIENTS)))
    assert [each for each in done if isinstance(each, Confirmed)] == [Confirmed(2, 0, 0)]
    for change in changes.moving:
        number = change.line.rma_number
        told = history_of(waiting_record, ADA, number)
        assert told.broken_at is None
        assert [event.kind for event in told.events].count("target_changed") == 1
    assert changes_of(waiting_record).all == ()


def test_an_rma_that_comes_in_meanwhile_meets_a_list_that_is_done_or_is_not(
    waiting_record: Database,
) -> None:
    # The new RMA takes the guarantee of the first one, so the list is another one when it is first.
    digest = changes_of(waiting_record).digest
    first = next(c.line for c in changes_of(waiting_record).moving if c.line.partner_id == "PA01")
    ready = threading.Barrier(2)

    def confirm() -> Confirmed | Conflicts:
        ready.wait()
        try:
            return insisted(
                lambda: confirm_changes(waiting_record, HandClock(), ADA, digest, solve=solved)
            )
        except Conflicts as late:
            return late

    def ask() -> object:
        ready.wait()
        return insisted(lambda: opened(waiting_record, request(priority="P3")))

    with ThreadPoolExecutor(2) as pool:
        confirmed, asked = pool.submit(confirm), pool.submit(ask)
        done = confirmed.result()
        asked.result()
    line = rma_of(waiting_record, CAROL, first.rma_number).lines[0]
    assert line.terms is not None
    if isinstance(done, Conflicts):
        assert line.terms == first.terms  # it still waits, with all that changed
        assert not next(
            c.after.owed
            for c in changes_of(waiting_record).moving
            if c.line.line_id == line.line_id
        )
    else:
        assert (line.terms.target_kind, line.terms.owed) == ("ship_by", False)
