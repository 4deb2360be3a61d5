"""Operators of more than one type: the first case that holds, the latest, the earliest."""

from collections.abc import Callable, Sequence
from typing import Any

from rma_service.policies.case import AbsentError
from rma_service.policies.operators import (
    TEST,
    Argument,
    BuildError,
    Compiler,
    Node,
    Operator,
    Path,
    Type,
    event,
    many,
)
from rma_service.policies.run import Function, Run, Test

Cases = Sequence[tuple[Test | None, Function]]


def choosing(kind: Type, argument: Argument) -> tuple[Operator, ...]:
    """Return the operators that every type has."""
    use = Argument("name", lambda compiler, node, path: compiler.use(kind, node, path))
    return (
        Operator(kind, "use", use, lambda function: function),
        Operator(kind, "event", event(kind), _Event),
        Operator(kind, "choose", _cases(argument), _choose),
    )


def ordering(kind: Type, argument: Argument) -> tuple[Operator, ...]:
    """Return the operators of a type whose values come one after another.

    Source: deadlines.md T9: over the inputs that are present.
    """
    return (
        Operator(kind, "latest", many(argument), lambda functions: _first_of(max, functions)),
        Operator(kind, "earliest", many(argument), lambda functions: _first_of(min, functions)),
    )


class _Event:
    """Reads an event that must be there; knows its name, for whoever can do without it."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, run: Run) -> Any:  # noqa: ANN401 - of the type of the event
        return run.event(self.name)


def _cases(argument: Argument) -> Argument:
    def make(compiler: Compiler, nodes: Node, path: Path) -> Cases:
        if "if" in nodes[-1]:
            raise BuildError((*path, len(nodes) - 1), "the last case must have no 'if'")
        return [_case(compiler, node, (*path, i)) for i, node in enumerate(nodes)]

    def _case(compiler: Compiler, node: Node, path: Path) -> tuple[Test | None, Function]:
        test = TEST.make(compiler, node["if"], (*path, "if")) if "if" in node else None
        return test, argument.make(compiler, node["then"], (*path, "then"))

    return Argument(f"{argument.name}_cases", make)


def _choose(cases: Cases) -> Function:
    def chosen(run: Run) -> Any:  # noqa: ANN401 - of the type of the cases
        for test, then in cases:
            if test is None or test(run):
                return then(run)
        raise AssertionError("the last case has no test")

    return chosen


def _first_of(first: Callable[[list[int]], int], functions: Sequence[Function]) -> Function:
    names = tuple(function.name for function in functions if isinstance(function, _Event))
    others = [function for function in functions if not isinstance(function, _Event)]

    def found(run: Run) -> int:
        events = run.events
        values = [events[name] for name in names if name in events]
        absent: list[str] = []
        for function in others:
            try:
                values.append(function(run))
            except AbsentError as missing:
                absent.extend(missing.names)
        if not values:
            raise AbsentError(*dict.fromkeys((*names, *absent)))
        return first(values)

    return found
