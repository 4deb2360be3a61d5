"""What a partner is told: a plan's answer for a line becomes the promise that is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from optimizer.dispatch.bounded import NoPlanError
from optimizer.dispatch.explain import for_partner
from optimizer.dispatch.problem import DispatchProblem, Line, LinePlan, Reason, Target
from optimizer.network import Network
from rma_service.domain.rma_record import Promise, RmaLine, Terms
from rma_service.usecases.solving import Solve

PROMISE_SECONDS = 10.0
"""Longest time that one RMA may be solved [s]."""


def promised(
    lines: Sequence[RmaLine], network: Network, at: datetime, solve: Solve
) -> list[RmaLine]:
    """Give lines that have terms the promise of a plan for them alone, on the stock that is free.

    Lines of one RMA are promised together, as they share units, vehicles and kits; what other
    RMAs wait for is not looked at, which is why the promise says that it was before planning.
    When nothing can be solved now, the RMA is taken in all the same: the next plan promises it.
    """
    asked = tuple(line_of(line, line.terms) for line in lines if line.terms is not None)
    if not asked:
        return list(lines)
    try:
        plan = solve(DispatchProblem(network, asked, at), PROMISE_SECONDS).plan
    except NoPlanError:
        return list(lines)
    answers = {each.line.line_id: each for each in plan.lines}
    return [
        replace(line, promise=promise_of(answers[line.line_id], at, "before_planning"))
        if line.terms is not None
        else line
        for line in lines
    ]


def line_of(line: RmaLine, terms: Terms) -> Line:
    """The line as dispatch knows it."""
    return Line(
        line_id=line.line_id,
        rma_number=line.rma_number,
        partner_id=line.partner_id,
        site_id=line.reported.site_id,
        part_number=line.reported.part_number,
        released_at=terms.received_at,
        ship_together=line.reported.ship_together,
        target=Target(
            kind=cast("Literal['arrive_by', 'ship_by']", terms.target_kind),
            due_at=terms.due_at,
            owed=terms.owed,
            clause=terms.clause,
            confidence=terms.confidence,
            miss_weight=terms.miss_weight,
            late_weight=terms.late_weight,
            not_owed_reason=terms.not_owed_reason,
        ),
    )


def promise_of(
    answer: LinePlan, at: datetime, basis: Literal["before_planning", "plan"]
) -> Promise:
    """The promise that an answer amounts to; a plan's does not name the lines of other RMAs."""
    option, target = answer.option, answer.line.target
    told = answer if basis == "before_planning" else for_partner(answer)
    return Promise(
        promised_at=at,
        basis=basis,
        verdict=answer.verdict.value,
        outlook=None if answer.outlook is None else answer.outlook.value,
        sentence=told.sentence,
        clause=target.clause,
        owed=target.owed,
        due_at=target.due_at,
        arrival_at=None if option is None else option.planned_arrival_at,
        probability=None if option is None else option.on_time_probability,
        reasons=[_told(reason) for reason in told.reasons],
    )


def _told(reason: Reason) -> dict[str, str | None]:
    return {
        "code": reason.code,
        "detail": reason.detail,
        "depot_id": reason.depot_id,
        "service_id": reason.service_id,
    }
