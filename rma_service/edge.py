"""The edge of the program: clock, instants, database, progress, and refusals told plainly."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from rma_service.terminal import process
from rma_service.usecases.asking import YEARS
from rma_service.usecases.refusals import FaultyInput, NoAnswer
from rma_service.usecases.stages import Stages, no_progress

if TYPE_CHECKING:
    from rma_service.db.engine import Database
    from rma_service.settings import Settings


@contextmanager
def told_plainly(stopped: str = process.STOPPED) -> Iterator[None]:
    """Turn what stops the work into sentences on standard error and an exit status."""
    try:
        yield
    except typer.Exit:
        raise
    except (KeyboardInterrupt, Exception) as fault:
        # What a signal interrupts may make another error of it, as libraries do while they load.
        if process.STOP.is_asked or isinstance(fault, KeyboardInterrupt):
            typer.echo(stopped, err=True)
            raise typer.Exit(process.STOP.exit_status) from fault
        if not isinstance(fault, NoAnswer):
            raise
        for sentence in fault.sentences:
            typer.echo(sentence, err=True)
        raise typer.Exit(fault.exit_status) from fault


@contextmanager
def record(settings: "Settings | None" = None, *, migrated: bool = True) -> Iterator["Database"]:
    """Open the database of the settings; what it refuses is told in sentences."""
    from rma_service.db.engine import Database, DatabaseUnavailableError  # noqa: PLC0415 - heavy
    from rma_service.db.migrate import require_newest  # noqa: PLC0415 - heavy
    from rma_service.domain.errors import DomainError  # noqa: PLC0415 - the same
    from rma_service.settings import read_settings  # noqa: PLC0415 - the same

    try:
        database = Database((settings or read_settings()).database_url)
    except ValueError as wrong:
        raise FaultyInput(str(wrong).splitlines()) from wrong
    try:
        if migrated:
            require_newest(database)
        yield database
    except (DatabaseUnavailableError, DomainError) as refused:
        raise FaultyInput(str(refused).splitlines()) from refused
    finally:
        database.close()


def instant(text: str) -> datetime:
    """Read the instant of --at.

    Raises
    ------
    FaultyInput
        When it is no instant, has no zone, or lies where public holidays are not known.
    """
    right = "Write it like 2026-11-23T09:00:00Z or 2026-11-23T10:00:00+01:00."
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise FaultyInput([f"--at {text} is no instant. {right}"]) from fault
    if at.utcoffset() is None:
        raise FaultyInput([f"--at {text} has no time zone. {right}"])
    first, last = YEARS
    try:
        utc = at.astimezone(UTC)
    except OverflowError:
        utc = at
    if not first <= utc.year <= last:
        known = f"the years {first} to {last}, of which public holidays are known"
        raise FaultyInput([f"--at {text} is not of {known}."])
    return utc


def now() -> datetime:
    """Read the clock, which only an edge does."""
    return datetime.now(UTC)  # noqa: TID251 - this is the edge


@contextmanager
def working(stages: int) -> Iterator[Stages]:
    """Follow the stages of the work with a bar where a person watches."""
    if not sys.stderr.isatty():
        yield Stages(process.heeding(no_progress))
        return
    from rma_service.terminal.bar import progress_bar  # noqa: PLC0415 - only for people
    from rma_service.terminal.consoles import error_console  # noqa: PLC0415 - only for people

    with progress_bar(error_console(), stages) as bar:
        yield Stages(process.heeding(bar.tell))
