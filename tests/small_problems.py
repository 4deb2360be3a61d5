"""Small random problems by seed, in families that each show other verdicts and reasons.

Distances are such that nobody arrives, and no vehicle is back, at a full minute: there the last
digit of a binary fraction would decide.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from optimizer.dispatch.problem import DispatchProblem, Line, Target
from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.network import Network, StockCell
from tests.builders import (
    EVERY_DAY,
    air_service,
    airport,
    at,
    depot,
    drive_facts,
    flights,
    line,
    network,
    opening_class,
    part,
    problem,
    receipt,
    scheduled_service,
    service,
    site,
    substitution,
    target,
    vehicle_hours,
)
from tests.strict_networks import strict

WEIGHTS = ((100, 20), (40, 8), (15, 3), (5, 2))
PAIRS = tuple((d, s) for d in ("D1", "D2") for s in ("CAR", "VAN"))
CELLS = tuple((d, p) for d in ("D1", "D2") for p in ("P1", "P2"))


def small_problem(family: str, seed: int) -> DispatchProblem:
    """The problem of a family and a seed."""
    draw = Random(f"{family} {seed}")  # noqa: S311 - problems of a test, nothing to keep secret
    return FAMILIES[family](draw)


def _scarce(draw: Random) -> DispatchProblem:
    """Few units and vehicles for kits, groups and lines that weigh alike."""
    lines = _together(draw, [_line(draw, n, DUES) for n in range(1, draw.randint(2, 4) + 1)])
    return problem(*lines, on=_network(draw))


def _wished(draw: Random) -> DispatchProblem:
    """The same with pins, and depots and services left out."""
    asked = _scarce(draw)
    return replace(asked, wishes=_wishes(draw, asked))


def _risky(draw: Random) -> DispatchProblem:
    """Targets between the median and the quantile, releases to come, flights and transit spans."""
    dues = [at(12, m) for m in (2, 9, 16, 24, 38)] + [at(14, 11), at(15, 40), at(18, 5)]
    released = (at(10), at(10, draw.randint(1, 9)), at(10, draw.randint(1, 40)), at(11, 15))
    lines = [
        _line(draw, n, dues, released=released, shares=(0.95, 0.9, 0.8, 0.7))
        for n in range(1, draw.randint(1, 3) + 1)
    ]
    return problem(*_together(draw, lines), on=_network(draw, flying=True))


def _closed(draw: Random) -> DispatchProblem:
    """Depots and sites that are closed when work could begin or an arrival comes."""
    now = draw.choice((at(4), at(5, 20), at(7, 10), at(16, 40), at(19), at(15, day=22)))
    dues = [now + timedelta(minutes=m) for m in (95, 150, 215, 290, 400, 700, 900)]
    released = (now, now, now + timedelta(minutes=draw.randint(1, 20)))
    lines = [
        _line(draw, n, dues, released=released, kinds=("arrive_by",))
        for n in range(1, draw.randint(1, 2) + 1)
    ]
    return problem(*lines, on=_network(draw, hours=True), now=now)


def _refused(draw: Random) -> DispatchProblem:
    """Everything for which a courier may not carry a part."""
    lines = [_line(draw, n, DUES) for n in range(1, draw.randint(1, 3) + 1)]
    return problem(*_together(draw, lines), on=strict(draw, _network(draw, flying=True)))


FAMILIES: Mapping[str, Callable[[Random], DispatchProblem]] = {
    "scarce": _scarce,
    "wished": _wished,
    "risky": _risky,
    "closed": _closed,
    "refused": _refused,
}

DUES = (at(12, 20), at(13), at(13, 40), at(14, 20), at(15), at(12, day=24))


def _line(
    draw: Random,
    number: int,
    dues: Sequence[datetime],
    *,
    released: Sequence[datetime] = (at(10), at(10), at(10, 30)),
    shares: Sequence[float] = (0.9, 0.95, 0.5),
    kinds: Sequence[str] = ("arrive_by", "arrive_by", "arrive_by", "ship_by"),
) -> Line:
    asked = draw.choice(dues)
    kind = draw.choice(kinds)
    if kind == "ship_by":
        asked = draw.choice((at(10, 50), at(11, 30), at(12)))
    return line(
        f"L{number}",
        part_number=draw.choice(("P1", "P1", "P2")),
        site_id=draw.choice(("S1", "S2")),
        released_at=draw.choice(released),
        target=_target(draw, asked, kind, draw.choice(shares)),
    )


def _target(draw: Random, due: datetime, kind: str, share: float) -> Target:
    if draw.random() < 0.15:
        clause: dict[str, Any] = {"owed": False, "not_owed_reason": "Accumulated parts."}
        return target(due, kind=kind, confidence=share, miss_weight=0, late_weight=1, **clause)
    miss, late = draw.choice(WEIGHTS)
    return target(due, kind=kind, confidence=share, miss_weight=miss, late_weight=late)


def _together(draw: Random, lines: list[Line]) -> list[Line]:
    """At times the first two are a kit, or identical lines of one RMA."""
    shape = draw.choice(("apart", "apart", "kit", "group"))
    if len(lines) < 2 or shape == "apart":
        return lines
    first, second = lines[:2]
    if shape == "group":
        group = replace(first, rma_number="R-GROUP")
        return [group, replace(group, line_id=second.line_id), *lines[2:]]
    alike = first.target.owed == second.target.owed
    common: dict[str, Any] = {
        "rma_number": "R-KIT",
        "site_id": first.site_id,
        "ship_together": True,
    }
    due = second.target if alike else first.target
    return [replace(first, **common), replace(second, target=due, **common), *lines[2:]]


def _network(draw: Random, *, flying: bool = False, hours: bool = False) -> Network:
    """Two depots near two sites with few units and few vehicles."""
    receiving = ("always", "business")
    opening = ("office", "office", "early", "never") if hours else ("always", "always", "office")
    services = [
        service(
            "CAR",
            to_minute=1440 if hours else 780,
            max_shipment_kg=draw.choice((None, 2)),
            price_per_kg_cents=draw.choice((0, 30)),
        ),
        service("VAN", from_minute=540, to_minute=780, price_base_cents=1500, max_piece_kg=1.5),
        scheduled_service(
            price_per_km_cents=draw.choice((10, 100)),
            transit_days_min=draw.choice((1, 1, 0)),
            transit_days_max=2,
            saturday_delivery=draw.random() < 0.5,
            collection_cutoff_minute=draw.choice((660, 960)),
        ),
    ]
    if flying:
        services.append(
            air_service("FLY", price_base_cents=9000, tender_minutes=20, recovery_minutes=15)
        )
    cells = draw.sample(CELLS, draw.choice((0, 0, 1, 2)))
    return network(
        parts=[part("P1", annual_failure_rate_share=0.05), part("P2", ship_weight_kg=2)],
        depots=[
            depot("D1", lead_time_days=365.25, opening_class=draw.choice(("always", *opening))),
            depot(
                "D2",
                km=draw.choice((0.0, 29.3, -28.9)),
                lead_time_days=365.25,
                opening_class=draw.choice(opening),
                callout_minutes=draw.choice((None, None, 75)),
                nearest_airport=draw.choice(("AAA", "BBB")),
            ),
        ],
        sites=[
            site("S1", km=61.7, receiving=draw.choice(receiving) if hours else "always"),
            site("S2", km=88.3, receiving=draw.choice(receiving)),
        ],
        airports=[airport("AAA", km=3.1), airport("BBB", km=70.3)],
        flights=flights(AAA_BBB=24) if draw.random() < 0.7 else {},
        services=services,
        opening_classes=[
            opening_class("early", windows=tuple((day, 360, 540) for day in EVERY_DAY[:5])),
            opening_class("never", windows=()),
        ],
        stock={cell: _cell(draw.choice((1, 0, 1, 2)), draw.choice((0, 0, 0, 1))) for cell in CELLS},
        vehicles={pair: _vehicles(draw, pair) for pair in PAIRS},
        inbound={cell: (receipt(draw.choice((at(10, 20), at(11)))),) for cell in cells},
        substitutions=draw.choice(({}, {"P1": (substitution("P2"),)})),
        installed={("S1", "PLAT"): draw.randint(0, 2)},
        bills_of_material={"PLAT": {"P1": 1, "P2": 1}},
        drive_facts={"DE": drive_facts(cv_urban=0.3, cv_intercity=0.2)},
    )


def _cell(units: int, reserved: int) -> StockCell:
    return StockCell(units + reserved, reserved, units)


def _vehicles(draw: Random, pair: tuple[str, str]) -> Any:  # noqa: ANN401 - as the builder takes it
    shape = draw.choice((1, 1, 0, "morning", 2))
    if shape == "morning":
        return (vehicle_hours(*pair, from_minute=0, to_minute=draw.choice((660, 720, 840))),)
    return shape


def _wishes(draw: Random, asked: DispatchProblem) -> Wishes:
    """Pins of some lines, the same for all of a kit; what they are on is not left out."""
    pins: dict[str, Pin] = {}
    kit = Pin(*draw.choice(PAIRS))
    for each in asked.lines:
        others = asked.network.substitutions.get(each.part_number, ())
        names = (None, each.part_number, *(other.part_number for other in others))
        departs = draw.choice((None, None, at(10, 50), at(11)))
        pair = kit.pair if each.ship_together else draw.choice((*PAIRS, ("D1", "NEXT")))
        if draw.random() < 0.4:
            departs = None if each.ship_together else departs
            pins[each.line_id] = Pin(*pair, draw.choice(names), departs)
    depots = {"D1", "D2"} - {pin.depot_id for pin in pins.values()}
    services = {"CAR", "VAN", "NEXT"} - {pin.service_id for pin in pins.values()}
    out = draw.choice(("depot", "service", "nothing"))
    return Wishes(
        pins,
        frozenset(sorted(depots)[:1]) if out == "depot" else frozenset(),
        frozenset(sorted(services)[:1]) if out == "service" else frozenset(),
    )
