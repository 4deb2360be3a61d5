"""The file of an SQLite database as a whole: held by one process at a time, and started over."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from rma_service.db import sqlite

_BESIDE = ("-wal", "-shm", "-journal", "")
"""What SQLite keeps beside a file, then the file: a journal without its file changes nothing, but
one that is left over would be played into the next file of the same name."""


class HeldError(Exception):
    """Another process holds the file; the message is what it left to be told."""


@contextmanager
def held(path: Path, told: str) -> Iterator[None]:
    """Hold a file until the block ends, however the process ends; others are told some words.

    Raises
    ------
    HeldError
        When another process holds it.
    OSError
        When the folder cannot be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            lock.seek(0)
            raise HeldError(lock.read()) from fault
        lock.truncate(0)
        lock.write(told)
        lock.flush()
        yield


def is_used(path: Path) -> bool:
    """Whether a process has the database open; with a journal other than WAL, whether it writes.

    Source: sqlite.org/wal.html, whoever has a file in WAL mode open holds a shared lock on it.
    """
    if not path.exists():
        return False
    driver = sqlite.driver()
    with closing(driver.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        except driver.OperationalError:
            return True
        except driver.DatabaseError:
            return False  # it is no database, so nobody works with it
    return False


def delete(path: Path) -> list[Path]:
    """Delete a database with what SQLite keeps beside it; gives what was there.

    Raises
    ------
    OSError
        When it may not be deleted.
    """
    files = [path.with_name(f"{path.name}{suffix}") for suffix in _BESIDE]
    there = [file for file in files if os.path.lexists(file)]
    for file in there:
        file.unlink()
    return there
