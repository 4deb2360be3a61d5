"""Builds a policy from a document that the schema has accepted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from rma_service.policies.compiling import BranchCompiler, Scope
from rma_service.policies.names import Names
from rma_service.policies.operators import BuildError, Node, Path, Type, located
from rma_service.policies.places import add_places
from rma_service.policies.policy import Exclusion, NotComputable, Policy, TargetRule
from rma_service.policies.readings import PARAMETER_READERS, Parameter, Reading
from rma_service.policies.rules import (
    TargetCompiler,
    filed,
    read_exclusion,
    refuse_unknown_words,
)
from rma_service.policies.serving import read_guard, read_owed, read_uses, read_weights
from rma_service.policies.values import Event, read_date

_DEFINED: Mapping[str, Type] = {
    "instants": "instant",
    "dates": "date",
    "words": "word",
    "tests": "test",
}


class FaultyDocumentError(Exception):
    """Everything that cannot be in one part of a document."""

    def __init__(self, errors: Iterable[BuildError]) -> None:
        """Keep every one."""
        super().__init__()
        self.errors = tuple(errors)


class _Faults:
    """Faults of one part of a document, gathered so that all are told at once."""

    def __init__(self) -> None:
        self._errors: list[BuildError] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Go on after a fault."""
        try:
            yield
        except BuildError as error:
            if all((error.path, error.problem) != (e.path, e.problem) for e in self._errors):
                self._errors.append(error)

    def refuse(self) -> None:
        """Stop when there are any: what comes next rests on what was read so far."""
        if self._errors:
            raise FaultyDocumentError(self._errors)


def build_policy(document: Node) -> Policy:
    """Build a policy.

    Raises
    ------
    FaultyDocumentError
        With the values and names that cannot be, of the first part that has any.
    """
    names = _names(document)
    _add_places(names, document)
    _check_definitions(names)
    _check_words(document)
    exclusions = _exclusions(names, document)
    targets = _targets(names, document, exclusions)
    try:
        return _policy(document, names, exclusions, targets)
    except BuildError as error:
        raise FaultyDocumentError([error]) from error


def _policy(
    document: Node,
    names: Names,
    exclusions: tuple[Exclusion, ...],
    targets: tuple[TargetRule, ...],
) -> Policy:
    dispatch = document.get("dispatch", {})
    guard = document.get("batch_guard")
    return Policy(
        name=document["policy"],
        document=document["document"],
        version=document["version"],
        service_levels=frozenset(document["service_levels"]),
        priorities=frozenset(document["priorities"]),
        events=names.events,
        order=_order(names, document.get("order", ())),
        parameters=names.parameters,
        targets=targets,
        rules=filed(targets, document["service_levels"], document["priorities"]),
        exclusions=exclusions,
        batch_guard=None if guard is None else read_guard(guard),
        guard_calendar=None
        if guard is None
        else names.calendar(guard["calendar"], ("batch_guard", "calendar")),
        owed=tuple(read_owed(i, node) for i, node in enumerate(dispatch.get("owed", ()))),
        not_owed=read_weights(dispatch.get("not_owed", {"miss_weight": 0, "late_weight": 0})),
        refusals=dict(document.get("refusals", {})),
        uses=read_uses(document),
        not_computable=tuple(
            NotComputable(node["rule"], node["clause"], node["why"])
            for node in document.get("not_computable", ())
        ),
        readings={name: each.default for name, each in names.parameters.items()},
        defaults={
            name: each.default for name, each in names.events.items() if each.default is not None
        },
        effective_from=_effective_from(document["effective_from"]),
        running_contracts=document["running_contracts"]["rule"],
        priority_meanings=_meanings(document),
    )


def _meanings(document: Node) -> dict[str, str]:
    """Read what each priority means, in the order of the priorities; or nothing of any."""
    meanings, priorities = document.get("priority_meanings", {}), document["priorities"]
    for word in meanings:
        if word not in priorities:
            raise BuildError(("priority_meanings", word), f"{word!r} is no priority of this file")
    for word in priorities if meanings else ():
        if word not in meanings:
            raise BuildError(("priority_meanings",), f"says nothing of priority {word!r}")
    return {word: meanings[word] for word in priorities if meanings}


