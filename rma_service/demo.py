"""The place of the demonstration: its database and its port are claimed before any work."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from socket import socket
from typing import TextIO

from rma_service.db.database_file import HeldError, delete, held, is_used
from rma_service.listening import address_of, listening
from rma_service.settings import Settings, read_settings
from rma_service.usecases.refusals import FaultyInput

FILE = Path("var", "demo.db")
"""The database, unless RMA_DATABASE_URL names another one."""

LOG = Path("var", "demo.log")
"""What the server says of every request, so that the terminal stays free."""

COMMAND = "make run"

ONLY_OWN = (
    f"FRESH=1 deletes {FILE} and nothing else, and RMA_DATABASE_URL names another database: "
    "unset one of them."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demonstration runs; without a `file`, in a database that was named to it."""

    settings: Settings
    listener: socket
    file: Path | None
    log: TextIO | None

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return address_of(self.settings)


class Log(TextIOWrapper):
    """A file of lines; on a full disk lines are lost, and nobody is disturbed."""

    def write(self, text: str) -> int:
        """Take lines."""
        with suppress(OSError):
            super().write(text)
        self.flush()
        return len(text)

    def flush(self) -> None:
        """Write what was taken, if there is room."""
        with suppress(OSError):
            super().flush()


@contextmanager
def claimed(*, fresh: bool, tell: Callable[[str], None]) -> Iterator[Place]:
    """Claim database and port until the block ends; `fresh` starts the database over.

    Raises
    ------
    FaultyInput
        When one of them cannot be had, before anything is changed.
    """
    settings = _settings().model_copy(update={"with_worker": True})
    is_named = "database_url" in settings.model_fields_set
    if fresh and is_named:
        raise FaultyInput([ONLY_OWN])
    with ExitStack() as stack:
        log = None
        if not is_named:
            log = stack.enter_context(_own_files(address_of(settings)))
            settings = settings.model_copy(update={"database_url": f"sqlite:///{FILE}"})
        listener = stack.enter_context(closing(listening(settings, COMMAND)))
        if fresh:
            tell(_started_over())
        yield Place(settings, listener, None if is_named else FILE, log)


def _settings() -> Settings:
    try:
        return read_settings()
    except ValueError as wrong:
        raise FaultyInput(str(wrong).splitlines()) from wrong


@contextmanager
def _own_files(address: str) -> Iterator[TextIO]:
    """Hold the file of the database, and open the log beside it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(FILE, f"open {address}, or stop process {os.getpid()}"))
            log = stack.enter_context(Log(LOG.open("wb", buffering=0), encoding="utf-8"))
        except HeldError as other:
            what_to_do = str(other) or "stop it first"
            raise FaultyInput([f"It runs already in this folder: {what_to_do}."]) from other
        except OSError as fault:
            raise FaultyInput(
                [f"{fault.filename or FILE} cannot be used: {fault.strerror}."]
            ) from fault
        yield log


def _started_over() -> str:
    """Delete the database; gives a sentence about what is gone."""
    if is_used(FILE):
        raise FaultyInput(
            [f"{FILE} is in use by another program: stop that, then start over. Nothing was done."]
        )
    try:
        gone = delete(FILE)
    except OSError as fault:
        raise FaultyInput([f"{fault.filename} cannot be deleted: {fault.strerror}."]) from fault
    if not gone:
        return f"There is no {FILE} yet, so nothing was deleted."
    return f"Deleted, to start over: {', '.join(map(str, gone))}"
