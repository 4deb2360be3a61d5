"""A plan made by hand with everything that a page must show: every verdict, a kit, a substitute.

Five sites around the world; FAR lies beyond the date line from its depot.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from optimizer.dispatch.problem import (
    Alternative,
    DispatchPlan,
    Level,
    LinePlan,
    Load,
    Reason,
    Verdict,
)
from optimizer.network import Depot, Network, Site
from tests.builders import (
    alternative,
    at,
    depot,
    line,
    line_plan,
    network,
    option,
    part,
    plan,
    relaxation,
    service,
    set_aside,
    site,
    target,
)

_WHERE: Mapping[str, tuple[float, float, str]] = {
    "Frankfurt": (50.1, 8.7, "Europe/Berlin"),
    "Leiria": (39.7, -8.8, "Europe/Lisbon"),
    "Mumbai": (19.1, 72.9, "Asia/Kolkata"),
    "Santiago": (-33.4, -70.6, "America/Santiago"),
    "Auckland": (-36.8, 174.8, "Pacific/Auckland"),
    "Honolulu": (21.3, -157.9, "Pacific/Honolulu"),
}


def _site(site_id: str, city: str) -> Site:
    latitude, longitude, zone = _WHERE[city]
    return site(site_id, city=city, latitude=latitude, longitude=longitude, timezone=zone)


def _depot(depot_id: str, city: str) -> Depot:
    latitude, longitude, zone = _WHERE[city]
    return depot(
        depot_id,
        name=f"{city} depot",
        city=city,
        latitude=latitude,
        longitude=longitude,
        timezone=zone,
    )


def review_network() -> Network:
    """Six places of the world, two parts, two courier services."""
    return network(
        parts=(part("P1"), part("P2", description="Newer test part")),
        depots=(_depot("FRA1", "Frankfurt"), _depot("LIS1", "Leiria"), _depot("HNL1", "Honolulu")),
        sites=(
            _site("S1", "Frankfurt"),
            _site("S2", "Leiria"),
            _site("S3", "Mumbai"),
            _site("S4", "Santiago"),
            _site("FAR", "Auckland"),
        ),
        services=(service("CAR", name="Local car"), service("VAN", name="Large van")),
    )


def _answer(line_id: str, site_id: str, verdict: Verdict, **changes: Any) -> LinePlan:
    asked = line(line_id, site_id=site_id, target=target(confidence=0.95))
    default = line_plan(
        line=asked, verdict=verdict, option=option(depot_id="FRA1"), alternatives=()
    )
    return replace(default, **changes)


def _kit() -> tuple[LinePlan, ...]:
    first = _answer("K-1", "S1", Verdict.GUARANTEED, alternatives=(_other_way(),))
    second = _answer("K-2", "S1", Verdict.GUARANTEED)
    return tuple(
        replace(each, line=replace(each.line, rma_number="K", ship_together=True))
        for each in (first, second)
    )


def _other_way() -> Alternative:
    way = option(depot_id="LIS1", service_id="VAN", planned_arrival_at=at(12, 31))
    return alternative(option=way, arrives_later_minutes=30.0, costs_more_cents=1250)


def _not_owed() -> LinePlan:
    clause = target(owed=False, clause="note 5", not_owed_reason="one of a batch of 12")
    return _answer(
        "X-1",
        "S2",
        Verdict.EXCLUDED_BY_CLAUSE,
        line=line("X-1", site_id="S2", target=clause),
        outlook=Verdict.AT_RISK,
        sentence="Not owed (note 5). Expected: in time at the median only.",
    )


_FAILED = (
    Reason("stock", "no free unit of P1", "HNL1"),
    Reason("late", "52 minutes after it is due", "FRA1", "CAR"),
    Reason("late", "40 minutes after it is due", "LIS1", "VAN"),
)


_HELPS: Mapping[str, Any] = {
    "relaxations": (
        relaxation(sentence="Met with one more unit of P1 at HNL1 (Honolulu)."),
        relaxation(
            kind="depot_hours",
            sentence="Met if LIS1 (Leiria) were open from 2026-11-23 09:00 local time (09:00 UTC).",
            plan_costs_more_cents=4200,
        ),
    )
}


def review_plan() -> DispatchPlan:
    """Nine lines with all six verdicts, two lines rejected or on hold, one level not proved."""
    lines = (
        *_kit(),
        _answer("A-1", "S2", Verdict.AT_RISK, option=option(depot_id="LIS1", part_number="P2")),
        _answer("I-1", "S4", Verdict.IMPOSSIBLE_ALONE, option=None, reasons=_FAILED, **_HELPS),
        _answer(
            "T-1",
            "S3",
            Verdict.IMPOSSIBLE_TOGETHER,
            would_lose=("A-1",),
            left_out=("relaxations",),
        ),
        _answer("N-1", "S3", Verdict.NOT_PROVED),
        _not_owed(),
        _answer("F-1", "FAR", Verdict.GUARANTEED, option=option(depot_id="HNL1")),
        _answer("S-1", "S1", Verdict.GUARANTEED),
    )
    return plan(
        *lines,
        set_aside=(
            set_aside(line_id="R-1", state="rejected", sentence="The contract ended.", clause="1"),
            set_aside(line_id="H-1", sentence="The fault tag is not complete."),
        ),
        levels=(
            Level("missed", 100, 100.0, proved=True),
            Level("tardiness", 1520, 1500.0, proved=False),
            Level("cost", 56_000, 54_999.2, proved=False),
        ),
        loads=(Load("FRA1", "CAR", 7, 41.25, 2), Load("LIS1", "CAR", 1, 1.0, 0)),
        scarcity_cents=2857,
        versions={"tzdata": "2026.6", "code": "0.1.0"},
        seconds={"options": 1.5, "cost": 0.5},
    )
