"""Does a plan answer what was asked: every line once, the right words, levels that add up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from math import ceil

from optimizer.dispatch.checking.claims import handed_over_at
from optimizer.dispatch.checking.report import BOUND_TOLERANCE, Violation, said
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.dispatch.problem import (
    TEN_DAYS_QUARTER_HOURS,
    DispatchPlan,
    DispatchProblem,
    Line,
    LinePlan,
    Option,
    Verdict,
)

QUARTER_HOUR = timedelta(minutes=15)
LEVEL_NAMES = ("missed", "tardiness", "cost")

Answers = Mapping[str, LinePlan]


def coverage_violations(problem: DispatchProblem, plan: DispatchPlan) -> Iterator[Violation]:
    """Every line is answered exactly once and as it was asked, nothing is added."""
    asked = {line.line_id: line for line in problem.lines}
    times = Counter(answer.line.line_id for answer in plan.lines)
    for line_id in asked.keys() - times.keys():
        yield Violation(line_id, "line_missing", f"Line {line_id} has no answer, it needs one.")
    for line_id, count in sorted(times.items()):
        if line_id not in asked:
            yield Violation(line_id, "line_invented", f"Nobody asked for line {line_id}.")
        elif count > 1:
            yield Violation(line_id, "line_twice", f"Line {line_id} has {count} answers, not one.")
    for answer in plan.lines:
        line = asked.get(answer.line.line_id)
        if line is not None and line != answer.line:
            yield Violation(line.line_id, "line_changed", f"{answer.line} answers for {line}.")
    if sorted(plan.set_aside, key=repr) != sorted(problem.set_aside, key=repr):
        sentence = f"{len(plan.set_aside)} lines set aside differ from {len(problem.set_aside)}."
        yield Violation(None, "set_aside", sentence)
    if plan.now != problem.now:
        sentence = f"Planned for {said(plan.now)}, asked for {said(problem.now)}."
        yield Violation(None, "now", sentence)


def is_met(line: Line, option: Option | None) -> bool:
    """Whether an option meets the target of a line at its confidence."""
    return option is not None and handed_over_at(line.target, option) <= line.target.due_at


def is_met_in_the_median(line: Line, option: Option | None) -> bool:
    """Whether an option meets the target of a line in one case of two."""
    if option is None or line.target.kind == "ship_by":
        return is_met(line, option)
    return option.median_arrival_at <= line.target.due_at


def quarter_hours_late(line: Line, option: Option | None) -> int:
    """Started quarter-hours after the due instant; unassigned counts as ten days."""
    if option is None:
        return TEN_DAYS_QUARTER_HOURS
    late = handed_over_at(line.target, option) - line.target.due_at
    return max(0, ceil(late / QUARTER_HOUR))


def levels_of(
    problem: DispatchProblem, answers: Answers, shipments: Iterable[Shipment], scarcity: int
) -> dict[str, int]:
    """Levels of the objective that the answers are worth; a kit costs once.

    `scarcity` is what their last units are worth [cents].

    Source: dispatch.md, "Objective".
    """
    taken = {
        line.line_id: answers[line.line_id].option if line.line_id in answers else None
        for line in problem.lines
    }
    return {
        "missed": sum(
            line.target.miss_weight
            for line in problem.lines
            if line.target.owed and not is_met(line, taken[line.line_id])
        ),
        "tardiness": sum(
            line.target.late_weight * quarter_hours_late(line, taken[line.line_id])
            for line in problem.lines
        ),
        "cost": sum(shipment.options[0].cost_cents for shipment in shipments) + scarcity,
    }


def level_violations(plan: DispatchPlan, derived: Mapping[str, int]) -> Iterator[Violation]:
    """The plan states each level once, with its value, a bound below it and a true proof."""
    names = tuple(level.name for level in plan.levels)
    if names != LEVEL_NAMES:
        yield Violation(None, "level_names", f"Levels are {LEVEL_NAMES}, not {names}.")
    earlier_proved = True
    for level in plan.levels:
        value = derived.get(level.name, level.value)
        if level.value != value:
            sentence = f"Level {level.name} says {level.value}, is {value}."
            yield Violation(None, "level_value", sentence)
        # After a level that is not proved a bound says nothing.
        if earlier_proved and not level.bound <= level.value + BOUND_TOLERANCE:
            sentence = f"Level {level.name} has bound {level.bound} above value {level.value}."
            yield Violation(None, "level_bound", sentence)
        reached = level.bound >= level.value - BOUND_TOLERANCE
        if level.proved and not (reached and earlier_proved):
            sentence = f"Level {level.name} is called proved: bound {level.bound}, {level.value}."
            yield Violation(None, "level_proof", sentence)
        earlier_proved = earlier_proved and level.proved


def scarcity_violations(plan: DispatchPlan, derived: int) -> Iterator[Violation]:
    """The plan states what its last units are worth [cents]."""
    if plan.scarcity_cents != derived:
        sentence = f"Last units cost {plan.scarcity_cents} cents, it is {derived}."
        yield Violation(None, "scarcity", sentence)


def verdict_violations(
    bundles: Iterable[tuple[Line, ...]], plan: DispatchPlan, answers: Answers
) -> Iterator[Violation]:
    """Each verdict is the first word of dispatch.md that holds, as far as one plan shows it."""
    missed_is_proved = any(level.name == "missed" and level.proved for level in plan.levels)
    for lines in bundles:
        given = [answers[line.line_id] for line in lines if line.line_id in answers]
        if len(given) == len(lines):
            for sentence in _verdict_faults(lines, given, proved=missed_is_proved):
                yield Violation(lines[0].line_id, "verdict", sentence)


def _verdict_faults(
    lines: tuple[Line, ...], given: list[LinePlan], *, proved: bool
) -> Iterator[str]:
    for line, answer in zip(lines, given, strict=True):
        if (answer.verdict is Verdict.EXCLUDED_BY_CLAUSE) != (not line.target.owed):
            owed = "" if line.target.owed else "not "
            yield f"Verdict {answer.verdict.value}, but {line.line_id} is {owed}owed."
            return
    words = {answer.outlook or answer.verdict for answer in given}
    if Verdict.EXCLUDED_BY_CLAUSE in words:
        yield "A target that a clause excludes needs an outlook, one of the other words."
        return
    if len(words) > 1:
        named = ", ".join(sorted(word.value for word in words))
        yield f"Lines of one kit share a verdict, these have {named}."
        return
    taken = {answer.line.line_id: answer.option for answer in given}
    yield from _word_faults(words.pop(), list(lines), taken, proved=proved)


def _word_faults(
    word: Verdict, lines: list[Line], taken: Mapping[str, Option | None], *, proved: bool
) -> Iterator[str]:
    """Hold one word against what the options of its lines do."""
    met = all(is_met(line, taken[line.line_id]) for line in lines)
    median = all(is_met_in_the_median(line, taken[line.line_id]) for line in lines)
    if met != (word is Verdict.GUARANTEED):
        yield f"Said {word.value}, but the plan {'meets' if met else 'misses'} the target."
    elif word is Verdict.AT_RISK and not median:
        yield "Said at_risk, but the target is missed in the median too."
    elif word is Verdict.IMPOSSIBLE_ALONE and median:
        yield "Said impossible_alone, but the plan meets the target in the median."
    elif not met and proved == (word is Verdict.NOT_PROVED):
        yield f"Said {word.value}, but level missed is {'' if proved else 'not '}proved."
