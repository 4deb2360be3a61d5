"""Asks the dispatcher through its one door and reads what it says of one line."""

from datetime import datetime, timedelta
from typing import Any

from optimizer.dispatch.problem import DispatchPlan, Line, LinePlan, Option, Verdict
from optimizer.dispatch.solve import solve
from optimizer.network import Network
from tests.builders import NOW, line, problem, target


def solved(*lines: Line, on: Network | None = None, now: datetime = NOW) -> DispatchPlan:
    """The plan for line L1, or others, on the smallest network, or another one."""
    return solve(problem(*lines, on=on, now=now))


def answers(*lines: Line, on: Network | None = None, now: datetime = NOW) -> dict[str, LinePlan]:
    """What the plan says, by line_id."""
    return {each.line.line_id: each for each in solved(*lines, on=on, now=now).lines}


def patient_line(line_id: str = "L1", *, now: datetime = NOW, **changes: Any) -> Line:
    """A line due five days after an instant, so that the cheapest way is the best."""
    values = {"released_at": now, "target": target(now + timedelta(days=5)), **changes}
    return line(line_id, **values)


def way(asked: Line | None = None, *, on: Network | None = None, now: datetime = NOW) -> Option:
    """The option that a plan takes for its only line."""
    (answer,) = solved(asked or patient_line(now=now), on=on, now=now).lines
    assert answer.option is not None, answer.sentence
    return answer.option


def refusal(asked: Line | None = None, *, on: Network | None = None, now: datetime = NOW) -> str:
    """The code for which the only service of the only depot cannot serve the only line in time."""
    (answer,) = solved(asked or line(), on=on, now=now).lines
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE, answer.verdict
    (reason,) = answer.reasons
    return reason.code
