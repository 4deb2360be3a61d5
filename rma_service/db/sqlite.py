"""SQLite, set up so that nothing acknowledged is lost."""

import sqlite3
from types import ModuleType
from typing import Any

try:
    from pysqlite3 import dbapi2 as bundled
except ImportError:  # no wheel for this machine
    bundled = None

BUSY_MILLISECONDS = 5000
"""How long a transaction waits for the writer of another process."""

_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""First SQLite of each line without the WAL-reset bug. Source: sqlite.org/wal.html#walresetbug."""


def driver() -> ModuleType:
    """The SQLite to use: that of the wheel, which brings a fixed library, else Python's own."""
    return sqlite3 if bundled is None else bundled


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL where the library may be trusted with it, else the journal that is slower and safe.

    With `synchronous = FULL`, neither loses an acknowledged transaction when the power fails.
    """
    newest, *backports = _FIXED
    fixed = version >= newest or any(
        version[:2] == first[:2] and version >= first for first in backports
    )
    return "wal" if fixed else "truncate"


def prepare(connection: Any, *, readonly: bool) -> None:  # noqa: ANN401 - two drivers, one shape
    """Set a fresh connection up.

    Raises
    ------
    RuntimeError
        When the file cannot be kept in the journal mode that it needs.
    """
    connection.isolation_level = None  # transactions begin where the engine says so
    wanted = journal_mode(driver().sqlite_version_info)
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    found = cursor.execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0]
    if found != wanted:
        raise RuntimeError(
            f"SQLite keeps this database in journal mode {found} and not {wanted}, with which "
            "nothing is lost: keep the file on a local disk, and end what else uses it."
        )
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA query_only = {'ON' if readonly else 'OFF'}")
    cursor.close()
