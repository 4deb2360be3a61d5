"""Counts what a request costs: statements of a database, and processes that are started."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@dataclass(slots=True)
class Counted:
    """What has been seen while the block of `counted` ran."""

    statements: list[str] = field(default_factory=list)
    children: int = 0


_seen: list[Counted] = []


def _hear(name: str, _arguments: object) -> None:
    """Be told by the interpreter, for good: such a hook cannot be taken away."""
    if name == "subprocess.Popen":
        for each in _seen:
            each.children += 1


sys.addaudithook(_hear)


@contextmanager
def counted() -> Iterator[Counted]:
    """Count while the block runs."""
    seen = Counted()

    def note(_connection: object, _cursor: object, statement: str, *_more: Any) -> None:
        seen.statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    _seen.append(seen)
    try:
        yield seen
    finally:
        _seen.remove(seen)
        event.remove(Engine, "before_cursor_execute", note)
