"""A parent hears how far its child is, and may end it at any step."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from optimizer.executors import Bounds, run_bounded, run_watched, tell_parent
from tests import children

LONG = Bounds(seconds=60, memory_bytes=4 * 10**9)
ROOT = Path(__file__).resolve().parents[2]


class EnoughError(Exception):
    """What a listener raises that has heard enough."""


def runs(pid: int) -> bool:
    """Whether a process runs; one that has ended may wait for somebody to notice."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"


def soon(happens: Callable[[], object]) -> bool:
    """Whether something happens within half a minute."""
    return any(happens() or Event().wait(0.05) for _ in range(600))


def test_steps_of_a_child_are_heard_and_what_hears_them_may_end_it(tmp_path: Path) -> None:
    note, heard = tmp_path / "note", set()

    def hear(*step: object) -> None:
        heard.add(step)
        if step == ("solve", 2, 3):
            raise EnoughError

    with pytest.raises(EnoughError):
        run_watched(LONG, hear, children.tell_steps_and_wait, note)
    # Steps that follow each other fast are told by the last of them.
    assert ("solve", 2, 3) in heard
    assert heard <= {("begin", 0, 1), ("solve", 0, 3), ("solve", 1, 3), ("solve", 2, 3)}
    assert not runs(int(note.read_text(encoding="ascii")))


def test_a_child_tells_more_than_a_pipe_holds_and_is_not_held_up() -> None:
    # Each step takes more than ten bytes, the pipe holds 65,536 of them.
    assert run_bounded(LONG, children.tell_more_than_a_pipe_holds, 20_000) == 20_000


def test_work_that_does_not_fit_into_a_pipe_arrives_while_the_child_is_heard() -> None:
    work = b"a" * 10**6
    assert run_watched(LONG, lambda *_: None, bytes.upper, work) == work.upper()


def test_telling_where_nobody_is_to_be_told_does_nothing() -> None:
    tell_parent("solve", 1, 2)


@pytest.mark.parametrize("function", ["tell_until_nobody_hears", "note_and_hang"])
def test_a_child_whose_parent_was_killed_ends_with_it(tmp_path: Path, function: str) -> None:
    note = tmp_path / "note"
    program = (
        "import sys; from pathlib import Path; from optimizer.executors import Bounds, run_bounded;"
        "from tests import children;"
        "function = getattr(children, sys.argv[2]);"
        "run_bounded(Bounds(600, 4 * 10**9), function, Path(sys.argv[1]))"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, note, function], cwd=ROOT)
    assert soon(lambda: note.exists() and note.read_text(encoding="ascii"))
    parent.kill()
    parent.wait()
    child = int(note.read_text(encoding="ascii"))
    assert soon(lambda: not runs(child))
