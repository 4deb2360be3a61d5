"""A function run in a process of its own that cannot hang, eat the memory or crash its parent.

The child is a fresh interpreter, so it may be started from any thread of a server. It ends with its
parent at once on Linux, elsewhere at the next step that it tells, or soon after its time.
"""

import ctypes
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter
from typing import BinaryIO, Literal, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

FailureKind = Literal["timed_out", "out_of_memory", "crashed", "raised"]

ORPHAN_SECONDS = 5
"""How long after its time a child ends by itself. [s]"""

TICK_SECONDS = 0.25
"""How often a parent looks what its child tells. [s]"""

MOST_TOLD = 2**16
"""What a parent reads of it at once [bytes]; a pipe holds no more."""

ORPHANED = 4
"""Exit status of a child that finds its parent gone."""

NICENESS = 5
"""What a child yields to the server that started it."""

NO_MEMORY_WORDS = (b"std::bad_alloc", b"Cannot allocate memory", b"failed to map segment")
"""What libraries say before they end a process that has no memory left."""

Hear = Callable[[str, int, int], object]
"""Told how far a child is: stage, steps done, steps in all. What it raises ends the child."""

NOT_BEGUN = ("begin", 0, 1)
"""What is heard of a child that has told nothing yet."""

_CHANNEL = "RMA_CHILD_TELLS"
"""Variable that names the pipe on which a child tells its steps."""

_PR_SET_PDEATHSIG = 1
"""What Linux calls the wish for a signal when the parent ends. Source: prctl(2)."""

_CHILD = "from optimizer.executors import answer_parent; answer_parent()"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may use: time by the clock on the wall [s], address space [bytes]."""

    seconds: float
    memory_bytes: int

    def __post_init__(self) -> None:
        """Refuse bounds that leave nothing."""
        if min(self.seconds, self.memory_bytes) <= 0:
            raise ValueError(f"A child needs time and memory, not {self}.")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a child gave no result; `signal_number` is that of a crash, if it was one."""

    kind: FailureKind
    sentence: str
    signal_number: int | None = None


NO_MEMORY = Failure("out_of_memory", "It needed more memory than it may have.")


def run_bounded(
    bounds: Bounds, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T | Failure:
    """Result of a function in a child process, or why there is none; the child is gone by then.

    Function, arguments and result are pickled; the function is found by its module and name.
    """
    return run_watched(bounds, hear_nothing, function, *args, **kwargs)


def run_watched(
    bounds: Bounds, hear: Hear, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T | Failure:
    """Result as of `run_bounded`, while somebody hears how far the child is.

    `hear` is called in this thread, every tick, with the last step that the function told by
    `tell_parent`. When it raises, the child is ended and the exception goes on.
    """
    with _pipe() as (reading, writing), TemporaryFile() as work, TemporaryFile() as told:
        work.write(pickle.dumps(bounds) + pickle.dumps((function, args, kwargs)))
        work.seek(0)
        with _child(work.fileno(), told.fileno(), writing) as child:
            try:
                answer = _heard(child, bounds.seconds, _Ear(hear, reading))
            except subprocess.TimeoutExpired:
                return Failure("timed_out", f"It took longer than {bounds.seconds:g} seconds.")
            finally:
                _end(child)
        told.seek(max(0, told.seek(0, os.SEEK_END) - 4096))
        return cast("T | Failure", _result(child.returncode, answer, told.read()))


def tell_parent(stage: str, done: int, steps: int) -> None:
    """Tell how far this child is; where nobody is to be told, nothing happens.

    What does not fit into the pipe is left out: a later step says more.
    """
    channel = os.environ.get(_CHANNEL)
    if channel is None:
        return
    try:
        os.write(int(channel), f"{stage} {done} {steps}\n".encode())
    except BlockingIOError:
        return
    except BrokenPipeError:
        os._exit(ORPHANED)


@dataclass(slots=True)
class _Ear:
    """What a parent has heard of its child."""

    hear: Hear
    pipe: int
    step: tuple[str, int, int] = NOT_BEGUN

    def listen(self) -> None:
        """Hear the last step that was told, or the same one again."""
        with suppress(BlockingIOError):
            lines = os.read(self.pipe, MOST_TOLD).decode().rpartition("\n")[0].splitlines()
            self.step = _step(lines[-1]) if lines else self.step
        self.hear(*self.step)


def hear_nothing(_stage: str, _done: int, _steps: int) -> None:
    """Let a child tell what it likes."""


def _step(line: str) -> tuple[str, int, int]:
    stage, done, steps = line.rsplit(maxsplit=2)
    return stage, int(done), int(steps)


@contextmanager
def _pipe() -> Iterator[tuple[int, int]]:
    """Make a pipe at which neither end waits for the other one."""
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


def _heard(child: subprocess.Popen[bytes], seconds: float, ear: _Ear) -> bytes:
    """What a child answers within its time, listening to it every tick."""
    until = perf_counter() + seconds
    while True:
        left = until - perf_counter()
        try:
            return child.communicate(timeout=min(max(left, 0), TICK_SECONDS))[0]
        except subprocess.TimeoutExpired:
            if left <= TICK_SECONDS:
                raise
        ear.listen()


def _child(work: int, told: int, channel: int) -> subprocess.Popen[bytes]:
    """Start an interpreter that finds the modules of this one; what it says goes to a file."""
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    return subprocess.Popen(  # noqa: S603 - this very interpreter and no word of anybody else
        [sys.executable, "-P", "-c", _CHILD],
        stdin=work,  # a file: what is written to a pipe after the first tick would be lost
        stdout=subprocess.PIPE,
        stderr=told,
        env={**os.environ, "PYTHONPATH": path, _CHANNEL: str(channel)},
        pass_fds=[channel],
        start_new_session=True,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child and all that it started, and wait for it, so that no zombie stays."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _result(status: int, answer: bytes, told: bytes) -> object:
    """What the bytes of a child mean; the ones it owes are all there or none."""
    if status == 0 and answer:
        return pickle.loads(answer)  # noqa: S301 - our own child wrote it
    if any(words in told for words in NO_MEMORY_WORDS):
        return NO_MEMORY
    if status < 0:
        name = signal.Signals(-status).name
        return Failure("crashed", f"Its process was ended by {name}.", -status)
    return Failure("crashed", f"Its process ended with status {status} and no result.")


def answer_parent() -> None:
    """Be the child: read the work, keep to the bounds, write the result or the failure."""
    work = sys.stdin.buffer
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as channel:
        # What the function prints must not be taken for its result.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        _keep(pickle.load(work))  # noqa: S301 - our parent wrote it
        channel.write(_answer(work))


def _keep(bounds: Bounds) -> None:
    """Let the system hold this process to its bounds, and to the life of its parent."""
    _end_with_parent()
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory_bytes, bounds.memory_bytes))
    signal.alarm(ceil(bounds.seconds) + ORPHAN_SECONDS)


def _end_with_parent() -> None:
    """Let the system end this process when the thread that waits for it is no more.

    Where the system cannot, the process ends at the next step that it tells, or after its time.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _answer(work: BinaryIO) -> bytes:
    """Do the work; finding the function may import much, and counts."""
    try:
        function, args, kwargs = pickle.load(work)  # noqa: S301 - our parent wrote it
        return pickle.dumps(function(*args, **kwargs))
    except MemoryError:
        return pickle.dumps(NO_MEMORY)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is for the parent to judge
        sentence = f"{type(error).__name__}: {error}"
        starved = any(words.decode() in sentence for words in NO_MEMORY_WORDS)
        return pickle.dumps(NO_MEMORY if starved else Failure("raised", sentence))
