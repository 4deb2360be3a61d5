"""The program among others: streams that may be closed or narrow, and signals that stop it."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

READER_LEFT = 1
CANNOT_SHOW = 2
"""Exit status when nobody reads any further, and when the answer has nowhere to go."""

STOPPED = "Stopped before the answer was complete."

PATIENCE_SECONDS = 3.0
"""How long a stopped process may take to end by itself; a solver does not hear of signals."""


class Stop:
    """Whether somebody wants the work to end; remembered where a library swallows the exception."""

    def __init__(self) -> None:
        """Start unasked."""
        self._signal = 0

    def ask(self, number: int, _frame: object = None) -> None:
        """Take a signal: note it and interrupt what is being done."""
        self._signal = number
        raise KeyboardInterrupt

    def heed(self) -> None:
        """Interrupt the work if somebody asked for it and it went on."""
        if self._signal:
            raise KeyboardInterrupt

    @property
    def is_asked(self) -> bool:
        """Whether somebody asked."""
        return bool(self._signal)

    @property
    def exit_status(self) -> int:
        """Exit status of the end. Source: POSIX shells, 128 + number of the signal."""
        return 128 + (self._signal or signal.SIGINT)


STOP = Stop()
"""The wish to stop this process; a process has one."""


def heeding(tell: Callable[[str, int, int], None]) -> Callable[[str, int, int], None]:
    """Make the telling of progress end the work where a wish to stop was swallowed."""

    def told(stage: str, done: int, steps: int) -> None:
        STOP.heed()
        tell(stage, done, steps)

    return told


def run(command: Callable[[], object]) -> None:
    """Run a command to the end of the process; streams may be closed, full, narrow or plain."""
    _settle()
    _require_output()
    try:
        try:
            command()
        finally:
            sys.stdout.flush()
    except OSError as fault:
        raise SystemExit(_status_without_reader(fault)) from fault


def _settle() -> None:
    if not _is_width(os.environ.get("COLUMNS", "")):
        os.environ.pop("COLUMNS", None)
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    threading.Thread(target=_end_after_a_signal, args=(reading,), daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, STOP.ask)


def _end_after_a_signal(reading: int) -> None:
    """Wait for a signal, and end the process if it has not ended by itself after a while."""
    number = os.read(reading, 1)[0]
    time.sleep(PATIENCE_SECONDS)
    with suppress(OSError):
        shown_again = b"\x1b[?25h" if os.isatty(2) else b""  # a bar hides the cursor
        os.write(2, shown_again + f"{STOPPED}\n".encode())
    os._exit(128 + number)


def end_in_own_time() -> None:
    """Let this process end by itself after a signal, however long it takes.

    For servers and workers, which have something to hand over first; whoever runs them has a
    patience of their own.
    """
    signal.set_wakeup_fd(-1)


def _require_output() -> None:
    if sys.stdout is None:
        where = "send it to a file, or to /dev/null where nobody reads it"
        sys.stderr.write(f"Standard output is closed; {where}.\n")
        raise SystemExit(CANNOT_SHOW)


def _status_without_reader(fault: OSError) -> int:
    """Say that the answer could not be shown, unless its reader left, which is no fault."""
    sys.stdout = _nowhere()  # the old one would try again, with a traceback, when Python ends
    if isinstance(fault, BrokenPipeError):
        return READER_LEFT
    with suppress(OSError):
        sys.stderr.write(f"The answer could not be shown: {fault.strerror}.\n")
        sys.stderr.flush()
    return CANNOT_SHOW


def _is_width(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) > 0


def _nowhere() -> TextIOWrapper:
    return Path(os.devnull).open("w", encoding="utf-8")
