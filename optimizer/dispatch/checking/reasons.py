"""Are the reasons true: every depot and service that cannot meet a target, once, by its first test.

All lines are held against what each depot has. To derive every test again takes a while, so that is
done for some lines, spread evenly over the plan: a rule misread shows on any of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from math import ceil
from re import findall

from optimizer.dispatch.checking.alone import MEETS, Asked, Outcome, asked_of, outcomes_of
from optimizer.dispatch.checking.atlas import Atlas
from optimizer.dispatch.checking.report import Violation
from optimizer.dispatch.checking.words import Told, word_of
from optimizer.dispatch.problem import (
    REASON_CODES,
    DispatchProblem,
    Line,
    LinePlan,
    Reason,
    Verdict,
)
from optimizer.network import Network

MOST_REASONS = 200_000
"""Reasons that are looked at in one plan."""

MOST_DERIVED = 5_000
"""Pairs of depot and service whose first failed test is derived again in one plan."""

DERIVABLE = (Verdict.IMPOSSIBLE_ALONE, Verdict.AT_RISK, Verdict.IMPOSSIBLE_TOGETHER)
"""Words that say whether some depot and service would meet the target, others apart."""

OUNCE_OF_A_MINUTE = 1e-3
"""What two computations of the same minutes may differ by. [minutes]"""

Pair = tuple[str, str]


def reason_violations(
    problem: DispatchProblem, atlas: Atlas, told: Iterable[Told], most_derived: int
) -> Iterator[Violation]:
    """Everything that is wrong with the reasons of lines and with the words that they stand for."""
    told = list(told)
    pairs = max(1, len(problem.network.depots) * len(problem.network.services))
    with_reasons = [each for each in told if each.given[0].reasons]
    for each in spread(with_reasons, MOST_REASONS // pairs):
        for line, answer in zip(each.lines, each.given, strict=True):
            yield from _plain_violations(problem, line, answer)
    judged = [each for each in told if word_of(each.given[0]) in DERIVABLE]
    for each in spread(judged, most_derived // pairs) if most_derived else ():
        asked = asked_of(problem, each.lines)
        if asked is not None:
            outcomes = outcomes_of(atlas, asked)
            for line, answer in zip(each.lines, each.given, strict=True):
                yield from _derived_violations(asked, line, answer, outcomes)


def spread(told: Sequence[Told], most: int) -> Sequence[Told]:
    """Some of them, evenly spread; at least one if there are any."""
    step = ceil(len(told) / max(1, most)) or 1
    return told[::step]


def pairs_of(network: Network, reasons: Iterable[Reason]) -> Iterator[tuple[Pair, Reason]]:
    """Depots and services that reasons are given for; one of a depot alone is for all services."""
    for reason in reasons:
        services = network.services if reason.service_id is None else [reason.service_id]
        for service_id in services:
            yield (reason.depot_id or "", service_id), reason


def _plain_violations(
    problem: DispatchProblem, line: Line, answer: LinePlan
) -> Iterator[Violation]:
    """Codes and names are known, no pair has two reasons, and nobody lacks what is on the shelf."""
    network, seen = problem.network, set()
    if word_of(answer) is Verdict.GUARANTEED:
        yield Violation(line.line_id, "reason", "A target that is met needs no reasons.")
        return
    for pair, reason in pairs_of(network, answer.reasons):
        if reason.code not in REASON_CODES:
            yield Violation(line.line_id, "reason", f"No test is called {reason.code}.")
        if pair[0] not in network.depots or pair[1] not in network.services:
            yield Violation(line.line_id, "reason", f"The network has no {' and '.join(pair)}.")
        elif pair in seen:
            yield Violation(line.line_id, "reason", f"{pair} has more than one reason.")
        seen.add(pair)
    for depot_id in sorted(
        {reason.depot_id or "" for reason in answer.reasons if _no_stock(reason)}
    ):
        cells = [(depot_id, part) for part in _sendable(problem, line)]
        units = [cell for cell in cells if _has_units(problem, cell)]
        if units and not line.ship_together:
            yield Violation(line.line_id, "reason", f"No stock is told, and there is {units[0]}.")


def _no_stock(reason: Reason) -> bool:
    return reason.code == "stock"


def _sendable(problem: DispatchProblem, line: Line) -> list[str]:
    pin = problem.wishes.pins.get(line.line_id)
    if pin is not None and pin.part_number is not None:
        return [pin.part_number]
    others = problem.network.substitutions.get(line.part_number, ())
    return [line.part_number, *(other.part_number for other in others)]


def _has_units(problem: DispatchProblem, cell: Pair) -> bool:
    network = problem.network
    free = network.stock[cell].free if cell in network.stock else 0
    return free + sum(receipt.quantity for receipt in network.inbound.get(cell, ())) > 0


def _derived_violations(
    asked: Asked, line: Line, answer: LinePlan, outcomes: Mapping[Pair, Outcome]
) -> Iterator[Violation]:
    """The first failed test of every pair, its minutes and weights, and the word that follows."""
    word, meeting = word_of(answer), [pair for pair, each in outcomes.items() if each.code == MEETS]
    if (word is Verdict.IMPOSSIBLE_TOGETHER) != bool(meeting):
        ways = f"{meeting[0][0]} by {meeting[0][1]} meets it" if meeting else "nothing meets it"
        yield Violation(line.line_id, "verdict", f"Said {word.value}, and alone {ways}.")
    told = dict(pairs_of(asked.network, answer.reasons))
    for pair, outcome in outcomes.items():
        reason = told.get(pair)
        code = MEETS if reason is None else reason.code
        if code != outcome.code:
            sentence = f"{pair} is told to fail {code}, it is {outcome.code}."
            yield Violation(line.line_id, "reason", sentence.replace(f"fail {MEETS}", MEETS))
        elif reason is not None:
            yield from _number_violations(asked, line, reason, outcome)


def _number_violations(
    asked: Asked, line: Line, reason: Reason, outcome: Outcome
) -> Iterator[Violation]:
    """The number that a reason tells is that of its test."""
    expected = _number_of(asked, reason, outcome)
    told = [float(number) for number in findall(r"\d+(?:\.\d+)?", reason.detail)]
    if expected and not expected & set(told):
        number = " or ".join(f"{each:g}" for each in sorted(expected))
        sentence = f"{reason.depot_id} by {reason.service_id}: {reason.detail}; it is {number}."
        yield Violation(line.line_id, "reason_number", sentence)


def _number_of(asked: Asked, reason: Reason, outcome: Outcome) -> set[float]:
    """Numbers of which a reason has to tell one; none: its test has no number of its own."""
    service = asked.network.services.get(reason.service_id or "")
    if reason.code in ("late", "receiving_hours") and outcome.least_late is not None:
        minutes = outcome.least_late / timedelta(minutes=1)
        return {float(ceil(minutes - OUNCE_OF_A_MINUTE)), float(ceil(minutes + OUNCE_OF_A_MINUTE))}
    limits = {
        "radius": "max_km",
        "piece_weight": "max_piece_kg",
        "shipment_weight": "max_shipment_kg",
    }
    if service is not None and reason.code in limits:
        return {float(getattr(service, limits[reason.code]))}
    return set()
