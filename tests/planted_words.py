"""Planted faults of what a plan says beside its ways: levels, words, reasons, alternatives, loads.

Each row is planted alone into a legal plan of tests.planted_scenes.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from optimizer.dispatch.problem import Load, Reason, Verdict
from optimizer.network import StockCell
from tests import builders as b
from tests.planted_faults import (
    Row,
    alternative,
    answer,
    asked_for,
    every,
    later,
    level,
    load,
    more,
    on,
    option,
    reason,
    service,
    told,
    whole,
)

LIMIT = {"kind": "service_limit", "depot_id": None, "part_number": None, "service_id": "CAR"}
ALONE, TOGETHER = Verdict.IMPOSSIBLE_ALONE, Verdict.IMPOSSIBLE_TOGETHER
RISK, OPEN, MET = Verdict.AT_RISK, Verdict.NOT_PROVED, Verdict.GUARANTEED
EXCLUDED = Verdict.EXCLUDED_BY_CLAUSE
UNPROVED = {"bound": 0.0, "proved": False}


def helped(**changes: Any) -> Row:
    """A relaxation of L1 that is told otherwise; it is short of one unit of P1 at D1."""
    return "together", answer(relaxations=(b.relaxation(**changes),)), "relaxation"


def of_kind(kind: str, **fields: Any) -> Row:
    """A relaxation of another kind."""
    return helped(**{"kind": kind, "depot_id": None, "part_number": None, **fields})


LATE = Reason("late", "too late by 1 minute", "D1", "CAR")
VEHICLE = {"depot_id": "D1", "service_id": "CAR", "from_at": b.at(10), "amount": 1.0}

LEVELS: Mapping[str, Row] = {
    "missed off by one": ("alone", level("missed", value=more(1)), "level_value"),
    "tardiness off by one": ("alone", level("tardiness", value=more(-1)), "level_value"),
    "cost off by a cent": ("one_line", level("cost", value=more(1), bound=more(1)), "level_value"),
    "a level forgotten": ("one_line", whole(levels=lambda each: each[:2]), "level_names"),
    "a level twice": ("one_line", whole(levels=lambda each: (*each, each[2])), "level_names"),
    "levels in another order": ("one_line", whole(levels=lambda each: each[::-1]), "level_names"),
    "a bound above the value": ("one_line", level("cost", bound=more(1)), "level_bound"),
    "a bound that is no number": ("one_line", level("cost", bound=float("nan")), "level_bound"),
    "proved with a gap": ("one_line", level("cost", bound=more(-1)), "level_proof"),
    "proved without a bound": ("one_line", level("cost", bound=-float("inf")), "level_proof"),
    "proved after a level that is not": ("one_line", level("missed", proved=False), "level_proof"),
    "degraded and proved best": ("one_line", whole(degraded="The solver crashed."), "degraded"),
    "the price of last units forgotten": ("last_unit", whole(scarcity_cents=0), "scarcity"),
    "the price of last units off by a cent": (
        "last_unit",
        whole(scarcity_cents=more(1)),
        "scarcity",
    ),
    "the last unit for the price of the second last": (
        "last_unit",
        on(stock={("D1", "P1"): StockCell(3, 0, 3)}),
        "scarcity",
    ),
    "a load forgotten": ("one_line", whole(loads=()), "load"),
    "a load of nobody": (
        "one_line",
        whole(loads=lambda x: (*x, Load("D1", "CAR", 1, 1.0, 1))),
        "load",
    ),
    "a load twice": ("one_line", whole(loads=lambda each: each * 2), "load"),
    "a line too many in a load": ("three_lines", load(lines=more(1)), "load"),
    "a kilogram too little in a load": ("three_lines", load(weight_kg=more(-1)), "load"),
    "a vehicle too few in a load": ("three_lines", load(vehicles_peak=more(-1)), "load"),
}

WORDS: Mapping[str, Row] = {
    "met and called at risk": ("one_line", answer(verdict=RISK), "verdict"),
    "met and called impossible": ("one_line", answer(verdict=ALONE), "verdict"),
    "met and called not proved": ("one_line", answer(verdict=OPEN), "verdict"),
    "missed and called guaranteed": ("alone", answer(verdict=MET, reasons=()), "verdict"),
    "owed and called excluded": ("one_line", answer(verdict=EXCLUDED, outlook=MET), "verdict"),
    "owed and with an outlook": ("one_line", answer(outlook=MET), "verdict"),
    "not owed and called impossible": ("not_owed", answer(verdict=ALONE, outlook=None), "verdict"),
    "excluded without an outlook": ("not_owed", answer(outlook=None), "verdict"),
    "excluded with an outlook that is met": ("not_owed", answer(outlook=MET), "verdict"),
    "late in the median and called at risk": ("alone", answer(verdict=RISK), "verdict"),
    "in time in the median and called impossible": ("at_risk", answer(verdict=ALONE), "verdict"),
    "proved and called not proved": ("alone", answer(verdict=OPEN, reasons=()), "verdict"),
    "impossible though level missed is open": ("alone", level("missed", **UNPROVED), "verdict"),
    "alone where nobody else stands in the way": ("alone", answer(verdict=TOGETHER), "verdict"),
    "together where it is impossible alone": ("together", answer(verdict=ALONE), "verdict"),
    "a kit of two words": ("kit", answer(1, verdict=RISK), "verdict"),
    "nobody would lose": ("together", answer(would_lose=()), "would_lose"),
    "who would lose weighs too little": (
        "together",
        asked_for(lines=lambda each: (each[0], b.line("L2", target=b.target(miss_weight=39)))),
        "would_lose",
    ),
    "somebody unknown would lose": ("together", answer(would_lose=("L9",)), "would_lose"),
    "the line itself would lose": ("together", answer(would_lose=("L1", "L2")), "would_lose"),
    "one would lose twice": ("together", answer(would_lose=("L2", "L2")), "would_lose"),
    "one would lose for what is met": ("three_lines", answer(would_lose=("L2",)), "would_lose"),
    "losers left out that are told": ("together", answer(left_out=("would_lose",)), "left_out"),
    "something unknown left out": ("together", answer(left_out=("sleep",)), "left_out"),
}

REASONS: Mapping[str, Row] = {
    "no stock where there is": ("alone", reason(code="stock"), "reason"),
    "a test that does not exist": ("alone", reason(code="mood"), "reason"),
    "a later test than the first that fails": (
        "together",
        answer(reasons=(LATE,)),
        "reason",
    ),
    "another test": ("alone", reason(code="receiving_hours"), "reason"),
    "a depot that does not exist": ("alone", reason(depot_id="D9"), "reason"),
    "no depot": ("alone", reason(depot_id=None), "reason"),
    "a service that does not exist": ("alone", reason(service_id="JET"), "reason"),
    "a reason forgotten": ("alone", answer(reasons=lambda each: each[1:]), "reason"),
    "a reason twice": ("alone", answer(reasons=lambda each: (*each, each[0])), "reason"),
    "a reason of a service beside that of its depot": (
        "alone",
        answer(reasons=lambda each: (*each, replace(each[0], service_id=None))),
        "reason",
    ),
    "a reason for what is met": ("one_line", answer(reasons=(LATE,)), "reason"),
    "a minute less late": ("alone", reason(detail="too late by 55 minutes"), "reason_number"),
    "no number at all": ("alone", reason(detail="too late"), "reason_number"),
}

RELAXATIONS: Mapping[str, Row] = {
    "a kind that does not exist": helped(kind="prayer"),
    "a unit at an unknown depot": helped(depot_id="D9"),
    "a unit of a part that does not serve": helped(part_number="P9"),
    "a unit without a depot": helped(depot_id=None),
    "a unit with an amount": helped(amount=1.0),
    "released zero minutes earlier": of_kind("release", amount=0.0),
    "released without a number of minutes": of_kind("release"),
    "a vehicle of an unknown service": of_kind("vehicle", **{**VEHICLE, "service_id": "JET"}),
    "a vehicle off the slots": of_kind("vehicle", **{**VEHICLE, "from_at": b.at(10, 30)}),
    "a vehicle in half a slot": of_kind("vehicle", **{**VEHICLE, "amount": 0.5}),
    "a limit that is none": of_kind("service_limit", service_id="CAR", amount=5.0),
    "a limit that is taken already": (
        "together",
        every(
            service("CAR", max_piece_kg=5.0, max_shipment_kg=9.0),
            answer(relaxations=(b.relaxation(**LIMIT, amount=5.0),)),
        ),
        "relaxation",
    ),
    "a depot open from no hour": of_kind("depot_hours", depot_id="D1"),
    "a site with a depot": of_kind("site_hours", depot_id="D1", from_at=b.at(9)),
    "six of them": (
        "together",
        answer(relaxations=tuple(b.relaxation(plan_costs_more_cents=n) for n in range(6))),
        "relaxation",
    ),
    "the dearest first": (
        "together",
        answer(relaxations=tuple(b.relaxation(plan_costs_more_cents=n) for n in (2, 1))),
        "relaxation",
    ),
    "one twice": ("together", answer(relaxations=(b.relaxation(),) * 2), "relaxation"),
    "one for what is met": ("one_line", answer(relaxations=(b.relaxation(),)), "relaxation"),
    "one for what is not owed": ("not_owed", answer(relaxations=(b.relaxation(),)), "relaxation"),
    "relaxations left out that are told": (
        "together",
        answer(left_out=("relaxations",)),
        "left_out",
    ),
}

ALTERNATIVES: Mapping[str, Row] = {
    "six of them": ("one_line", answer(alternatives=lambda each: each * 2), "alternative_count"),
    "a kit with fewer for one line": (
        "kit",
        answer(1, alternatives=lambda each: each[1:]),
        "alternative_count",
    ),
    "the way taken": (
        "one_line",
        answer(alternatives=lambda each: (replace(each[0], option=b.option(depot_id="D2")),)),
        "alternative_repeated",
    ),
    "one twice": (
        "one_line",
        answer(alternatives=lambda each: (each[0], *each[:2])),
        "alternative_repeated",
    ),
    "the worst first": (
        "one_line",
        answer(alternatives=lambda each: each[::-1]),
        "alternative_order",
    ),
    "one that is in time beside one that is not": (
        "one_line",
        option(planned_arrival_at=b.at(14, 6)),
        "alternative_better",
    ),
    "later by another number of minutes": (
        "one_line",
        told(arrives_later_minutes=more(1)),
        "alternative_difference",
    ),
    "a cent more": ("one_line", told(costs_more_cents=more(1)), "alternative_difference"),
    "a depot without stock": (
        "one_line",
        on(stock={("D2", "P1"): StockCell(3, 0, 3)}),
        "alternative_stock",
    ),
    "a unit that others take": (
        "three_lines",
        on(stock={("D2", "P1"): StockCell(3, 0, 3), ("D1", "P1"): StockCell(0, 0, 1)}),
        "alternative_stock",
    ),
    "a unit that is not there yet": (
        "one_line",
        on(
            stock={("D2", "P1"): StockCell(3, 0, 3)},
            inbound={("D1", "P1"): (b.receipt(b.at(12)),)},
        ),
        "alternative_stock_before_receipt",
    ),
    "no vehicle": (
        "one_line",
        on(vehicles={("D2", "CAR"): (b.vehicle_hours("D2"),)}),
        "alternative_vehicle",
    ),
    "too heavy": ("one_line", service("VAN", max_piece_kg=0.5), "alternative_piece_weight"),
    "packed early": ("one_line", alternative(ready_at=later(-1)), "alternative_ready"),
    "off the slots": ("one_line", alternative(departs_at=later(5)), "alternative_departure"),
    "an arrival a minute early": (
        "one_line",
        alternative(planned_arrival_at=later(-1)),
        "alternative_planned_arrival",
    ),
    "a cent too cheap": ("one_line", alternative(cost_cents=more(-1)), "alternative_cost"),
    "a part that may not stand in": ("one_line", alternative(part_number="P3"), "alternative_part"),
    "an unknown depot": ("one_line", alternative(depot_id="D9"), "alternative_unknown"),
    "a kit from two depots": ("kit", alternative(at=1, depot_id="D1"), "alternative_kit"),
    "instants without a zone": (
        "one_line",
        alternative(ready_at=lambda at: at.replace(tzinfo=None)),
        "not_utc",
    ),
}
