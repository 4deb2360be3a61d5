"""The one write door: whole transactions or none, instants with their zone, readers that read."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from rma_service.db import sqlite
from rma_service.db.engine import (
    ATTEMPTS,
    Connection,
    Database,
    DatabaseUnavailableError,
    insisted,
)
from rma_service.db.tables import job, partner
from tests.databases import fresh_url

ROW_OF_A = {"partner_id": "A", "name": "A", "countries": [], "active": True}
NOON_IN_INDIA = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def add_partner(connection: Connection, name: str) -> None:
    connection.execute(
        insert(partner).values(partner_id=name, name=name, countries=[], active=True)
    )


def partners(database: Database) -> list[str]:
    with database.read() as connection:
        return list(
            connection.execute(select(partner.c.partner_id).order_by("partner_id")).scalars()
        )


def add_job(connection: Connection, due_at: datetime) -> None:
    values = {"job_id": "j", "kind": "k", "payload": {}, "state": "due", "attempt": 0}
    connection.execute(
        insert(job).values(**values, due_at=due_at, created_by="ana", created_at=due_at)
    )


def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    with database.write() as connection:
        add_job(connection, NOON_IN_INDIA)
    with database.read() as connection:
        due_at = connection.execute(select(job.c.due_at)).scalar_one()
    # 12:00 at +05:30 is 06:30 in UTC.
    assert due_at == NOON_IN_INDIA
    assert due_at.isoformat() == "2026-11-23T06:30:00+00:00"


def test_instants_of_different_zones_are_compared_as_instants(database: Database) -> None:
    with database.write() as connection:
        add_job(connection, NOON_IN_INDIA)
    # 07:00 in UTC is later, although 12:00 is the greater number.
    later = select(func.count()).where(job.c.due_at < datetime(2026, 11, 23, 7, tzinfo=UTC))
    with database.read() as connection:
        assert connection.execute(later).scalar_one() == 1


def test_an_instant_without_zone_is_refused(database: Database) -> None:
    with (
        pytest.raises(StatementError, match="2026-11-23T12:00:00 has no time zone"),
        database.write() as connection,
    ):
        add_job(connection, NOON_IN_INDIA.replace(tzinfo=None))


def test_a_statement_that_is_refused_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(partner), [ROW_OF_A, ROW_OF_A])  # the key of the first, again
    assert partners(database) == []


def test_a_block_that_raises_undoes_what_it_did(database: Database) -> None:
    def write_and_fail() -> None:
        with database.write() as connection:
            add_partner(connection, "A")
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    assert partners(database) == []


def test_a_reader_cannot_change_anything(database: Database) -> None:
    with pytest.raises((DBAPIError, DatabaseUnavailableError)), database.read() as connection:
        add_partner(connection, "A")
    assert partners(database) == []
    with database.write() as connection:  # and the same connections write afterwards
        add_partner(connection, "B")
    assert partners(database) == ["B"]


def test_a_reader_sees_one_moment(database: Database) -> None:
    count = select(func.count()).select_from(partner)
    with database.read() as connection:
        before = connection.execute(count).scalar_one()
        with database.write() as writing:
            add_partner(writing, "A")
        assert connection.execute(count).scalar_one() == before == 0


def test_writers_that_read_first_all_get_their_turn(database: Database, database_url: str) -> None:
    with database.write() as connection:
        add_partner(connection, "A")
    other = Database(database_url)  # as another process has it, with a lock of its own

    def add_one(door: Database) -> None:
        for _ in range(10):
            with door.write() as connection:
                row = select(partner.c.name).where(partner.c.partner_id == "A").with_for_update()
                name = connection.execute(row).scalar_one()
                connection.execute(update(partner).values(name=name + "x"))

    threads = [threading.Thread(target=add_one, args=[door]) for door in 4 * (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    with database.read() as connection:
        # "A" and one x for each of the 8 x 10 writes: none is lost.
        assert len(connection.execute(select(partner.c.name)).scalar_one()) == 81


@pytest.fixture
def two_rows(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a PostgreSQL database with two rows that writers can lock in two orders."""
    with fresh_url(request, "postgresql", tmp_path) as url:
        opened = Database(url)
        with opened.write() as connection:
            add_partner(connection, "A")
            add_partner(connection, "B")
        yield opened
        opened.close()


