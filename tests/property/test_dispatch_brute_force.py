"""The dispatcher against every combination of ways of 2,000 small random problems and more.

Ways, failed tests, optimum, ties, words, losers and relaxations come from a second reading of
docs/dispatch.md (tests/brute_force.py, tests/brute_relaxations.py). Each family of problems shows
what it is there for, so that nothing agrees because it never happens.
"""

import os
from collections import Counter
from collections.abc import Iterator
from math import ceil, inf

import pytest

from optimizer.dispatch.problem import REASON_CODES, DispatchPlan, LinePlan, Relaxation, Verdict
from optimizer.dispatch.solve import solve
from tests.brute_force import LAST, Answer, BruteForce, Key
from tests.brute_relaxations import KINDS, BruteRelaxations, Told
from tests.second_reading import MET, Pair
from tests.small_problems import FAMILIES, small_problem

PROBLEMS = 400 * int(os.environ.get("RMA_SOAK", "1"))
"""Problems of each of the five families."""

WORDS = ("guaranteed", "impossible_together", "impossible_alone")

SHOWN: dict[str, set[str]] = {
    "scarce": {*WORDS, "at_risk", "unit", "vehicle", "service_limit", "stock", "late", "vehicle!"},
    "wished": {*WORDS, "pinned", "excluded", "stock", "piece_weight", "unit", "vehicle"},
    "risky": {*WORDS, "at_risk", "median", "release", "no_flight", "late", "unit"},
    "closed": {
        *WORDS,
        "depot_hours",
        "site_hours",
        "receiving_hours",
        "operating_hours",
        "depot_closed",
    },
    "refused": {
        "scope",
        "landmass",
        "customs",
        "radius",
        "piece_weight",
        "dimensions",
        "girth",
        "shipment_weight",
        "dangerous_goods",
        "export_licence",
        "two_person",
        "tail_lift_or_dock",
        "service_limit",
    },
}
"""Words, reasons and relaxations that a family must show; "vehicle!" is the reason of that name."""


@pytest.mark.parametrize("family", FAMILIES)
def test_no_combination_says_anything_else_of_a_problem(family: str) -> None:
    seen: Counter[str] = Counter()
    for seed in range(PROBLEMS):
        assert (list(_differences(family, seed, seen)), family, seed) == ([], family, seed)
    assert SHOWN[family] - set(seen) == set()


def test_all_families_together_show_every_word_reason_and_relaxation() -> None:
    shown = set().union(*SHOWN.values())
    never = {Verdict.NOT_PROVED.value, Verdict.EXCLUDED_BY_CLAUSE.value}
    assert {*Verdict} - shown == never
    assert {code.replace("vehicle", "vehicle!") for code in REASON_CODES} - shown == set()
    assert {*KINDS} - shown == set()


def _differences(family: str, seed: int, seen: Counter[str]) -> Iterator[object]:
    """What plan and brute force do not agree on; `seen` counts what there was to agree on."""
    asked = small_problem(family, seed)
    plan, brute = solve(asked), BruteForce(asked)
    best = brute.best()
    if tuple(level.value for level in plan.levels) != best.levels:
        yield plan.levels, best.levels
    if tuple(key_of(each) for each in plan.lines) != best.sequence:
        yield [each.option for each in plan.lines], best.sequence
    yield from _different_words(plan, brute, best, seen)
    yield from _different_reasons(plan, brute, best, seen)
    yield from _different_relaxations(plan, brute, best, seen)


def _different_words(
    plan: DispatchPlan, brute: BruteForce, best: Answer, seen: Counter[str]
) -> Iterator[object]:
    said = brute.words(best)
    for each in plan.lines:
        word, losers = each.outlook or each.verdict, each.would_lose
        owed = each.line.target.owed
        seen[word.value] += 1
        if (word, losers, ()) != (*said[each.line.line_id], each.left_out):
            yield each.line.line_id, word, losers, each.left_out, said[each.line.line_id]
        if (each.verdict is Verdict.EXCLUDED_BY_CLAUSE) == owed or (each.outlook is None) != owed:
            yield each.line.line_id, each.verdict, each.outlook


def _different_reasons(
    plan: DispatchPlan, brute: BruteForce, best: Answer, seen: Counter[str]
) -> Iterator[object]:
    answers = {each.line.line_id: each for each in plan.lines}
    for index, lines in enumerate(brute.choosers):
        failed = {
            pair: REASON_CODES[code] for pair, code in brute.failures[index].items() if code != MET
        }
        expected = {} if best.ways[index].met else failed
        seen.update(code.replace("vehicle", "vehicle!") for code in expected.values())
        late = {} if best.ways[index].met else _late(brute, index)
        for line in lines:
            found = _reasons(answers[line.line_id], brute)
            if found != expected:
                yield line.line_id, found, expected
            told = {
                (each.depot_id, each.service_id): each.detail
                for each in answers[line.line_id].reasons
                if each.code == "late"
            }
            if told != late:
                yield line.line_id, told, late


def _late(brute: BruteForce, index: int) -> dict[Pair, str]:
    """What is told of depots and services that are too late, with the least lateness there."""
    return {
        pair: _too_late(brute.least_late[index][pair])
        for pair, code in brute.failures[index].items()
        if code == REASON_CODES.index("late")
    }


def _too_late(seconds: float) -> str:
    if seconds == inf:
        return "no departure that can still count"
    minutes = ceil(seconds / 60)
    return f"too late by {minutes} minute{'' if minutes == 1 else 's'}"


def _reasons(answer: LinePlan, brute: BruteForce) -> dict[Pair, str]:
    """Reasons by depot and service; one of a depot holds for all its services."""
    services = sorted(brute.network.services)
    return {
        (reason.depot_id or "", service_id): reason.code
        for reason in answer.reasons
        for service_id in ([reason.service_id] if reason.service_id else services)
    }


def _different_relaxations(
    plan: DispatchPlan, brute: BruteForce, best: Answer, seen: Counter[str]
) -> Iterator[object]:
    answers = {each.line.line_id: each for each in plan.lines}
    for index, lines in enumerate(brute.choosers):
        owed = [line for line in lines if line.target.owed]
        short = owed and not best.ways[index].met
        expected = BruteRelaxations(brute, best, index).told() if short else []
        seen.update(KINDS[each.kind] for each in expected)
        for line in lines:
            found = [told_of(each) for each in answers[line.line_id].relaxations]
            if found != (expected if line in owed else []):
                yield line.line_id, found, expected


def key_of(answer: LinePlan) -> Key:
    """What a line is called in ties."""
    option = answer.option
    if option is None:
        return LAST
    departs = option.departs_at.timestamp()
    return option.depot_id, option.part_number, option.service_id, departs


def told_of(each: Relaxation) -> Told:
    """A relaxation without its words."""
    return Told(
        each.plan_costs_more_cents,
        KINDS.index(each.kind),
        each.depot_id or "",
        each.service_id or "",
        each.part_number or "",
        each.from_at.timestamp() if each.from_at else 0.0,
        each.amount or 0.0,
    )
