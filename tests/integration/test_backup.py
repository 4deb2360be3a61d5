"""A copy of an SQLite record that is made while somebody writes is whole."""

import threading
from itertools import count
from pathlib import Path

import pytest

from rma_service.db import sqlite
from rma_service.db.engine import Database
from rma_service.db.ledger import ledger_faults
from rma_service.db.migrate import require_newest
from tests.killing import add_one_unit
from tests.record_rows import fill

COPIES = 5


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_copies_that_are_made_while_somebody_writes_are_whole_and_hold_what_was_kept_before(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with database.write() as tx:
        fill(tx)
    stop, written = threading.Event(), threading.Semaphore(0)
    kept: list[str] = []

    def write() -> None:
        for number in count():
            with database.write() as tx:
                add_one_unit(tx, f"unit-{number}")
            kept.append(f"unit-{number}")
            written.release()
            if stop.is_set():
                return

    writer = threading.Thread(target=write)
    writer.start()
    file = database_url.removeprefix("sqlite:///")
    try:
        for number in range(COPIES):
            assert written.acquire(timeout=30)
            before = set(kept)
            copy = tmp_path / f"copy-{number}.db"
            connection = sqlite.driver().connect(file)
            connection.execute(f"VACUUM INTO '{copy}'")
            connection.close()
            assert before <= held_in(copy)
    finally:
        stop.set()
        writer.join()


def held_in(copy: Path) -> set[str]:
    """Units that a copy holds; it must be whole, of this release, and its ledger right."""
    restored = Database(f"sqlite:///{copy}")
    require_newest(restored)
    with restored.read() as tx:
        assert tx.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        assert ledger_faults(tx) == []
        units = set(tx.exec_driver_sql("SELECT cause_id FROM movement").scalars())
    restored.close()
    return units
