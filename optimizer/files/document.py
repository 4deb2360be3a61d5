"""A plan as the document that plan.json holds. Source: dispatch.md, Output."""

from collections.abc import Mapping
from math import isfinite

from optimizer.calendars import instant_text
from optimizer.dispatch.problem import (
    Alternative,
    DispatchPlan,
    Level,
    LinePlan,
    Load,
    Option,
    Reason,
    Relaxation,
    SetAside,
    Target,
    Verdict,
)

Document = dict[str, object]


def plan_document(plan: DispatchPlan) -> Document:
    """Return the document of a plan: the same for equal plans, but for `seconds`."""
    return {
        "lines": [_line(each) for each in plan.lines],
        "rejected": [_set_aside(each) for each in plan.set_aside if each.state == "rejected"],
        "on_hold": [_set_aside(each) for each in plan.set_aside if each.state == "on_hold"],
        "levels": [_level(each) for each in plan.levels],
        "loads": [_load(each) for each in plan.loads],
        "summary": _summary(plan),
        "degraded": plan.degraded,
        "steps": plan.steps,
        "input_hash": plan.input_hash,
        "versions": dict(sorted(plan.versions.items())),
        "seconds": {stage: round(plan.seconds[stage], 3) for stage in sorted(plan.seconds)},
    }


def shown_minutes(minutes: float) -> float:
    """Round to a tenth [minutes], but never so that too late looks like just in time."""
    rounded = round(minutes, 1)
    if rounded == 0:
        return -0.1 if minutes < 0 else 0.0
    return rounded


def shown_probability(probability: float) -> float:
    """Round to four decimals, but never so that a chance looks like certainty."""
    rounded = round(probability, 4)
    if 0 < probability < 1:
        return min(max(rounded, 0.0001), 0.9999)
    return rounded


def _summary(plan: DispatchPlan) -> Document:
    found = [each.verdict for each in plan.lines]
    states = [each.state for each in plan.set_aside]
    return {
        "at": instant_text(plan.now),
        "lines": len(plan.lines),
        "rejected": states.count("rejected"),
        "on_hold": states.count("on_hold"),
        "verdicts": {verdict.value: found.count(verdict) for verdict in Verdict},
        "cost_cents": plan.courier_cents,
        "scarcity_cents": plan.scarcity_cents,
        "proved": plan.proved,
    }


def _line(each: LinePlan) -> Document:
    line = each.line
    return {
        "rma_number": line.rma_number,
        "line_id": line.line_id,
        "partner_id": line.partner_id,
        "site_id": line.site_id,
        "part_number": line.part_number,
        "released_at": instant_text(line.released_at),
        "ship_together": line.ship_together,
        "verdict": each.verdict.value,
        "outlook": None if each.outlook is None else each.outlook.value,
        "sentence": each.sentence,
        "reasons": [_reason(reason) for reason in each.reasons],
        "target": _target(line.target),
        "option": None if each.option is None else _option(each.option),
        "alternatives": [_alternative(other) for other in each.alternatives],
        "would_lose": list(each.would_lose),
        "relaxations": [_relaxation(relaxation) for relaxation in each.relaxations],
        "left_out": list(each.left_out),
    }


def _reason(reason: Reason) -> Document:
    where = {"depot_id": reason.depot_id, "service_id": reason.service_id}
    return {"code": reason.code, **_known(where), "detail": reason.detail}


def _relaxation(relaxation: Relaxation) -> Document:
    what = {
        "depot_id": relaxation.depot_id,
        "service_id": relaxation.service_id,
        "part_number": relaxation.part_number,
        "from_at": None if relaxation.from_at is None else instant_text(relaxation.from_at),
        "amount": None if relaxation.amount is None else round(relaxation.amount, 3),
    }
    return {
        "kind": relaxation.kind,
        "sentence": relaxation.sentence,
        "plan_costs_more_cents": relaxation.plan_costs_more_cents,
        **_known(what),
    }


def _known(fields: Mapping[str, object]) -> Document:
    return {name: value for name, value in fields.items() if value is not None}


def _target(target: Target) -> Document:
    return {
        "kind": target.kind,
        "due_at": instant_text(target.due_at),
        "owed": target.owed,
        "clause": target.clause,
        "confidence": target.confidence,
        "not_owed_reason": target.not_owed_reason,
    }


def _option(option: Option) -> Document:
    return {
        "depot_id": option.depot_id,
        "part_number": option.part_number,
        "service_id": option.service_id,
        "ready_at": instant_text(option.ready_at),
        "departs_at": instant_text(option.departs_at),
        "planned_arrival_at": instant_text(option.planned_arrival_at),
        "median_arrival_at": instant_text(option.median_arrival_at),
        "on_time_probability": shown_probability(option.on_time_probability),
        "margin_minutes": shown_minutes(option.margin_minutes),
        "cost_cents": option.cost_cents,
    }


def _alternative(other: Alternative) -> Document:
    return {
        **_option(other.option),
        "arrives_later_minutes": shown_minutes(other.arrives_later_minutes),
        "costs_more_cents": other.costs_more_cents,
    }


def _set_aside(each: SetAside) -> Document:
    return {
        "rma_number": each.rma_number,
        "line_id": each.line_id,
        "partner_id": each.partner_id,
        "sentence": each.sentence,
        "clause": each.clause,
    }


def _level(level: Level) -> Document:
    # JSON has no infinity: a bound that says nothing is null.
    bound = round(level.bound, 3) if isfinite(level.bound) else None
    return {"name": level.name, "value": level.value, "bound": bound, "proved": level.proved}


def _load(load: Load) -> Document:
    return {
        "depot_id": load.depot_id,
        "service_id": load.service_id,
        "lines": load.lines,
        "weight_kg": round(load.weight_kg, 3),
        "vehicles_peak": load.vehicles_peak,
    }
