"""Plans of lines whose partners were told an arrival, against every combination of ways.

The brute force knows three levels. Misses and lateness before, cost behind are kept as they are;
moves become the last digits of lateness, which puts them between the two.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Line
from optimizer.dispatch.solve import Limits, solve
from tests.brute_force import BruteForce, Way, seconds_late
from tests.random_problems import problems
from tests.second_reading import Leaving

EXAMPLES = settings(max_examples=100, derandomize=True, deadline=None, database=None)
DIGITS = 1000
"""More than a small problem has lines."""

QUICK = Limits(work=0)


class WithMoves(BruteForce):
    """Every combination, each moved promise a last digit of lateness."""

    def _look_at(self, lines: tuple[Line, ...]) -> None:
        super()._look_at(lines)
        *ways, none = self.ways[-1]
        told = sum(line.told_at is not None for line in lines)
        self.ways[-1] = [*ways, _with_digits(none, told)]

    def _way(self, lines: Sequence[Line], each: Leaving) -> Way:
        moved = sum(
            line.told_at is not None and arrives(line, each) > line.told_at for line in lines
        )
        return _with_digits(super()._way(lines, each), moved)


def _with_digits(way: Way, moved: int) -> Way:
    return replace(way, tardiness=way.tardiness * DIGITS + moved)


def arrives(line: Line, each: Leaving) -> datetime:
    """Arrival at the confidence of a line, rounded up to the second."""
    at = replace(line.target, kind="arrive_by")
    late = timedelta(microseconds=round(seconds_late(at, each, line.target.confidence) * 1e6))
    exact = line.target.due_at.astimezone(UTC) + late
    return exact if exact.microsecond == 0 else exact.replace(microsecond=0) + timedelta(seconds=1)


@st.composite
def planned_again(draw: st.DrawFn) -> DispatchProblem:
    """A problem whose lines were told what a plan said of them, or a little else, or nothing."""
    asked = draw(problems(groups=True))
    told = {each.line.line_id: each.option for each in solve(asked, QUICK).lines}
    lines = []
    for line in asked.lines:
        option = told[line.line_id]
        later = draw(st.sampled_from((None, -1800, -1, 0, 0, 1, 1800)))
        at = None
        if later is not None and option is not None:
            shown = option.planned_arrival_at.replace(microsecond=0) + timedelta(seconds=1)
            at = shown + timedelta(seconds=later)
        lines.append(replace(line, told_at=at))
    # In between the plan and the next one a unit is gone.
    stock = asked.network.stock
    gone = draw(st.sampled_from(sorted(stock)))
    left = {key: cell for key, cell in stock.items() if draw(st.booleans()) or key != gone}
    return replace(asked, lines=tuple(lines), network=replace(asked.network, stock=left))


def levels(plan: DispatchPlan) -> tuple[int, int, int]:
    values = {level.name: level.value for level in plan.levels}
    return values["missed"], values["tardiness"] * DIGITS + values.get("moves", 0), values["cost"]


@EXAMPLES
@given(planned_again())
def test_no_combination_moves_fewer_promises_at_the_same_misses_and_lateness(
    asked: DispatchProblem,
) -> None:
    best, plan = WithMoves(asked).best(), solve(asked, QUICK)
    assert levels(plan) == best.levels
    assert check(asked, plan).violations == ()
    keys = [
        (o.depot_id, o.part_number, o.service_id, o.departs_at.timestamp())
        for each in plan.lines
        if (o := each.option)
    ]
    assert keys == [key for key, each in zip(best.sequence, plan.lines, strict=True) if each.option]


@EXAMPLES
@given(problems(groups=True))
def test_planning_again_what_was_told_moves_nobody(asked: DispatchProblem) -> None:
    first = solve(asked, QUICK)
    lines = []
    for each in first.lines:
        at = None
        if each.option is not None:
            at = each.option.planned_arrival_at.replace(microsecond=0) + timedelta(seconds=1)
        lines.append(replace(each.line, told_at=at))
    again = solve(replace(asked, lines=tuple(lines)), QUICK)
    values = {level.name: level.value for level in again.levels}
    assert values.get("moves", 0) == 0
    before = {level.name: level.value for level in first.levels}
    assert (values["missed"], values["tardiness"]) == (before["missed"], before["tardiness"])
