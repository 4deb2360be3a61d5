"""A bounded child gives a result or a typed failure, and its parent goes on as before."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest

from optimizer.executors import Bounds, Failure, run_bounded
from tests import children

LONG = Bounds(seconds=60, memory_bytes=4 * 10**9)
SHORT = Bounds(seconds=1.5, memory_bytes=4 * 10**9)


def children_of_this_process() -> list[str]:
    """Processes whose parent is this one, zombies included."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [pid for task in tasks for pid in task.read_text(encoding="ascii").split()]


@pytest.fixture(autouse=True)
def no_child_is_left() -> object:
    before = set(children_of_this_process())
    yield
    assert set(children_of_this_process()) - before == set()


def test_the_result_comes_back_and_what_was_printed_does_not() -> None:
    assert run_bounded(LONG, children.double, 21) == 42


def test_work_larger_than_a_pipe_goes_in_and_out() -> None:
    assert run_bounded(LONG, bytes.upper, b"a" * 10**6) == b"A" * 10**6


def test_the_child_is_another_process_in_a_session_of_its_own_and_yields_to_others() -> None:
    told = run_bounded(LONG, children.inside)
    assert isinstance(told, tuple)
    pid, session, niceness = told
    assert pid == session != os.getpid()
    assert niceness > os.nice(0)


def test_a_child_that_hangs_is_ended() -> None:
    failure = run_bounded(SHORT, children.hang)
    assert failure == Failure("timed_out", "It took longer than 1.5 seconds.")


def runs(pid: int) -> bool:
    """Whether a process runs; one that has ended may wait for somebody to notice."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"


def test_what_a_hanging_child_started_is_ended_with_it(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    bounds = Bounds(seconds=5, memory_bytes=4 * 10**9)
    failure = run_bounded(bounds, children.hang_with_a_child_of_its_own, note)
    assert isinstance(failure, Failure)
    assert failure.kind == "timed_out"
    grandchild = int(note.read_text(encoding="ascii"))
    tries = (Event().wait(0.1) for _ in range(50))
    assert not runs(grandchild) or any(not runs(grandchild) for _ in tries)


def test_a_child_that_crashes_is_told_by_its_signal() -> None:
    failure = run_bounded(LONG, children.segfault)
    assert failure == Failure("crashed", "Its process was ended by SIGSEGV.", signal.SIGSEGV)


@pytest.mark.parametrize("function", [children.eat_memory, children.abort_without_memory])
def test_a_child_without_memory_is_told_as_such(function: Callable[..., object]) -> None:
    bounds = Bounds(seconds=60, memory_bytes=3 * 10**8)
    failure = run_bounded(bounds, function)
    assert failure == Failure("out_of_memory", "It needed more memory than it may have.")


def test_memory_too_small_for_the_libraries_is_a_failure_of_the_child() -> None:
    failure = run_bounded(Bounds(seconds=60, memory_bytes=60 * 10**6), np.arange, 3)
    assert isinstance(failure, Failure)
    assert failure.kind in {"out_of_memory", "crashed"}


def test_what_the_function_raises_comes_back_as_a_sentence() -> None:
    failure = run_bounded(LONG, children.refuse)
    assert failure == Failure("raised", "ValueError: This cannot be solved.")


def test_a_child_that_leaves_without_a_result_has_crashed() -> None:
    failure = run_bounded(LONG, children.leave)
    assert failure == Failure("crashed", "Its process ended with status 3 and no result.")


def test_a_result_that_cannot_be_sent_is_a_failure() -> None:
    failure = run_bounded(LONG, children.unpicklable)
    assert isinstance(failure, Failure)
    assert failure.kind == "raised"


def test_children_are_started_from_threads_at_the_same_time() -> None:
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(run_bounded, LONG, children.double, n) for n in (1, 2)]
        crashed = pool.submit(run_bounded, LONG, children.segfault)
        assert [each.result() for each in asked] == [2, 4]
        assert crashed.result().kind == "crashed"


def test_a_thread_that_waits_for_a_child_lets_others_work() -> None:
    done: list[Any] = []
    waiting = Thread(target=lambda: done.append(run_bounded(SHORT, children.hang)))
    waiting.start()
    worked = sum(range(10**6))
    assert (worked, done) == (499999500000, [])
    waiting.join()
    assert [each.kind for each in done] == ["timed_out"]


@pytest.mark.parametrize(("seconds", "memory_bytes"), [(0, 10**9), (-1, 10**9), (1, 0)])
def test_bounds_that_leave_nothing_are_refused(seconds: float, memory_bytes: int) -> None:
    with pytest.raises(ValueError, match="needs time and memory"):
        Bounds(seconds, memory_bytes)
