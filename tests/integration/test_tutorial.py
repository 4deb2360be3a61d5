"""The tutorial is true: its commands run in its order, and show what it says they show."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rma_service.db.engine import Database
from rma_service.db.migrate import migrate
from rma_service.usecases.importing import DEMO_AT, import_directory
from rma_service.usecases.requests import import_requests

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "=== end of command ==="
ELISION = "..."

Step = tuple[str, list[str]]
"""A command, of several lines where it goes on with "> ", and the lines that it is said to show."""


def steps_of(page: str) -> list[Step]:
    """Commands of the console blocks of a page, each with what stands below it."""
    steps: list[Step] = []
    for line in "".join(BLOCK.findall(page)).splitlines():
        if line.startswith("$ "):
            steps.append((line.removeprefix("$ "), []))
        elif line.startswith(">") and not steps[-1][1]:
            steps[-1] = (f"{steps[-1][0]}\n{line.removeprefix('>').removeprefix(' ')}", [])
        else:
            steps[-1][1].append(line)
    return steps


def script_of(steps: list[Step]) -> str:
    """One shell session of all commands; a mark ends the output of each and keeps its status."""
    end = f"__status=$?; printf '\\n%s\\n' '{MARK}'; (exit $__status)"
    return "\n".join(f"{command}\n{end}" for command, _ in steps)


def runs_of(said: list[str]) -> list[list[str]]:
    """Lines that must follow each other, between elisions; blank lines do not count."""
    runs: list[list[str]] = [[]]
    for line in said:
        if line == ELISION:
            runs.append([])
        elif line:
            runs[-1].append(line)
    return runs


def missing(said: list[str], shown: list[str]) -> list[str]:
    """First run of said lines that is not shown where it should be; none: all is as said."""
    left = [line.rstrip() for line in shown if line.strip()]
    runs = runs_of(said)
    if left[: len(runs[0])] != runs[0]:
        return runs[0]
    left = left[len(runs[0]) :]
    for run in runs[1:]:
        places = range(len(left) - len(run) + 1)
        found = next((i for i in places if left[i : i + len(run)] == run), None)
        if found is None:
            return run
        left = left[found + len(run) :]
    return left if said[-1:] != [ELISION] else []


def serve_once(folder: Path) -> None:
    """Leave the database that `make run` leaves, but for its people and plans."""
    database = Database(f"sqlite:///{folder / 'var' / 'demo.db'}")
    migrate(database)
    demo = folder / "data" / "demo"
    done = import_directory(database, lambda: DEMO_AT, "test", demo, requests=demo / "requests.csv")
    import_requests(database, lambda: DEMO_AT, "test", done.requests)
    database.close()


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """Run the tutorial in a copy of the data; give the lines of each command."""
    folder = tmp_path_factory.mktemp("tutorial")
    for name in ("data", "scenarios"):
        shutil.copytree(ROOT / name, folder / name)
    serve_once(folder)
    answer = subprocess.run(
        ["bash", "-c", script_of(steps_of(TUTORIAL.read_text(encoding="utf-8")))],  # noqa: S607 - bash is what the reader types into
        cwd=folder,
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert (folder / "plan.html").stat().st_size > 0, answer.stdout
    return [part.strip("\n").splitlines() for part in answer.stdout.split(MARK)]


def test_every_command_of_the_tutorial_shows_what_stands_below_it(
    outputs: list[list[str]],
) -> None:
    steps = steps_of(TUTORIAL.read_text(encoding="utf-8"))
    assert len(outputs) == len(steps) + 1
    found = {
        command: (missing(said, shown), shown)
        for (command, said), shown in zip(steps, outputs, strict=False)
        if missing(said, shown)
    }
    assert found == {}


def test_the_tutorial_asks_every_command_of_the_program() -> None:
    commands = [command for command, _ in steps_of(TUTORIAL.read_text(encoding="utf-8"))]
    asked = {command.split()[1] for command in commands if command.startswith("rma ")}
    assert asked == {"plan", "whatif", "export"}


def test_the_tutorial_names_pages_and_buttons_as_they_are_named() -> None:
    part = TUTORIAL.read_text(encoding="utf-8").split("## 6. ")[1]
    named = re.findall(r'"([^"]+)"', part)
    templates = (ROOT / "rma_service" / "web" / "templates").glob("*.j2")
    shown = "".join(path.read_text(encoding="utf-8") for path in templates)
    shown += (ROOT / "rma_service" / "web" / "shell.py").read_text(encoding="utf-8")
    assert len(named) == 7
    assert [words for words in named if re.sub(r"\d+$", "{{", words) not in shown] == []


def test_steps_are_read_with_their_further_lines() -> None:
    page = "```console\n$ cat <<'END'\n> a\n>\n> END\na\n$ true\n```\n\n```sh\n$ not this\n```\n"
    assert steps_of(page) == [("cat <<'END'\na\n\nEND", ["a"]), ("true", [])]


@pytest.mark.parametrize(
    ("said", "shown", "expected"),
    [
        (["a", "b"], ["a  ", "", "b"], []),
        (["a", "b"], ["a", "x", "b"], ["a", "b"]),  # nothing says that a line is left out
        (["a", "...", "b"], ["a", "x", "b"], []),
        (["a", "..."], ["a", "x"], []),
        (["...", "b", "a"], ["a", "b"], ["b", "a"]),
        (["a"], ["a", "x"], ["x"]),  # more than the page says
        ([], ["x"], ["x"]),
        (["a", "...", "b", "...", "b"], ["a", "b"], ["b"]),  # once is not twice
    ],
)
def test_what_is_not_shown_is_found(said: list[str], shown: list[str], expected: list[str]) -> None:
    assert missing(said, shown) == expected
