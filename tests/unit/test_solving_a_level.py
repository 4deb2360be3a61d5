"""One level by itself: rows that must be full, and ways beyond the first reach."""

from itertools import combinations

import numpy as np

from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser, levels_of
from optimizer.dispatch.levels.level import solve_level
from optimizer.dispatch.levels.standing import Standing
from optimizer.dispatch.levels.trips import Trips
from optimizer.dispatch.option_problem import OptionProblem

Way = tuple[tuple[int, ...], int, int]


def lines_of(rows: int, *groups: list[Way]) -> OptionProblem:
    """Single lines whose ways use one unit of some rows, with (rows, tardiness, cents) each."""
    ways = [way for group in groups for way in group]
    nothing, no_rows = np.zeros(len(ways), dtype=np.int64), np.zeros(rows, dtype=np.int64)
    return OptionProblem(
        group_count=np.ones(len(groups), dtype=np.int64),
        group_start=np.cumsum([0, *map(len, groups)]),
        missed_weight=nothing,
        tardiness=np.array([late for _, late, _ in ways]),
        cost_cents=np.array([cents for _, _, cents in ways]),
        vehicle_row=nothing - 1,
        vehicle_cost_cents=nothing,
        load=nothing,
        vehicle_load_limit=nothing,
        use_start=np.cumsum([0, *(len(used) for used, _, _ in ways)]),
        use_row=np.array([row for used, _, _ in ways for row in used], dtype=np.int64),
        use_quantity=np.ones(sum(len(used) for used, _, _ in ways), dtype=np.int64),
        row_capacity=no_rows + 1,
        row_steps=no_rows,
        row_first_step_cents=no_rows,
        row_second_step_cents=no_rows,
        vehicle_extra_start=np.zeros(len(ways) + 1, dtype=np.int64),
        vehicle_extra_row=np.zeros(0, dtype=np.int64),
    )


def test_somebody_uses_a_row_that_must_be_full_though_all_would_rather_not() -> None:
    # Each is one late with the unit and on time without. Free to choose, nobody takes it; but an
    # earlier level needs it used, so that one line is late, and never none or both.
    ways: list[Way] = [((0,), 1, 0), ((), 0, 0)]
    problem = lines_of(1, ways, ways)
    free = Standing.at_first(problem)
    tight = Standing(free.live, np.array([True]), free.side, free.whole_groups)
    for standing, late in ((free, 0), (tight, 1)):
        solved = solve_level(problem, Trips.of(problem), standing, 2, Deadline())
        assert int((problem.tardiness * solved.taken).sum()) == late


def test_a_way_beyond_the_first_reach_is_found_where_it_is_part_of_the_best() -> None:
    # Three lines, three units; each needs two of them, or costs 1,000 without. Halves cost 1,500,
    # at 500 for a unit. The first could do with unit 0 alone for 510, ten above that and so beyond
    # half a per cent of 1,500; then the second has its two: 510 + 0 + 1,000 instead of 2,000.
    # The other ways, far above, keep that one from being looked at with the rest.
    far = [(used, 0, 900) for size in (1, 2, 3) for used in combinations(range(3), size)]
    alone: Way = ((), 0, 1000)
    first: list[Way] = [((0, 1), 0, 0), ((0,), 0, 510), *far[1:], alone]
    second: list[Way] = [((1, 2), 0, 0), *far, alone]
    third: list[Way] = [((0, 2), 0, 0), *far, alone]
    problem = lines_of(3, first, second, third)
    answer = Chooser(problem, [0, 1, 2], Deadline()).choose()
    assert [level.value for level in levels_of(problem, answer)] == [0, 0, 1510]
    assert answer.taken[[1, len(first)]].tolist() == [1, 1]
