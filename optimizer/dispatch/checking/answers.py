"""Does a plan answer what was asked: every line once, levels that add up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, timedelta
from itertools import takewhile
from math import ceil
from operator import attrgetter

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
)

UTC_OFFSET = timedelta(0)
LONGEST_WAY = timedelta(days=100)
"""No way takes longer from now, or from what is asked last, with all closures and holidays."""

QUARTER_HOUR = timedelta(minutes=15)

Answers = Mapping[str, LinePlan]

_instants = attrgetter("ready_at", "departs_at", "planned_arrival_at", "median_arrival_at")


def coverage_violations(problem: DispatchProblem, plan: DispatchPlan) -> Iterator[Violation]:
    """Every line is answered exactly once and as it was asked, nothing is added."""
    asked = {line.line_id: line for line in problem.lines}
    times = Counter(answer.line.line_id for answer in plan.lines)
    for line_id in sorted(asked.keys() - times.keys()):
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


def instant_violations(problem: DispatchProblem, plan: DispatchPlan) -> Iterator[Violation]:
    """Every instant that a plan tells is in UTC, and near enough to what is asked."""
    asked = (at for line in problem.lines for at in (line.target.due_at, line.released_at))
    earliest, latest = problem.now - LONGEST_WAY, max((problem.now, *asked)) + LONGEST_WAY
    for answer in plan.lines:
        others = (alternative.option for alternative in answer.alternatives)
        for option in filter(None, (answer.option, *others)):
            instants = _instants(option)
            if not all(at.tzinfo is UTC or at.utcoffset() == UTC_OFFSET for at in instants):
                sentence = f"Instants are told in UTC, these are {', '.join(map(said, instants))}."
                yield Violation(answer.line.line_id, "not_utc", sentence)
            elif min(instants) < earliest or max(instants) > latest:
                told = ", ".join(map(said, instants))
                sentence = f"Between {said(earliest)} and {said(latest)} is no {told}."
                yield Violation(answer.line.line_id, "far_instant", sentence)


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


def is_moved(line: Line, option: Option | None) -> bool:
    """Whether a line arrives later than its partner was told, as shown; nothing sent is later."""
    if line.told_at is None:
        return False
    if option is None:
        return True
    shown = option.planned_arrival_at.replace(microsecond=0)
    if shown < option.planned_arrival_at:
        shown += timedelta(seconds=1)
    return shown > line.told_at


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
    told = [line for line in problem.lines if line.told_at is not None]
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
        **({"moves": sum(is_moved(line, taken[line.line_id]) for line in told)} if told else {}),
        "cost": sum(shipment.options[0].cost_cents for shipment in shipments) + scarcity,
    }


def proved_levels(plan: DispatchPlan) -> int:
    """How many of the first levels are proved, one after the other."""
    return len(list(takewhile(lambda level: level.proved, plan.levels)))


def level_violations(plan: DispatchPlan, derived: Mapping[str, int]) -> Iterator[Violation]:
    """The plan states each level once, with its value, a bound below it and a true proof."""
    names = tuple(level.name for level in plan.levels)
    if names != tuple(derived):
        yield Violation(None, "level_names", f"Levels are {tuple(derived)}, not {names}.")
    if plan.degraded is not None and plan.proved:
        yield Violation(None, "degraded", f"Proved best, and degraded: {plan.degraded}")
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
