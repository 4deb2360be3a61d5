"""Functions that a bounded child runs in tests: some do their work, the others go wrong."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

from optimizer.executors import tell_parent


def double(number: int) -> int:
    """Do some work, and print where a careless library would."""
    print("a word in between")  # noqa: T201 - that it does no harm is tested
    return 2 * number


def inside(*_: object) -> tuple[int, int, int]:
    """Tell process, session and niceness of the child."""
    return os.getpid(), os.getsid(0), os.nice(0)


def hang(*_: object) -> Any:  # noqa: ANN401 - stands where any function may
    """Wait for what never comes, deaf to polite requests."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Event().wait()


def hang_with_a_child_of_its_own(note: Path) -> None:
    """Start a process that holds the pipes open, note its number, and hang."""
    waiting = "import threading; threading.Event().wait()"
    grandchild = subprocess.Popen([sys.executable, "-c", waiting])
    note.write_text(str(grandchild.pid), encoding="ascii")
    hang()


def note_and_hang(note: Path) -> None:
    """Note the number of this process, and wait without a word."""
    note.write_text(str(os.getpid()), encoding="ascii")
    hang()


def segfault(*_: object) -> Any:  # noqa: ANN401 - stands where any function may
    """End as a broken native library does."""
    os.kill(os.getpid(), signal.SIGSEGV)


def eat_memory(*_: object) -> Any:  # noqa: ANN401 - stands where any function may
    """Ask for more and more."""
    hoard = []
    while True:
        hoard.append(bytearray(10**8))


def abort_without_memory(*_: object) -> None:
    """End as a library in C++ does that has no memory left."""
    os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
    os.abort()


def leave(*_: object) -> None:
    """End without a word."""
    os._exit(3)


def refuse(*_: object) -> None:
    """Raise a sentence."""
    message = "This cannot be solved."
    raise ValueError(message)


def unpicklable(*_: object) -> object:
    """Give what no pipe carries."""
    return lambda: None


def tell_steps_and_wait(note: Path) -> str:
    """Tell three steps, say that they are told, and wait to be ended."""
    for done in range(3):
        tell_parent("solve", done, 3)
    note.write_text(str(os.getpid()), encoding="ascii")
    hang()
    return "never"


def tell_more_than_a_pipe_holds(steps: int) -> int:
    """Tell so many steps that nobody can have read them, and go on all the same."""
    for done in range(steps):
        tell_parent("solve", done, steps)
    return steps


def tell_until_nobody_hears(note: Path) -> None:
    """Note the number of this process, and tell steps for ever."""
    note.write_text(str(os.getpid()), encoding="ascii")
    while True:
        tell_parent("solve", 1, 2)
