"""What an operator of a policy file is: the type it gives, the arguments it takes, its function.

Every operator is one entry of the tables in instants.py, dates.py, words.py, conditions.py and
lists.py. docs/policies.md shows each of them to whoever writes a policy; policy.schema.json has
seen to it that a node has one operator with that operator's keys.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from rma_service.policies.case import AbsentError
from rma_service.policies.readings import read_time
from rma_service.policies.run import Function, Run
from rma_service.policies.values import BadValueError

Type = Literal["instant", "date", "word", "test", "instants", "steps"]
"""What an expression gives: an instant, a local date, a word, yes or no, or one of two lists."""

Path = tuple[str | int, ...]
Node = Any
_Known = TypeVar("_Known")


class BuildError(ValueError):
    """A document that keeps the schema and yet says something that cannot be."""

    def __init__(self, path: Path, problem: str) -> None:
        """Keep where it stands in the document, from the top."""
        super().__init__(problem)
        self.path = path
        self.problem = problem


@contextmanager
def located(path: Path) -> Iterator[None]:
    """Say where in the document a value was found that cannot be."""
    try:
        yield
    except BadValueError as error:
        raise BuildError(path, str(error)) from error


class Compiler(Protocol):
    """What turns the nodes of a policy file into functions; see compiling.py."""

    def expression(self, kind: Type, node: Node, path: Path) -> Function:
        """Return the function of an expression of a type."""

    def type_of(self, node: Node, path: Path) -> Type:
        """Return the type of an expression that may be an instant or a date."""

    def use(self, kind: Type, name: str, path: Path) -> Function:
        """Return the function of a key of the same branch, or of a definition."""

    def event(self, name: str, types: tuple[str, ...], path: Path) -> str:
        """Return the name of an event, of which the type is one of these."""

    def event_words(self, name: str) -> tuple[str, ...]:
        """Return the words that an event can say."""

    def parameter(self, node: Node, types: tuple[str, ...], path: Path) -> str:
        """Return the name of a parameter, of which the type is one of these."""

    def parameter_values(self, name: str) -> tuple[object, ...]:
        """Return all that the file itself lets a parameter say, as written."""

    def covered_priorities(self, name: str, path: Path) -> None:
        """Refuse a parameter by priority that leaves out a priority of the target."""

    def clock(self, node: Node, path: Path) -> Function:
        """Return the clock of a name, or of the name that a parameter says."""

    def calendar(self, name: str, path: Path) -> Function:
        """Return the business days of a calendar's name."""

    def coverage(self, name: str, path: Path) -> Function:
        """Return the business time of a name of the coverage, around the clock included."""

    def windows(self, name: str, path: Path) -> Function:
        """Return the business time of a name of the coverage that has windows."""

    def table(self, name: str, path: Path) -> Mapping[str, Mapping[str, object]]:
        """Return the rows of a table."""


Make = Callable[[Compiler, Node, Path], Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """A type of argument: how the schema calls it, and how its node is read."""

    name: str
    make: Make


@dataclass(frozen=True, slots=True)
class Operator:
    """One word of the language.

    `arguments` are by key, or one that stands bare behind the operator; keys in `optional` may be
    left out, and then come to the function as None.
    """

    result: Type
    name: str
    arguments: Argument | Mapping[str, Argument]
    function: Callable[..., Function]
    optional: frozenset[str] = frozenset()

    def compile(self, compiler: Compiler, node: Node, path: Path) -> Function:
        """Return the function of a node behind this operator."""
        if isinstance(self.arguments, Argument):
            return self.function(self.arguments.make(compiler, node, path))
        made = {
            _spelled(key): argument.make(compiler, node[key], (*path, key)) if key in node else None
            for key, argument in self.arguments.items()
        }
        return self.function(**made)


def _spelled(key: str) -> str:
    """Spell a key as a function can be given it."""
    return f"{key}_" if key in {"from", "not", "none"} else key


def _typed(kind: Type) -> Argument:
    return Argument(kind, lambda compiler, node, path: compiler.expression(kind, node, path))


def many(argument: Argument) -> Argument:
    """Several of a type, in a list."""

    def make(compiler: Compiler, nodes: Node, path: Path) -> list[Any]:
        return [argument.make(compiler, node, (*path, i)) for i, node in enumerate(nodes)]

    return Argument(f"{argument.name}_list", make)


def event(*types: str) -> Argument:
    """Take the name of an event of one of the types."""
    return Argument("name", lambda compiler, node, path: compiler.event(node, types, path))


def _number(compiler: Compiler, node: Node, path: Path) -> Function:
    if isinstance(node, int):
        return lambda _: node
    if "event" in node:
        name = compiler.event(node["event"], ("count",), (*path, "event"))
        return lambda run: run.event(name)
    if "by" in node:
        return _number_by_priority(compiler, node, path)
    name = compiler.parameter(node, ("count", "optional_count"), path)
    return lambda run: _present(run, name)


def _present(run: Run, name: str) -> int:
    """Read a number that may be null: then whatever needs it is absent, as without an event."""
    number: int | None = run.reading(name)
    if number is None:
        raise AbsentError(name)
    return number


def _number_by_priority(compiler: Compiler, node: Node, path: Path) -> Function:
    name = compiler.parameter(node, ("counts_by_priority",), path)
    compiler.covered_priorities(name, path)
    return lambda run: run.reading(name)[run.case.priority]


def _time(compiler: Compiler, node: Node, path: Path) -> Function:
    if isinstance(node, str):
        with located(path):
            minute = read_time(node)
        return lambda _: minute
    name = compiler.parameter(node, ("time",), path)
    return lambda run: run.reading(name)


def _halts(compiler: Compiler, node: Node, path: Path) -> str:
    return compiler.event(node["event"], ("intervals",), (*path, "event"))


def known(kind: str, names: Mapping[str, _Known], name: str, path: Path) -> _Known:
    """Look a name up.

    Raises
    ------
    BuildError
        When the file does not define it.
    """
    if name not in names:
        raise BuildError(path, f"no {kind} is named {name!r}")
    return names[name]


INSTANT, DATE, WORD, TEST = _typed("instant"), _typed("date"), _typed("word"), _typed("test")
NUMBER = Argument("number", _number)
TIME = Argument("time", _time)
HALTS = Argument("halts", _halts)
CLOCK = Argument("clock", lambda compiler, node, path: compiler.clock(node, path))
TEXT = Argument("text", lambda _, node, __: node)
CALENDAR = Argument("name", lambda compiler, node, path: compiler.calendar(node, path))
COVERAGE = Argument("name", lambda compiler, node, path: compiler.coverage(node, path))
WINDOWS = Argument("name", lambda compiler, node, path: compiler.windows(node, path))
