"""Small random dispatch problems for hypothesis: two depots, three services, a few lines.

Departures end at 13:00, so that every combination of ways can be tried. Depots always list both
parts, so that the demand of a cell stays with its nearest depot.
"""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from optimizer.dispatch.problem import DispatchProblem, Line, Target
from optimizer.network import Network, Receipt, StockCell
from tests.builders import (
    at,
    depot,
    drive_facts,
    line,
    network,
    part,
    problem,
    receipt,
    scheduled_service,
    service,
    site,
    substitution,
    target,
)

WEIGHTS = ((100, 20), (40, 8), (15, 3), (5, 2))
DUE = (at(12, 20), at(13), at(13, 40), at(14, 20), at(15), at(12, day=24))
CELLS = tuple((depot_id, number) for depot_id in ("D1", "D2") for number in ("P1", "P2"))


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """Owed targets of all weights, and one in five that is not owed."""
    kind = draw(st.sampled_from(("arrive_by", "arrive_by", "ship_by")))
    due = draw(st.sampled_from((at(10, 50), at(11, 30), at(12)) if kind == "ship_by" else DUE))
    confidence = draw(st.sampled_from((0.9, 0.95)))
    if draw(st.integers(0, 4)) == 0:
        return target(
            due,
            kind=kind,
            confidence=confidence,
            owed=False,
            miss_weight=0,
            late_weight=1,
            not_owed_reason="Accumulated parts.",
        )
    miss, late = draw(st.sampled_from(WEIGHTS))
    return target(due, kind=kind, confidence=confidence, miss_weight=miss, late_weight=late)


@st.composite
def single_lines(draw: st.DrawFn, count: int) -> list[Line]:
    """Lines of RMAs of their own."""
    return [
        line(
            f"L{n}",
            part_number=draw(st.sampled_from(("P1", "P1", "P2"))),
            site_id=draw(st.sampled_from(("S1", "S2"))),
            released_at=draw(st.sampled_from((at(10), at(10), at(10, 30)))),
            target=draw(targets()),
        )
        for n in range(1, count + 1)
    ]


def as_kit(first: Line, second: Line) -> list[Line]:
    """Make two lines ship together; either both are owed or none."""
    common: dict[str, Any] = {
        "rma_number": "R-KIT",
        "site_id": first.site_id,
        "ship_together": True,
    }
    alike = first.target.owed == second.target.owed
    due = second.target if alike else first.target
    return [replace(first, **common), replace(second, target=due, **common)]


def as_group(first: Line, second: Line) -> list[Line]:
    """Make the second line identical to the first."""
    group = replace(first, rma_number="R-GROUP")
    return [group, replace(group, line_id=second.line_id)]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Two depots near two sites with few units and few vehicles."""
    receipts = {
        cell: (receipt(draw(st.sampled_from((at(10, 20), at(11))))),)
        for cell in draw(st.sets(st.sampled_from(CELLS), max_size=1))
    }
    return network(
        parts=[part("P1", annual_failure_rate_share=0.05), part("P2", ship_weight_kg=2)],
        depots=[
            depot("D1", lead_time_days=365.25),
            depot(
                "D2",
                km=draw(st.sampled_from((0.0, 30.0, -30.0))),
                lead_time_days=365.25,
                opening_class=draw(st.sampled_from(("always", "office"))),
            ),
        ],
        sites=[
            site("S1"),
            site("S2", km=90, receiving=draw(st.sampled_from(("always", "business")))),
        ],
        services=[
            service("CAR", to_minute=780, max_shipment_kg=draw(st.sampled_from((None, 2)))),
            service("VAN", to_minute=780, price_base_cents=1500, max_piece_kg=1.5),
            scheduled_service(
                price_per_km_cents=draw(st.sampled_from((10, 100))), transit_days_max=2
            ),
        ],
        stock={cell: _cell(draw(st.sampled_from((1, 0, 1, 2)))) for cell in CELLS},
        vehicles={
            (depot_id, service_id): draw(st.sampled_from((1, 1, 0)))
            for depot_id in ("D1", "D2")
            for service_id in ("CAR", "VAN")
        },
        inbound=receipts,
        substitutions=draw(st.sampled_from(({}, {"P1": (substitution("P2"),)}))),
        installed={("S1", "PLAT"): draw(st.integers(0, 2))},
        bills_of_material={"PLAT": {"P1": 1, "P2": 1}},
        drive_facts={"DE": drive_facts(cv_urban=0.3, cv_intercity=0.2)},
    )


def _cell(units: int) -> StockCell:
    return StockCell(units, 0, units)


@st.composite
def problems(draw: st.DrawFn, *, kits: bool = True, groups: bool = False) -> DispatchProblem:
    """Two to four lines; at times the first two are a kit, or a group of identical lines."""
    lines = draw(single_lines(draw(st.integers(2, 4))))
    shape = draw(st.sampled_from(("single", *["kit"] * kits, *["group"] * groups)))
    if shape == "kit":
        lines[:2] = as_kit(lines[0], lines[1])
    if shape == "group":
        lines[:2] = as_group(lines[0], lines[1])
    return problem(*lines, on=draw(networks()))


def with_receipt(on: Network, cell: tuple[str, str], more: Receipt) -> Network:
    """Announce another receipt of a cell."""
    return replace(on, inbound={**on.inbound, cell: (*on.inbound.get(cell, ()), more)})
