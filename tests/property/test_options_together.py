"""What a line is offered does not depend on which other lines are looked at with it.

And of what it is offered, the ways that are left out as worth nothing are those that a plain
reading of the rule leaves out.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from random import Random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.options import maker
from optimizer.dispatch.options.candidates import Candidates
from optimizer.dispatch.options.demands import Demand, demands_of
from optimizer.dispatch.options.generate import Options, options_of
from optimizer.dispatch.options.surroundings import build_world
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import DispatchProblem
from optimizer.network import Network
from tests.builders import at, receipt
from tests.random_problems import CELLS, problems, with_receipt
from tests.random_wishes import wishes_of

EXAMPLES = settings(max_examples=80, derandomize=True, deadline=None, database=None)


@st.composite
def asked(draw: st.DrawFn) -> DispatchProblem:
    """Lines, kits or a group with wishes, flat prices, and up to three more receipts."""
    problem = draw(problems(groups=True))
    if draw(st.booleans()):
        problem = replace(problem, wishes=draw(wishes_of(problem)))
    instants = st.sampled_from((at(10, 20), at(10, 40), at(11), at(11, 30), at(12, 30)))
    for cell in draw(st.lists(st.sampled_from(CELLS), max_size=3)):
        more = with_receipt(problem.network, cell, receipt(draw(instants)))
        problem = replace(problem, network=more)
    if draw(st.booleans()):
        problem = replace(problem, network=with_flat_prices(problem.network))
    return problem


def with_flat_prices(on: Network) -> Network:
    """Let couriers go alike to sites that are alike: no kilometer costs anything.

    They deliver by 20:00, so that a site whose receiving ends before is not like one that is open.
    """
    services = {
        key: replace(each, price_per_km_cents=0, deliver_by_minute=each.deliver_by_minute and 1200)
        for key, each in on.services.items()
    }
    return replace(on, services=services)


def world_of(problem: DispatchProblem, sites: Sequence[str]) -> World:
    due = max(line.target.due_at for line in problem.lines)
    return build_world(problem.network, sites, problem.now, due)


def world_and_demands(problem: DispatchProblem) -> tuple[World, Sequence[Demand]]:
    world = world_of(problem, [line.site_id for line in problem.lines])
    return world, demands_of(problem.lines, problem.network, problem.wishes)


def told(options: DemandOptions) -> dict[str, Any]:
    """Everything that is known of a demand, as lists."""
    columns = {
        f"{place} {each.name}": getattr(ways, each.name).tolist()
        for place, ways in (("kept", options.ways), ("every", options.every.ways))
        for each in fields(Candidates)
    }
    return {
        **columns,
        "lines": [line.line_id for line in options.demand.lines],
        "missed": options.missed.tolist(),
        "tardiness": options.tardiness.tolist(),
        "meets": options.meets.tolist(),
        "at the median": options.meets_at_median.tolist(),
        "unassigned": options.unassigned,
        "failures": options.failures.tolist(),
        "least late": options.least_late.tolist(),
        "unpinnable": options.unpinnable,
    }


@EXAMPLES
@given(asked())
def test_a_line_is_offered_the_same_alone_and_among_others(problem: DispatchProblem) -> None:
    world, demands = world_and_demands(problem)
    for demand, among in zip(
        demands, options_of(world, demands, wishes=problem.wishes), strict=True
    ):
        (alone,) = options_of(world_of(problem, [demand.site_id]), [demand], wishes=problem.wishes)
        assert told(among) == told(alone)


@EXAMPLES
@given(asked(), st.randoms(use_true_random=False))
def test_a_line_is_offered_the_same_in_any_order_and_beside_others_like_it(
    problem: DispatchProblem, random: Random
) -> None:
    # Each demand comes twice, so that others with the same site, part and target stand beside it.
    world, demands = world_and_demands(problem)
    expected = [told(each) for each in options_of(world, demands, wishes=problem.wishes)]
    places = [*range(len(demands)), *range(len(demands))]
    random.shuffle(places)
    mixed = options_of(world, [demands[place] for place in places], wishes=problem.wishes)
    for place, each in zip(places, mixed, strict=True):
        assert told(each) == expected[place]


@EXAMPLES
@given(asked())
def test_the_size_of_batches_changes_nothing(problem: DispatchProblem) -> None:
    world, demands = world_and_demands(problem)
    together = [told(each) for each in options_of(world, demands, wishes=problem.wishes)]
    made = maker.Maker(world, demands, problem.wishes, at_once=1)
    one_by_one = Options(demands, made, made.columns())
    assert [told(each) for each in one_by_one] == together


@EXAMPLES
@given(asked())
def test_options_put_together_anew_are_the_same_problem(problem: DispatchProblem) -> None:
    world, demands = world_and_demands(problem)
    made = options_of(world, demands, wishes=problem.wishes)
    joined = option_problem(world, list(made))
    for each in fields(joined):
        expected = getattr(option_problem(world, made), each.name)
        np.testing.assert_array_equal(getattr(joined, each.name), expected)


@EXAMPLES
@given(asked())
def test_a_way_is_left_out_for_one_that_is_as_good_on_the_same_units(
    problem: DispatchProblem,
) -> None:
    world, demands = world_and_demands(problem)
    for each in options_of(world, demands, wishes=problem.wishes):
        every = each.every
        kept = plainly_kept(every)
        for column in fields(Candidates):
            expected = getattr(every.ways, column.name)[..., kept]
            np.testing.assert_array_equal(getattr(each.ways, column.name), expected)


def plainly_kept(every: DemandOptions) -> list[int]:
    """Ways, best first, but none on units for which a better one needs no vehicle.

    Trips of identical lines, which may share a vehicle, all stay.
    """
    ways, shared = every.ways, every.shares_trips
    served: set[tuple[int, int, float]] = set()
    kept = []
    order = sorted(
        range(len(ways)),
        key=lambda way: (every.missed[way], every.tardiness[way], ways.price_cents[way], way),
    )
    for way in order:
        units = int(ways.bundle[way]), int(ways.depot[way]), float(ways.supply[way])
        if shared[way] or units not in served:
            kept.append(way)
        if not ways.is_trip[way]:
            served.add(units)
    return sorted(kept)
