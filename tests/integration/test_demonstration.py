"""A record filled with a demonstration: complete, as of now, and never half full for long."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import func, select

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service import cli
from rma_service.db import tables as t
from rma_service.db.engine import Database
from rma_service.db.ledger import ledger_faults
from rma_service.db.migrate import STEPS, newest_revision, revision_of
from rma_service.domain.rma import State
from rma_service.domain.rma_request import RmaKey
from rma_service.terminal.bar import FILLING_WORDS, STAGE_WORDS
from rma_service.usecases import demonstration
from rma_service.usecases.cases import rma_of
from rma_service.usecases.demonstration import ACTOR, Demonstration, prepare
from rma_service.usecases.directory import directory_of
from rma_service.usecases.first_people import add_first_people
from rma_service.usecases.importing import import_directory
from rma_service.usecases.passwords import Passwords
from rma_service.usecases.rmas import cancel_rma
from rma_service.usecases.stages import Stages
from tests.cast import CHEAP_KIB, HandClock
from tests.small_record import ANA, CAROL, small_directory
from tests.tiny_directory import change

# A leap year and 70 seconds after the instant of the files: Wednesday 2028-11-22, 09:01:10 UTC.
# That is 730 days later, as 2028-02-29 lies between.
NOW = datetime(2028, 11, 22, 9, 1, 10, tzinfo=UTC)
COUNTED = (t.network_version, t.user_account, t.rma, t.rma_line, t.plan)
PASSWORDS = Passwords(CHEAP_KIB)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Give tables with one RMA of two lines that need not leave together."""
    folder = tmp_path / "files"
    folder.mkdir()
    small_directory(folder, 3)
    for line in (2, 3):
        change(folder, "requests", line, "ship_together", "0")
    return folder


def prepared(
    database: Database,
    files: Path,
    solve: Callable[[DispatchProblem, float], Solved] = solved,
    at: datetime = NOW,
) -> Demonstration:
    return prepare(database, HandClock(at), files, Stages(), PASSWORDS, solve)


def counts(database: Database) -> list[int]:
    with database.read() as tx:
        assert ledger_faults(tx) == []
        return [tx.execute(select(func.count()).select_from(each)).scalar_one() for each in COUNTED]


def first_tables(database: Database) -> None:
    """Migrate as the first release did."""
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")


class Stopped(BaseException):
    """What a signal raises in the middle of the work."""


def stop(*_: object, **__: object) -> Solved:
    raise Stopped


def test_an_empty_record_gets_tables_network_people_requests_and_a_plan(
    empty_database: Database, files: Path
) -> None:
    assert prepared(empty_database, files) == Demonstration(is_ours=True, is_new=True)
    assert counts(empty_database) == [1, 5, 1, 2, 1]
    assert [each.promise is not None for each in rma_of(empty_database, ANA, "R1").lines] == [
        True,
        False,  # its fault tag is not complete, so it is on hold
    ]


def test_everything_moves_to_now_by_whole_minutes_and_contracts_by_whole_days(
    empty_database: Database, files: Path
) -> None:
    prepared(empty_database, files)
    with empty_database.read() as tx:
        read = directory_of(tx)
    # 730 days and one minute, as the seconds do not count.
    moved = timedelta(days=730, minutes=1)
    (line, _) = rma_of(empty_database, ANA, "R1").lines
    assert line.reported.requested_at == datetime(2026, 11, 23, 8, tzinfo=UTC) + moved
    (receipt,) = read.network.inbound["ZRH1", "GPU"]
    assert receipt.available_at == datetime(2026, 11, 24, 6, tzinfo=UTC) + moved
    # 2027-12-31 and 730 days, of which 366 are those of 2028.
    assert read.contracts["CO1"].ends_on == date(2029, 12, 30)
    assert read.contracts["CO1"].starts_on == date(2024, 1, 1) + timedelta(days=730)


