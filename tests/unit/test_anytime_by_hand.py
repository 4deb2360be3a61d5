"""Bounds and moves without a solver, worked out by hand on the smallest problems."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.dispatch.anytime.answer import answer_without_solver
from optimizer.dispatch.anytime.bound import SCALE, certified, missed_bound, weights_of
from optimizer.dispatch.anytime.improve import improved
from optimizer.dispatch.anytime.tables import Tables
from optimizer.dispatch.anytime.turns import in_turn
from optimizer.dispatch.option_problem import OptionProblem, worth
from optimizer.dispatch.options.horizon import Ints

Option = tuple[int, int, list[int]]
"""Missed weight, cost [cents] and the rows of which one unit is used."""


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def units_problem(
    groups: list[list[Option]], capacity: list[int], steps: list[tuple[int, ...]] | None = None
) -> OptionProblem:
    """Single lines over stock; `steps` are the prices of the last units of each row [cents]."""
    options = [option for group in groups for option in group]
    prices = [(*given, 0, 0) for given in steps or [()] * len(capacity)]
    nothing = np.zeros(len(options), dtype=np.int64)
    return OptionProblem(
        group_count=np.ones(len(groups), dtype=np.int64),
        group_start=np.cumsum([0, *(len(group) for group in groups)]),
        missed_weight=ints(*(missed for missed, _, _ in options)),
        tardiness=nothing,
        cost_cents=ints(*(cents for _, cents, _ in options)),
        vehicle_row=nothing - 1,
        vehicle_cost_cents=nothing,
        load=nothing,
        vehicle_load_limit=nothing,
        use_start=np.cumsum([0, *(len(rows) for _, _, rows in options)]),
        use_row=ints(*(row for _, _, rows in options for row in rows)),
        use_quantity=ints(*(1 for _, _, rows in options for _ in rows)),
        row_capacity=ints(*capacity),
        row_steps=ints(*(len(given) for given in steps or [()] * len(capacity))),
        row_first_step_cents=ints(*(price[0] for price in prices)),
        row_second_step_cents=ints(*(price[1] for price in prices)),
        vehicle_extra_start=np.zeros(len(options) + 1, dtype=np.int64),
        vehicle_extra_row=ints(),
    )


def group_on_one_trip(lines: int, load: int, limit: int) -> OptionProblem:
    """A group that rides at 100 cents a vehicle, of which there are nine, or misses 10 a line."""
    return OptionProblem(
        group_count=ints(lines),
        group_start=ints(0, 2),
        missed_weight=ints(0, 10),
        tardiness=ints(0, 0),
        cost_cents=ints(1, 0),
        vehicle_row=ints(0, -1),
        vehicle_cost_cents=ints(100, 0),
        load=ints(load, 0),
        vehicle_load_limit=ints(limit, 0),
        use_start=ints(0, 0, 0),
        use_row=ints(),
        use_quantity=ints(),
        row_capacity=ints(9),
        row_steps=ints(0),
        row_first_step_cents=ints(0),
        row_second_step_cents=ints(0),
        vehicle_extra_start=ints(0, 0, 0),
        vehicle_extra_row=ints(),
    )


def test_last_units_are_sold_at_their_price_in_a_bound() -> None:
    # Two lines, two units at 1 and 3 cents; without one, a line costs 10. The best costs 4.
    # At 5 a unit each line costs 5, and the two units bring 5 - 1 and 5 - 3: 10 - 4 - 2 = 4.
    line: list[Option] = [(0, 0, [0]), (0, 10, [])]
    tables = Tables(units_problem([line, line], [2], [(1, 3)]))
    assert certified(tables, weights_of(tables, "cost"), ints(5 * SCALE)) == 4


@pytest.mark.parametrize(
    ("lines", "load", "limit", "cents"),
    [
        (4, 5, 10, 4 + 200),  # two lines fill a vehicle
        (5, 5, 10, 5 + 300),  # the fifth needs a third one
        (3, 0, 10, 3 + 100),  # what weighs nothing still needs one
        (2, 15, 10, 2 + 300),  # loads are split: 30 over vehicles of 10
    ],
)
def test_a_bound_counts_whole_vehicles(lines: int, load: int, limit: int, cents: int) -> None:
    # A line costs 1 and a share of vehicles of 100. To stay away is priced out by missed weight,
    # which the level of cost does not see: so a cost without it, of 0, is forbidden by its price.
    problem = group_on_one_trip(lines, load, limit)
    taken = answer_without_solver(problem).taken
    assert taken.tolist() == [lines, 0]
    assert worth(problem, taken).cost_cents == cents
    tables = Tables(problem)
    weights = weights_of(tables, "cost")
    no_way_out = type(weights)(weights.option + ints(0, 10_000), weights.vehicle, steps=True)
    assert certified(tables, no_way_out, ints(0)) == cents


def test_a_missed_bound_is_what_one_unit_for_two_must_miss() -> None:
    # One unit: the line that weighs 5 gets it, the other misses 3, which a price of 3 to 5 proves.
    problem = units_problem([[(0, 0, [0]), (3, 0, [])], [(0, 0, [0]), (5, 0, [])]], [1])
    assert missed_bound(Tables(problem)) == 3
    answer = answer_without_solver(problem)
    assert answer.taken.tolist() == [0, 1, 1, 0]
    assert all(bound.proved for bound in answer.bounds)


def test_a_line_is_ejected_for_one_that_gains_more_than_it_loses() -> None:
    # The first line took the only unit of row 0; it can have row 1 for 2 cents more. The second
    # has but row 0: it ejects the first and no longer misses.
    first: list[Option] = [(0, 5, [0]), (0, 7, [1]), (4, 0, [])]
    second: list[Option] = [(0, 5, [0]), (9, 0, [])]
    tables = Tables(units_problem([first, second], [1, 1]))
    before = in_turn(tables)
    assert before.tolist() == [1, 0, 0, 0, 1]
    assert improved(tables, before).tolist() == [0, 1, 0, 1, 0]


def test_nobody_is_ejected_into_a_nested_row_that_is_full() -> None:
    # Row 0 holds what is on hand, row 1 that and what comes: a unit on hand counts in both. The
    # first line sits on row 0 and 1; its other way waits for row 1 alone, which is then full.
    first: list[Option] = [(0, 5, [0, 1]), (1, 5, [1]), (4, 0, [])]
    second: list[Option] = [(0, 5, [0, 1]), (3, 0, [])]
    tables = Tables(units_problem([first, second], [1, 1]))
    before = in_turn(tables)
    assert before.tolist() == [1, 0, 0, 0, 1]
    # To go (missing 4) would lose more than the 3 that the second gains.
    assert improved(tables, before).tolist() == before.tolist()


def test_a_kit_takes_as_many_units_as_it_needs() -> None:
    # The kit needs two units and one is left: it is not served, while a line of one unit is.
    kit: list[Option] = [(0, 5, [0]), (9, 0, [])]
    problem = units_problem([kit, kit], [1])
    problem = replace(problem, use_quantity=ints(2, 1))
    tables = Tables(problem)
    assert in_turn(tables).tolist() == [0, 1, 1, 0]
    assert improved(tables, ints(0, 1, 0, 1)).tolist() == [0, 1, 1, 0]


def test_only_as_many_come_to_a_row_as_it_holds_though_all_gain() -> None:
    # Two lines see the one unit at once; who comes second finds it taken.
    line: list[Option] = [(0, 5, [0]), (9, 0, [])]
    tables = Tables(units_problem([line, line], [1]))
    assert improved(tables, ints(0, 1, 0, 1)).tolist() == [1, 0, 0, 1]


def test_the_second_who_comes_for_a_last_unit_pays_its_price() -> None:
    # Two units, the last at 9 cents. Each line would save 5 by coming; the second one only loses.
    line: list[Option] = [(0, 5, [0]), (0, 10, [])]
    tables = Tables(units_problem([line, line], [2], [(9,)]))
    assert improved(tables, ints(0, 1, 0, 1)).tolist() == [1, 0, 0, 1]


def test_a_move_pays_for_the_last_unit_that_it_takes() -> None:
    # Both ways cost 10 but for the last unit of row 1, at 4 cents: the line stays on row 0, and
    # comes there from row 1.
    way: list[Option] = [(0, 10, [0]), (0, 9, [1]), (5, 0, [])]
    tables = Tables(units_problem([way], [2, 1], [(), (4,)]))
    assert improved(tables, ints(0, 1, 0)).tolist() == [1, 0, 0]
    assert improved(tables, ints(1, 0, 0)).tolist() == [1, 0, 0]


def test_prices_that_64_bits_cannot_hold_prove_nothing() -> None:
    # Eight units at 2^60 are 2^63, which would turn into a bound far above the weight of 3.
    problem = units_problem([[(0, 0, [0]), (3, 0, [])]], [8])
    tables = Tables(problem)
    assert certified(tables, weights_of(tables, "missed"), ints(2**60)) == 0
