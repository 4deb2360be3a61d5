"""Do relaxations say what could be different: kind, names and amounts that can be.

Whether a line would be met with one is for a solve to prove, and for brute force in the tests.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import get_args

from optimizer.dispatch.checking.leaving import slot_of
from optimizer.dispatch.checking.report import Violation, said
from optimizer.dispatch.checking.words import Lines, Told, word_of
from optimizer.dispatch.problem import LeftOut, LinePlan, Relaxation, RelaxationKind, Verdict
from optimizer.network import Network

MOST_RELAXATIONS = 5
"""Source: dispatch.md, "Verdicts are proved, not guessed"."""

SHORT_OF = (Verdict.IMPOSSIBLE_ALONE, Verdict.IMPOSSIBLE_TOGETHER, Verdict.AT_RISK)
"""Words of promises that are not kept."""

Sentences = Iterator[str]
Fields = frozenset[str]

FIELDS: dict[RelaxationKind, Fields] = {
    "unit": frozenset({"depot_id", "part_number"}),
    "release": frozenset({"amount"}),
    "vehicle": frozenset({"depot_id", "service_id", "from_at", "amount"}),
    "service_limit": frozenset({"service_id", "amount"}),
    "depot_hours": frozenset({"depot_id", "from_at"}),
    "site_hours": frozenset({"from_at"}),
    "median": frozenset(),
}
"""Which fields the relaxations of each kind have."""


def relaxation_violations(network: Network, told: Sequence[Told]) -> Iterator[Violation]:
    """Relaxations belong to promises that are not kept, cheapest first, and name what there is."""
    for each in told:
        for line, answer in zip(each.lines, each.given, strict=True):
            for sentence in _answer_faults(answer, is_open=not each.proved):
                yield Violation(line.line_id, "relaxation", sentence)
            for relaxation in answer.relaxations:
                for sentence in relaxation_faults(network, each.lines, relaxation):
                    yield Violation(line.line_id, "relaxation", sentence)
            for sentence in _left_out_faults(answer):
                yield Violation(line.line_id, "left_out", sentence)


def _answer_faults(answer: LinePlan, *, is_open: bool) -> Sentences:
    relaxations = answer.relaxations
    if not relaxations:
        return
    short = answer.line.target.owed and word_of(answer) in SHORT_OF and not is_open
    if not short:
        yield f"Nothing is short of a promise that is {answer.verdict.value}."
    if len(relaxations) > MOST_RELAXATIONS:
        yield f"There are {len(relaxations)}, at most {MOST_RELAXATIONS} are told."
    costs = [each.plan_costs_more_cents for each in relaxations]
    if costs != sorted(costs):
        yield f"They cost {costs} cents, the cheapest comes first."
    if any(each in relaxations[:place] for place, each in enumerate(relaxations)):
        yield "One of them is told twice."


def _left_out_faults(answer: LinePlan) -> Sentences:
    for name in answer.left_out:
        if name not in get_args(LeftOut):
            yield f"Nothing is called {name}."
        elif getattr(answer, name):
            yield f"{name} is called left out, and is there."


def relaxation_faults(network: Network, lines: Lines, told: Relaxation) -> Sentences:
    """Everything wrong with one relaxation of some lines."""
    if told.kind not in FIELDS:
        yield f"No kind is called {told.kind}."
        return
    names = ("depot_id", "service_id", "part_number", "from_at", "amount")
    given = frozenset(name for name in names if getattr(told, name) is not None)
    if given != FIELDS[told.kind]:
        yield f"{told.kind} has {sorted(FIELDS[told.kind])}, not {sorted(given)}."
        return
    for table, name in ((network.depots, told.depot_id), (network.services, told.service_id)):
        if name is not None and name not in table:
            yield f"The network has no {name}."
            return
    if told.amount is not None and not told.amount > 0:
        yield f"{told.kind} by {told.amount}, it needs to be above zero."
    if told.from_at is not None and told.from_at.utcoffset():
        yield f"{told.kind} from {said(told.from_at)}, it is to be told in UTC."
    if told.kind in _BY_KIND:
        yield from _BY_KIND[told.kind](network, lines, told)


def _unit_faults(network: Network, lines: Lines, told: Relaxation) -> Sentences:
    asked = {line.part_number for line in lines}
    others = {each.part_number for part in asked for each in network.substitutions.get(part, ())}
    if told.part_number not in asked | others:
        yield f"A unit of {told.part_number} serves none of {', '.join(sorted(asked))}."


def _vehicle_faults(network: Network, _: Lines, told: Relaxation) -> Sentences:
    service = network.services[told.service_id or ""]
    if service.kind != "dedicated":
        yield f"{told.service_id} of kind {service.kind} has no vehicles."
    if told.from_at is not None and slot_of(network, told.from_at) != told.from_at:
        yield f"No slot starts at {said(told.from_at)}."
    if told.amount is not None and told.amount != int(told.amount):
        yield f"{told.amount} slots is no whole number."


def _limit_faults(network: Network, _: Lines, told: Relaxation) -> Sentences:
    service = network.services[told.service_id or ""]
    limits = [kg for kg in (service.max_piece_kg, service.max_shipment_kg) if kg is not None]
    if told.amount is not None and not any(told.amount > kg for kg in limits):
        yield f"{told.service_id} takes {told.amount} kg already, its limits are {limits}."


_BY_KIND: dict[RelaxationKind, Callable[[Network, Lines, Relaxation], Sentences]] = {
    "unit": _unit_faults,
    "vehicle": _vehicle_faults,
    "service_limit": _limit_faults,
}