def test_work_that_postgresql_gives_up_for_another_is_done_again(two_rows: Database) -> None:
    both_hold_one = threading.Barrier(2)
    attempts: list[str] = []

    def rename(first: str, second: str) -> None:
        def work() -> None:
            attempts.append(first)
            with two_rows.write() as connection:
                mine = update(partner).where(partner.c.partner_id == first)
                connection.execute(mine.values(name=partner.c.name + "x"))
                if len(attempts) <= 2:  # only the first two attempts meet
                    both_hold_one.wait()
                other = update(partner).where(partner.c.partner_id == second)
                connection.execute(other.values(name=partner.c.name + "x"))

        insisted(work)

    threads = [threading.Thread(target=rename, args=order) for order in ("AB", "BA")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with two_rows.read() as connection:
        names = connection.execute(select(partner.c.name).order_by("partner_id")).scalars().all()
    assert names == ["Axx", "Bxx"]
    assert len(attempts) > 2  # one of the two was given up, and came again


def test_work_that_is_given_up_every_time_is_told_at_last(two_rows: Database) -> None:
    attempts: list[int] = []

    def work() -> None:
        attempts.append(1)
        with two_rows.write() as connection:
            connection.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))

    with pytest.raises(DatabaseUnavailableError, match="try again"):
        insisted(work)
    assert len(attempts) == ATTEMPTS == 3


def test_work_that_fails_for_its_own_fault_is_not_done_again(database: Database) -> None:
    attempts: list[int] = []

    def work() -> None:
        attempts.append(1)
        with database.write() as connection:
            connection.execute(text("SELECT no_such_column"))

    with pytest.raises((DBAPIError, DatabaseUnavailableError)):
        insisted(work)
    assert len(attempts) == 1


def test_a_writer_that_holds_the_door_of_sqlite_for_too_long_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'rma.db'}")
    monkeypatch.setattr("rma_service.db.engine.TURN_SECONDS", 0.01)
    with (
        database.write(),
        pytest.raises(DatabaseUnavailableError, match="too many writers"),
        database.write(),
    ):
        pass
    database.close()


def test_a_database_that_cannot_be_reached_is_told_of_without_its_password(tmp_path: Path) -> None:
    database = Database(f"postgresql://ana:secret@/x?host={tmp_path}")
    with pytest.raises(DatabaseUnavailableError) as told, database.read():
        pass
    assert "secret" not in str(told.value)
    database.close()


def test_a_file_that_is_no_database_is_told_of_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "rma.db"
    file.write_text("This is a letter to Ana, and no database at all.\n" * 200, encoding="utf-8")
    before = file.read_bytes()
    database = Database(f"sqlite:///{file}")
    with pytest.raises(DatabaseUnavailableError, match="no database of ours"), database.write():
        pass
    database.close()
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://ana:secret@h/n", "secret"]
)
def test_only_files_and_postgresql_are_databases(url: str) -> None:
    with pytest.raises(
        ValueError, match="URL of a database is sqlite:///FILE or postgresql:"
    ) as told:
        Database(url)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        # Fixed in 3.51.3, and in 3.50.7 and 3.44.6 for those lines.
        ((3, 53, 4), "wal"),
        ((3, 51, 3), "wal"),
        ((3, 51, 2), "truncate"),
        ((3, 50, 7), "wal"),
        ((3, 50, 6), "truncate"),
        ((3, 49, 9), "truncate"),
        ((3, 44, 6), "wal"),
        ((3, 40, 1), "truncate"),
    ],
)
def test_sqlite_keeps_the_journal_that_its_version_is_safe_with(
    version: tuple[int, ...], journal: str
) -> None:
    assert sqlite.journal_mode(version) == journal


def test_sqlite_flushes_before_it_acknowledges_and_checks_references(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'rma.db'}")  # the folder is made
    asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    expected = [sqlite.journal_mode(sqlite.driver().sqlite_version_info), 2, 1, 5000]
    for opened in (database.write, database.read):
        with opened() as connection:
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in asked]
        assert found == expected  # synchronous 2 is FULL
    database.close()


def test_a_database_that_sqlite_keeps_without_that_journal_is_refused() -> None:
    connection = sqlite.driver().connect(":memory:")  # which has no file, and so no journal
    with pytest.raises(RuntimeError, match="journal mode memory and not"):
        sqlite.prepare(connection, readonly=False)
    connection.close()


def test_a_file_in_a_journal_that_this_sqlite_must_not_use_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rma.db"
    monkeypatch.setattr(sqlite, "journal_mode", lambda _: "wal")
    first = Database(f"sqlite:///{path}")
    with first.read() as connection:
        connection.exec_driver_sql("SELECT * FROM sqlite_master")
        monkeypatch.setattr(sqlite, "journal_mode", lambda _: "truncate")
        monkeypatch.setattr(sqlite, "BUSY_MILLISECONDS", 10)
        second = Database(f"sqlite:///{path}")
        with pytest.raises(DatabaseUnavailableError, match="locked"), second.read():
            pass
    first.close()  # the last one that used the journal
    with second.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "truncate"
    second.close()