def test_a_record_that_is_full_stays_as_people_left_it(
    empty_database: Database, files: Path
) -> None:
    prepared(empty_database, files)
    cancel_rma(empty_database, HandClock(NOW), CAROL, RmaKey("R1"), "Not needed any more.")
    with empty_database.write() as tx:
        tx.execute(t.user_account.update().values(disabled_at=NOW))
    before = counts(empty_database)
    again = prepared(empty_database, files, stop, NOW + timedelta(days=3))
    assert again == Demonstration(is_ours=True, is_new=False)
    assert counts(empty_database) == before
    assert {line.state for line in rma_of(empty_database, ANA, "R1").lines} == {State.CANCELED}


@pytest.mark.parametrize(
    ("step", "kept"),
    [
        ("import_directory", [0, 0, 0, 0, 0]),
        ("import_requests", [1, 0, 0, 0, 0]),
        ("add_first_people", [1, 0, 1, 2, 0]),
        ("plan_now", [1, 5, 1, 2, 0]),
    ],
)
def test_what_is_stopped_at_any_step_is_completed_the_next_time(
    step: str,
    kept: list[int],
    empty_database: Database,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as stopping:
        stopping.setattr(demonstration, step, stop)
        with pytest.raises(Stopped):
            prepared(empty_database, files)
    assert counts(empty_database) == kept
    assert prepared(empty_database, files).is_new
    imports = 2 if step == "import_requests" else 1  # network and requests are of one instant
    assert counts(empty_database) == [imports, 5, 1, 2, 1]


def test_a_record_of_an_earlier_release_gets_the_tables_of_this_one(
    empty_database: Database, files: Path
) -> None:
    first_tables(empty_database)  # the first release was stopped before it filled them
    assert prepared(empty_database, files).is_new
    with empty_database.read() as tx:
        assert revision_of(tx) == newest_revision()
    assert counts(empty_database) == [1, 5, 1, 2, 1]


def test_the_record_of_somebody_else_gets_an_administrator_and_nothing_more(
    database: Database, files: Path
) -> None:
    import_directory(database, HandClock(), "U-ADA", files)
    first, again = prepared(database, files, stop), prepared(database, files, stop)
    assert first == again == Demonstration(is_ours=False, is_new=False)
    assert [each.sign_in_name for each in first.people] == ["ada"]
    assert len(first.people[0].password) == 20  # 15 random bytes in base 64
    assert again.people == []  # a password is told once
    assert counts(database) == [1, 1, 0, 0, 0]


def test_a_record_that_already_has_an_administrator_gets_nothing(
    database: Database, files: Path
) -> None:
    add_first_people(database, HandClock(), PASSWORDS, demo=False)
    assert not prepared(database, files, stop).is_ours
    assert counts(database) == [0, 1, 0, 0, 0]


def test_a_network_that_somebody_imports_later_does_not_make_it_theirs(
    empty_database: Database, files: Path
) -> None:
    prepared(empty_database, files)
    import_directory(empty_database, HandClock(NOW), "rma import", files)
    assert prepared(empty_database, files, stop) == Demonstration(is_ours=True, is_new=False)


def test_the_bar_ends_where_the_work_ends(tmp_path: Path, files: Path) -> None:
    told: list[str] = []

    def note(stage: str, _done: int, _steps: int) -> None:
        if told[-1:] != [stage]:
            told.append(stage)

    database = Database(f"sqlite:///{tmp_path / 'rma.db'}")
    prepare(database, HandClock(NOW), files, Stages(note), PASSWORDS)  # by a child of its own
    database.close()
    assert set(told) <= STAGE_WORDS.keys() | FILLING_WORDS.keys()
    # A child tells what it does a few times a second: short stages may go by unheard.
    assert [stage for stage in told if stage in FILLING_WORDS][:4] == list(FILLING_WORDS)[:4]
    assert len(told) <= cli.DEMO_STAGES


def test_what_the_demonstration_did_is_told_in_its_name(
    empty_database: Database, files: Path
) -> None:
    prepared(empty_database, files)
    with empty_database.read() as tx:
        assert tx.execute(select(t.network_version.c.imported_by)).scalar_one() == ACTOR
        assert tx.execute(select(t.plan.c.created_by)).scalar_one() == ACTOR
