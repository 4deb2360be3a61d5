"""A plan out of the document that plan.json holds: what was shown can be shown again."""

from collections.abc import Mapping
from datetime import datetime
from math import inf
from typing import Any

from optimizer.dispatch.problem import (
    Alternative,
    DispatchPlan,
    Level,
    Line,
    LinePlan,
    Load,
    Option,
    Reason,
    Relaxation,
    SetAside,
    Target,
    Verdict,
)

Document = Mapping[str, Any]

_UNKNOWN_ONCE = ("relaxations",)
"""What no plan worked out before it was told what a plan leaves out."""


def plan_from_document(document: Document) -> DispatchPlan:
    """Plan of a document, with instants and figures as rounded as they are there.

    What a target weighs is not in the document: its lines weigh nothing but their lateness. Plans
    of former releases say nothing of steps, and relaxations count as left out of them.
    """
    summary = document["summary"]
    return DispatchPlan(
        now=_instant(summary["at"]),
        lines=tuple(_line(each) for each in document["lines"]),
        set_aside=(
            *(SetAside(state="rejected", **each) for each in document["rejected"]),
            *(SetAside(state="on_hold", **each) for each in document["on_hold"]),
        ),
        levels=tuple(_level(each) for each in document["levels"]),
        loads=tuple(Load(**each) for each in document["loads"]),
        scarcity_cents=summary["scarcity_cents"],
        input_hash=document["input_hash"],
        versions=document["versions"],
        seconds=document["seconds"],
        degraded=document["degraded"],
        steps=document.get("steps"),
    )


def _line(each: Document) -> LinePlan:
    outlook, option = each["outlook"], each["option"]
    return LinePlan(
        line=Line(
            each["line_id"],
            each["rma_number"],
            each["partner_id"],
            each["site_id"],
            each["part_number"],
            _instant(each["released_at"]),
            each["ship_together"],
            _target(each["target"]),
        ),
        verdict=Verdict(each["verdict"]),
        outlook=None if outlook is None else Verdict(outlook),
        sentence=each["sentence"],
        reasons=tuple(Reason(**reason) for reason in each["reasons"]),
        option=None if option is None else _option(option),
        alternatives=tuple(_alternative(other) for other in each["alternatives"]),
        would_lose=tuple(each["would_lose"]),
        relaxations=tuple(_relaxation(x) for x in each.get("relaxations", ())),
        left_out=tuple(each.get("left_out", _UNKNOWN_ONCE)),
    )


def _target(target: Document) -> Target:
    return Target(
        kind=target["kind"],
        due_at=_instant(target["due_at"]),
        owed=target["owed"],
        clause=target["clause"],
        confidence=target["confidence"],
        miss_weight=0,
        late_weight=1,
        not_owed_reason=target["not_owed_reason"],
    )


def _option(option: Document) -> Option:
    return Option(
        option["depot_id"],
        option["part_number"],
        option["service_id"],
        _instant(option["ready_at"]),
        _instant(option["departs_at"]),
        _instant(option["planned_arrival_at"]),
        _instant(option["median_arrival_at"]),
        option["on_time_probability"],
        option["margin_minutes"],
        option["cost_cents"],
    )


def _alternative(other: Document) -> Alternative:
    return Alternative(_option(other), other["arrives_later_minutes"], other["costs_more_cents"])


def _relaxation(relaxation: Document) -> Relaxation:
    from_at = relaxation.get("from_at")
    at = None if from_at is None else _instant(from_at)
    return Relaxation(**{**relaxation, "from_at": at})


def _level(level: Document) -> Level:
    bound = -inf if level["bound"] is None else level["bound"]
    return Level(level["name"], level["value"], bound, level["proved"])


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
