"""Turns the expressions of a policy file into functions, once, when the file is loaded.

An expression stands in a branch of a target, and `use` looks among the keys of that branch before
it looks among the definitions: so a definition may itself use keys of whatever branch uses it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from optimizer.business_time import BusinessTime
from optimizer.calendars import BusinessDays
from optimizer.local_days import LocalDays
from rma_service.policies.clockwork import Clockwork
from rma_service.policies.conditions import CONDITIONS
from rma_service.policies.dates import DATES
from rma_service.policies.instants import INSTANTS
from rma_service.policies.keys import KEYS
from rma_service.policies.lists import LISTS
from rma_service.policies.names import Names
from rma_service.policies.operators import BuildError, Node, Operator, Path, Type, known
from rma_service.policies.run import Find, Function, Run
from rma_service.policies.words import WORDS

TABLE: Mapping[tuple[Type, str], Operator] = {
    (operator.result, operator.name): operator
    for operator in (*INSTANTS, *DATES, *WORDS, *CONDITIONS, *LISTS)
}
"""Every operator of the language by the type that it gives, and its name."""

_LITERALS: Mapping[Type, type] = {"word": str, "test": bool}
_SECTIONS: Mapping[Type, str] = {
    "instant": "instants",
    "date": "dates",
    "word": "words",
    "test": "tests",
}


@dataclass(slots=True)
class Scope:
    """Where an expression stands: the branch, the keys that it may use, the target's priorities.

    `ready` are keys whose values are there before the branch is chosen. An `open` scope takes any
    key, to check definitions alone.
    """

    path: Path = ()
    keys: Mapping[str, Node] = field(default_factory=dict)
    ready: frozenset[str] = frozenset()
    priorities: frozenset[str] | None = None
    open: bool = False


class BranchCompiler:
    """Compiles what stands in one scope; `functions` are its keys, each after those it uses."""

    def __init__(self, names: Names, scope: Scope) -> None:
        """Begin with nothing made."""
        self._names = names
        self._scope = scope
        self._made: dict[tuple[Type, str], tuple[Function, bool]] = {}
        self._under_way: list[str] = []
        self._keyed = False
        self.functions: dict[str, Function] = {}
        self.reads: set[str] = set()

    def all_keys(self) -> None:
        """Compile every key of the branch."""
        for name in self._scope.keys:
            self._key(name)

    def expression(self, kind: Type, node: Node, path: Path) -> Function:
        """Return the function of an expression of a type."""
        if isinstance(node, _LITERALS.get(kind, ())):
            return lambda _: node
        if kind == "steps":
            return self._steps(node, path)
        ((operator, argument),) = node.items()
        return TABLE[kind, operator].compile(self, argument, (*path, operator))

    def type_of(self, node: Node, path: Path) -> Type:
        """Return the type of an expression that may be an instant or a date."""
        ((operator, argument),) = node.items()
        if operator in {"latest", "earliest"}:
            return self.type_of(argument[0], (*path, operator, 0))
        if operator == "choose":
            return self.type_of(argument[0]["then"], (*path, operator, 0, "then"))
        if operator == "event":
            event = self.event(argument, ("instant", "date"), (*path, operator))
            return "date" if self._names.events[event].type == "date" else "instant"
        if operator == "use":
            return self._type_of_name(argument)
        return "instant" if ("instant", operator) in TABLE else "date"

    def _type_of_name(self, name: str) -> Type:
        key = name in self._scope.keys or name in self._scope.ready or self._scope.open
        if key and name in KEYS:
            return KEYS[name]
        return "date" if name in self._names.definitions.get("dates", {}) else "instant"

    def use(self, kind: Type, name: str, path: Path) -> Function:
        """Return the function of a key of the same branch, or of a definition."""
        scope = self._scope
        if name in scope.keys or name in scope.ready or (scope.open and name in KEYS):
            if KEYS[name] != kind:
                raise BuildError(path, f"{name!r} is of type {KEYS[name]}, not {kind}")
            if name in scope.keys:
                self._key(name)
            self._keyed = True
            return lambda run: run.value(name)
        return self.definition(kind, name, path)

    def definition(self, kind: Type, name: str, path: Path) -> Function:
        """Return a definition's function, made when it is first used in the branch."""
        if (kind, name) not in self._made:
            section = _SECTIONS[kind]
            definitions = self._names.definitions.get(section, {})
            if name in KEYS and name not in definitions:
                raise BuildError(
                    self._scope.path or path, f"{name!r} is used where it is not known"
                )
            node = known("definition", definitions, name, path)
            before, self._keyed = self._keyed, False
            with self._guarded(name, path):
                function = self.expression(kind, node, ("define", section, name))
            scope = self._scope.path if self._keyed else None
            self._made[kind, name] = _once((scope, kind, name), function), self._keyed
            self._keyed = before
        function, keyed = self._made[kind, name]
        self._keyed |= keyed
        return function

    def _key(self, name: str) -> None:
        if name not in self.functions:
            path = (*self._scope.path, name)
            with self._guarded(name, path):
                self.functions[name] = self.expression(KEYS[name], self._scope.keys[name], path)

    @contextmanager
    def _guarded(self, name: str, path: Path) -> Iterator[None]:
        """Refuse a name that is defined by itself."""
        if name in self._under_way:
            ring = " -> ".join([*self._under_way[self._under_way.index(name) :], name])
            raise BuildError(path, f"{name!r} is defined by itself: {ring}")
        self._under_way.append(name)
        yield
        self._under_way.pop()

    def _steps(self, nodes: Node, path: Path) -> Function:
        steps = [
            (
                self.expression("word", node["to"], (*path, i, "to")),
                self.expression("instant", node["at"], (*path, i, "at")),
            )
            for i, node in enumerate(nodes)
        ]
        return lambda run: tuple((to(run), run.unless_halted(at)) for to, at in steps)

    def event(self, name: str, types: tuple[str, ...], path: Path) -> str:
        """Return the name of an event, of which the type is one of these."""
        self.reads.add(name)
        return self._names.event(name, types, path)

    def event_words(self, name: str) -> tuple[str, ...]:
        """Return the words that an event can say, none for one of another type."""
        return self._names.event_words(name)

    def parameter(self, node: Node, types: tuple[str, ...], path: Path) -> str:
        """Return the name of a parameter, of which the type is one of these."""
        return self._names.parameter(node, types, path)

    def parameter_values(self, name: str) -> tuple[object, ...]:
        """Return all that the file itself lets a parameter say, as written."""
        return self._names.parameter_values(name)

    def covered_priorities(self, name: str, path: Path) -> None:
        """Refuse a parameter by priority that leaves out a priority of the target."""
        numbers = self._names.parameters[name].default.value
        if self._scope.open or not isinstance(numbers, Mapping):
            return
        if self._scope.priorities is None:
            raise BuildError(path, f"{name!r} is by priority, but the target is for every one")
        for priority in sorted(self._scope.priorities - set(numbers)):
            raise BuildError(path, f"{name!r} says nothing for {priority!r}")

    def clock(self, node: Node, path: Path) -> Find[LocalDays]:
        """Return the clock of a name, or of the name that a parameter says."""
        self.reads |= self._names.clock_entry(node, path).events
        return self._names.clock(node, path)

    def calendar(self, name: str, path: Path) -> Find[BusinessDays]:
        """Return the business days of a calendar's name."""
        find = self._names.calendar(name, path)
        self.reads |= self._names.events_of_place("calendars", name)
        return find

    def coverage(self, name: str, path: Path) -> Find[Clockwork]:
        """Return the business time of a name of the coverage, around the clock included."""
        find = self._names.coverage_of(name, path)
        self.reads |= self._names.events_of_place("coverage", name)
        return find

    def windows(self, name: str, path: Path) -> Find[BusinessTime]:
        """Return the business time of a name of the coverage that has windows."""
        find = self._names.windows(name, path)
        self.reads |= self._names.events_of_place("coverage", name)
        return find

    def table(self, name: str, path: Path) -> Mapping[str, Mapping[str, object]]:
        """Return the rows of a table."""
        return self._names.table(name, path)


def _once(key: object, function: Function) -> Function:
    """Work a definition out once in an evaluation; one that uses keys, once in their branch."""

    def defined(run: Run) -> Any:  # noqa: ANN401 - of the type of the definition
        value = run.defined.get(key)
        if value is None:
            value = run.defined[key] = function(run)
        return value

    return defined
