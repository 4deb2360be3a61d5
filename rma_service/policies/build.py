"""Builds a policy from a document that the schema has accepted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from math import isnan
from string import Formatter
from typing import Any

from rma_service.domain.batch import BatchGuard
from rma_service.policies.expressions import (
    OWN_DUE_DATE,
    Calendar,
    Expressions,
    Node,
    UnknownNameError,
)
from rma_service.policies.policy import (
    Aftercare,
    Branch,
    Exclusion,
    OwedWeights,
    Policy,
    TargetRule,
    Weights,
    When,
)
from rma_service.policies.values import (
    EVENT_READERS,
    PARAMETER_READERS,
    BadValueError,
    Event,
    Parameter,
    Reading,
)

Path = Sequence[str | int]


class BuildError(ValueError):
    """A document that keeps the schema and yet says something that cannot be."""

    def __init__(self, path: Path, problem: str) -> None:
        """Keep where it stands in the document."""
        super().__init__(problem)
        self.path = path
        self.problem = problem


def build_policy(document: Node) -> Policy:
    """Build a policy.

    Raises
    ------
    BuildError
        At the first value or name that cannot be.
    """
    events = {name: _event(name, node) for name, node in document["events"].items()}
    parameters = {name: _parameter(name, node) for name, node in document["params"].items()}
    expressions = _expressions(document, events, parameters)
    return Policy(
        name=document["policy"],
        document=document["document"],
        version=document["version"],
        service_levels=frozenset(document["service_levels"]),
        priorities=frozenset(document["priorities"]),
        events=events,
        parameters=parameters,
        targets=tuple(
            _target(i, node, document["define"], expressions)
            for i, node in enumerate(document["targets"])
        ),
        exclusions=tuple(
            _exclusion(i, node, document["define"], expressions)
            for i, node in enumerate(document["exclusions"])
        ),
        batch_guard=_guard(document["batch_guard"]),
        guard_calendar=_named_calendar(expressions, document, "batch_guard"),
        owed=tuple(_owed(i, node) for i, node in enumerate(document["dispatch"]["owed"])),
        not_owed=_weights(document["dispatch"]["not_owed"]),
        aftercare=_aftercare(document["aftercare"]),
        return_calendar=_named_calendar(expressions, document, "aftercare", "defective_return"),
        refusals=dict(document["refusals"]),
    )


@contextmanager
def _at(*path: str | int) -> Iterator[None]:
    """Say where in the document a value or name was found that cannot be."""
    try:
        yield
    except (BadValueError, UnknownNameError) as error:
        raise BuildError(path, str(error)) from error


def _event(name: str, node: Node) -> Event:
    raw = node.get("default")
    with _at("events", name, "default"):
        default = None if raw is None else EVENT_READERS[node["type"]](raw)
    return Event(node["type"], node.get("required", False), default)


def _parameter(name: str, node: Node) -> Parameter:
    with _at("params", name, "default"):
        default = Reading(node["default"], PARAMETER_READERS[node["type"]](node["default"]))
    parameter = Parameter(
        node["type"], default, tuple(node["alternatives"]), node["clause"], node["why"]
    )
    with _at("params", name, "alternatives"):
        for alternative in parameter.alternatives:
            parameter.read(alternative)
    return parameter


def _expressions(
    document: Node, events: Mapping[str, Event], parameters: Mapping[str, Parameter]
) -> Expressions:
    expressions = Expressions(parameters, events, document["define"])
    sections: Sequence[tuple[str, Any, Callable[[Node], Any]]] = (
        ("clocks", expressions.clocks, expressions.clock),
        ("calendars", expressions.calendars, expressions.calendar),
        ("coverage", expressions.coverage, expressions.close_of_day),
    )
    for section, made, make in sections:
        for name, node in document[section].items():
            with _at(section, name):
                made[name] = make(node)
    kinds: Mapping[str, Callable[[Node], Any]] = {
        "instants": expressions.instant,
        "dates": expressions.date,
        "tests": expressions.test,
    }
    for section, make in kinds.items():
        for name in document["define"][section]:
            with _at("define", section, name):
                make({"use": name})
    return expressions


def _target(i: int, node: Node, definitions: Node, expressions: Expressions) -> TargetRule:
    with _at("targets", i, "received_at"):
        _refuse_due_date(node["received_at"], definitions)
        received_at = expressions.instant(node["received_at"])
    branches = []
    for j, branch in enumerate(node["branches"]):
        with _at("targets", i, "branches", j):
            early = [v for k, v in branch.items() if k != "due_at" or "due_date" not in branch]
            _refuse_due_date(early, definitions)
            branches.append(_branch(branch, expressions))
    with _at("targets", i, "branches"):
        if branches[-1].test is not None:
            raise UnknownNameError("the last branch must have no 'if'")
    return TargetRule(
        node["target"],
        _when(node["when"]),
        node["clause"],
        node["quote"],
        received_at,
        tuple(branches),
    )


def _branch(node: Node, expressions: Expressions) -> Branch:
    return Branch(
        test=expressions.test(node["if"]) if "if" in node else None,
        kind=node["kind"],
        ship_date=expressions.date(node["ship_date"]) if "ship_date" in node else None,
        due_date=expressions.date(node["due_date"]) if "due_date" in node else None,
        due_at=expressions.instant(node["due_at"]),
    )


def _refuse_due_date(node: object, definitions: Node) -> None:
    """Only `due_at` may look at the due date of its branch, and only when there is one."""
    if _reaches_due_date(node, definitions):
        raise UnknownNameError(f"{OWN_DUE_DATE!r} is used where it is not known yet")


def _reaches_due_date(node: object, definitions: Node) -> bool:
    if isinstance(node, list):
        return any(_reaches_due_date(item, definitions) for item in node)
    if not isinstance(node, Mapping):
        return False
    name = node.get("use")
    behind = [section[name] for section in definitions.values() if name in section]
    return name == OWN_DUE_DATE or _reaches_due_date([*node.values(), *behind], definitions)


def _exclusion(i: int, node: Node, definitions: Node, expressions: Expressions) -> Exclusion:
    with _at("exclusions", i, "if"):
        _refuse_due_date(node["if"], definitions)
        test = expressions.test(node["if"])
    with _at("exclusions", i, "sentence"):
        for _, name, _, _ in Formatter().parse(node["sentence"]):
            if name is not None:
                expressions.require_default(name)
    return Exclusion(
        frozenset(node["targets"]), test, node["clause"], node["quote"], node["sentence"]
    )


def _guard(node: Node) -> BatchGuard:
    return BatchGuard(
        tuple(node["same"]),
        timedelta(minutes=node["same_time_within_minutes"]),
        timedelta(hours=node["accumulated_when_observed_more_than_hours_before"]),
        node["accumulated_when_lines_of_a_part_exceed"],
        node["timely_within_business_days"],
    )


def _named_calendar(expressions: Expressions, document: Node, *path: str) -> Calendar:
    """Return the calendar that a section names."""
    node = document
    for key in path:
        node = node[key]
    with _at(*path, "calendar"):
        return expressions.named_calendar(node["calendar"])


def _aftercare(node: Node) -> Aftercare:
    warranty, way_back = node["warranty"], node["defective_return"]
    return Aftercare(
        warranty["days_from_shipment"],
        warranty["clause"],
        way_back["business_days"],
        way_back["clause"],
        way_back["waived_clause"],
    )


def _when(node: Node) -> When:
    levels, priorities = node.get("service_level"), node.get("priority")
    return When(
        None if levels is None else frozenset(levels),
        None if priorities is None else frozenset(priorities),
    )


def _weights(node: Node) -> Weights:
    return Weights(node["miss_weight"], node["late_weight"])


def _owed(place: int, node: Node) -> OwedWeights:
    confidence = float(node["confidence"])
    if isnan(confidence):  # no limit of the schema keeps it out
        raise BuildError(("dispatch", "owed", place, "confidence"), "is not a number")
    return OwedWeights(_when(node["when"]), confidence, _weights(node))