def _effective_from(raw: object) -> date:
    with located(("effective_from",)):
        return date.fromordinal(read_date(raw))


def _names(document: Node) -> Names:
    faults = _Faults()
    events: dict[str, Event] = {}
    parameters: dict[str, Parameter] = {}
    for name, node in document["events"].items():
        with faults.gathered():
            events[name] = _event(name, node)
    for name, node in document.get("params", {}).items():
        with faults.gathered():
            parameters[name] = _parameter(name, node)
    faults.refuse()
    tables = {name: node["rows"] for name, node in document.get("tables", {}).items()}
    return Names(events, parameters, tables, document.get("define", {}))


def _event(name: str, node: Node) -> Event:
    words = tuple(node.get("words", ()))
    if bool(words) is not (node["type"] == "word"):
        raise BuildError(("events", name), "an event of type word, and only one, lists its words")
    event = Event(node["type"], None, words, node.get("least", 1), node.get("told_by") == "partner")
    if "default" not in node:
        return event
    with located(("events", name, "default")):
        default = event.read(node["default"])
    return replace(event, default=default)


def _parameter(name: str, node: Node) -> Parameter:
    with located(("params", name, "default")):
        default = Reading(node["default"], PARAMETER_READERS[node["type"]](node["default"]))
    parameter = Parameter(
        node["type"], default, tuple(node["alternatives"]), node["clause"], node["why"]
    )
    for i, alternative in enumerate(parameter.alternatives):
        with located(("params", name, "alternatives", i)):
            parameter.read(alternative)
    return parameter


def _add_places(names: Names, document: Node) -> None:
    faults = _Faults()
    compiler = BranchCompiler(names, Scope())
    for section in ("clocks", "calendars", "coverage"):
        for name, node in document.get(section, {}).items():
            with faults.gathered():
                add_places(names, compiler, section, name, node)
        faults.refuse()


def _check_definitions(names: Names) -> None:
    """Compile every definition alone, also those that nothing uses."""
    faults = _Faults()
    for section, definitions in names.definitions.items():
        for name in definitions:
            compiler = BranchCompiler(names, Scope(open=True))
            with faults.gathered():
                compiler.definition(_DEFINED[section], name, ("define", section, name))
    faults.refuse()


def _check_words(document: Node) -> None:
    """Check what entries are for, before anything rests on it."""
    levels, priorities = document["service_levels"], document["priorities"]
    owed = document.get("dispatch", {}).get("owed", ())
    _gathered(
        lambda i, node: refuse_unknown_words(node, levels, priorities, ("targets", i)),
        document["targets"],
    )
    _gathered(
        lambda i, node: refuse_unknown_words(node, levels, priorities, ("dispatch", "owed", i)),
        owed,
    )


def _exclusions(names: Names, document: Node) -> tuple[Exclusion, ...]:
    return _gathered(
        lambda i, node: read_exclusion(names, node, ("exclusions", i)),
        document.get("exclusions", ()),
    )


def _targets(
    names: Names, document: Node, exclusions: tuple[Exclusion, ...]
) -> tuple[TargetRule, ...]:
    return _gathered(
        lambda i, node: TargetCompiler(names, node, ("targets", i)).rule(exclusions),
        document["targets"],
    )


def _gathered(make: Callable[[int, Node], Any], nodes: Iterable[Node]) -> tuple[Any, ...]:
    faults, made = _Faults(), []
    for i, node in enumerate(nodes):
        with faults.gathered():
            made.append(make(i, node))
    faults.refuse()
    return tuple(made)


def _order(names: Names, pairs: Node) -> tuple[tuple[str, str], ...]:
    order = []
    for i, (earlier, later) in enumerate(pairs):
        path: Path = ("order", i)
        first = names.event(earlier, ("instant", "date"), path)
        names.event(later, (names.events[first].type,), path)
        order.append((earlier, later))
    return tuple(order)
