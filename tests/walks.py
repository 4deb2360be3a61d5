"""Walks through the code that a page shows as a table, and whether work really takes them."""

import ast
import importlib
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[1]
ROW = re.compile(
    r"^\| (\d+) \| `([a-z_/]+\.py)` \| (?:(\d+) `(\w+)`|`([A-Z]+ /\S+)`)? ?\| (\S.*\S) \|$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One row: which file, and by which name it is entered from which row, or by which route."""

    number: int
    file: str
    origin: int | None
    name: str
    route: str
    lesson: str

    @property
    def module(self) -> str:
        return self.file.removesuffix(".py").replace("/", ".")


def walk_of(page: Path, heading: str) -> list[Step]:
    """Rows of the table below a heading."""
    section = page.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [
        Step(int(number), file, int(origin) if origin else None, name, route, lesson)
        for number, file, origin, name, route, lesson in ROW.findall(section)
    ]


def used_names(source: str) -> set[str]:
    """Dotted names of everything that a module has imported from somewhere and makes use of."""
    tree = ast.parse(source)
    bound: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                bound.setdefault(alias.asname or alias.name, set()).add(name)
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name, _, rest = ast.unparse(node).partition(".")
            found |= {f"{each}.{rest}" if rest else each for each in bound.get(name, ())}
    return found


def steps_not_taken_from(walk: list[Step]) -> list[str]:
    """Files that the file of their origin makes no use of by the name in the table."""
    files = {step.number: ROOT / step.file for step in walk}
    return [
        step.file
        for step in walk
        if step.origin is not None
        and f"{step.module}.{step.name}"
        not in used_names(files[step.origin].read_text(encoding="utf-8"))
    ]


@contextmanager
def entered(walk: list[Step]) -> Iterator[list[int]]:
    """Note in which order a piece of work first enters the steps, in whichever thread."""
    for step in walk:
        importlib.import_module(step.module)
    known = {(str(ROOT / step.file), step.name): step.number for step in walk if step.name}
    order: list[int] = []

    def note(frame: FrameType, event: str, _argument: object) -> None:
        name = frame.f_code.co_qualname.split(".")[0]  # of a method: its class
        number = known.get((frame.f_code.co_filename, name)) if event == "call" else None
        if number is not None and number not in order:
            order.append(number)

    previous: Callable[..., object] | None = sys.getprofile()
    sys.setprofile(note)
    threading.setprofile(note)
    try:
        yield order
    finally:
        sys.setprofile(previous)
        threading.setprofile(previous)
