"""The one door to the database: nothing is committed anywhere else.

SQLite has one writer at a time, kept in order by a lock of the process; PostgreSQL has a small
pool, and rows in it are locked in one order by those who change them. Nothing outside the database
happens inside a transaction.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from rma_service.db import sqlite

__all__ = ["Connection", "Database", "DatabaseUnavailableError", "GivenUpError", "insisted"]

POOL_SIZE = 8
POOL_TIMEOUT_SECONDS = 2
TURN_SECONDS = 10
ATTEMPTS = 3
"""Times that a transaction is tried which PostgreSQL gave up in favor of another one."""

PAUSE_SECONDS = 0.02
"""Shortest pause before the second attempt, so that the other transaction gets through."""

_GIVEN_UP = (SerializationFailure, DeadlockDetected)
"""Errors 40001 and 40P01. Source: PostgreSQL manual, appendix A."""

_UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeoutError)

_FORMS = "sqlite:///FILE or postgresql://USER@HOST/NAME"

_SESSION = "-c timezone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"

_Result = TypeVar("_Result")


class DatabaseUnavailableError(Exception):
    """The database does not answer now; whether a change was kept is not known."""


class GivenUpError(DatabaseUnavailableError):
    """The database gave a transaction up in favor of another one; nothing of it was kept."""


def insisted(work: Callable[[], _Result]) -> _Result:
    """Do work that opens a transaction, again when the database gave that up for another one.

    Raises
    ------
    DatabaseUnavailableError
        When it was given up every time, or the database cannot be reached.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return work()
        except GivenUpError:
            time.sleep(attempt * PAUSE_SECONDS * (1 + secrets.randbelow(100) / 100))
    return work()


class Database:
    """One database by its URL: `sqlite:///file` or `postgresql://...`."""

    def __init__(self, url: str) -> None:
        """Prepare to connect; the first transaction does.

        Raises
        ------
        ValueError
            When the URL names no file and no PostgreSQL.
        """
        self._url = _known(url)
        self.dialect = self._url.get_backend_name()
        self._lock = threading.Lock()
        if self.dialect == "sqlite":
            self._writing = _sqlite_engine(self._url, readonly=False)
            self._reading = _sqlite_engine(self._url, readonly=True)
        else:
            self._writing = self._reading = _postgresql_engine(self._url)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that is kept when the block ends, and undone when it raises.

        Raises
        ------
        DatabaseUnavailableError
            When the database is busy, full, or cannot be reached.
        """
        with _told(), self._turn(), self._writing.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one moment and cannot change anything.

        Raises
        ------
        DatabaseUnavailableError
            When the database cannot be reached.
        """
        with _told(), self._reading.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(  # noqa: PLW2901 - the same connection
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the one writer that SQLite allows, in a queue that is fairer than its own."""
        if self.dialect != "sqlite":
            yield
            return
        if not self._lock.acquire(timeout=TURN_SECONDS):
            raise DatabaseUnavailableError("The database has too many writers now, try again.")
        try:
            yield
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of every connection."""
        self._writing.dispose()
        self._reading.dispose()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _UNAVAILABLE as fault:
        kind = GivenUpError if _was_given_up(fault) else DatabaseUnavailableError
        raise kind(f"The database does not answer now, try again: {_first_line(fault)}") from fault
    except DatabaseError as fault:
        if type(fault) is not DatabaseError:  # its subclasses are faults of a statement
            raise
        raise DatabaseUnavailableError(
            f"The file is damaged, or no database of ours: {_first_line(fault)}."
        ) from fault


def _first_line(fault: Exception) -> str:
    """What the driver says, without the statement and its values."""
    said = str(fault.orig if isinstance(fault, DBAPIError) else fault)
    return said.partition("\n")[0]


def _was_given_up(fault: Exception) -> bool:
    return isinstance(fault, DBAPIError) and isinstance(fault.orig, _GIVEN_UP)


def _known(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as fault:
        raise ValueError(f"The URL of a database is {_FORMS}.") from fault
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise ValueError(
        f"The URL of a database is {_FORMS}, not {url.render_as_string(hide_password=True)}."
    )


def _sqlite_engine(url: URL, *, readonly: bool) -> Engine:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        module=sqlite.driver(),
        pool_size=POOL_SIZE if readonly else 1,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        sqlite.prepare(connection, readonly=readonly)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        connect_args={"options": _SESSION, "connect_timeout": 5},
    )
