"""An option that another one beats on the same units is forgotten, but only where that is safe."""

import numpy as np

from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser
from optimizer.dispatch.option_problem import OptionProblem

CELL_A, CELL_B, SLOT_0, SLOT_1 = range(4)
TRIPS = (4, 5, 6)


def two_lines(slots_of_trips: tuple[int, int, int]) -> OptionProblem:
    """Two identical lines and three trips: cheap A, dear A, and B; then unassigned.

    Cell A holds two units, B one; a slot has one vehicle, which takes both lines.
    """
    nothing = np.zeros(4, dtype=np.int64)
    return OptionProblem(
        group_count=np.array([2]),
        group_start=np.array([0, 4]),
        missed_weight=np.array([0, 0, 0, 100]),
        tardiness=np.array([0, 0, 0, 960]),
        cost_cents=np.array([5, 9, 0, 0]),
        vehicle_row=np.array([*TRIPS, -1]),
        vehicle_cost_cents=nothing,
        load=np.array([1, 1, 1, 0]),
        vehicle_load_limit=np.array([2, 2, 2, 0]),
        use_start=np.array([0, 1, 2, 3, 3]),
        use_row=np.array([CELL_A, CELL_A, CELL_B]),
        use_quantity=np.array([1, 1, 1]),
        row_capacity=np.array([2, 1, 1, 1, 2, 2, 2]),
        row_steps=np.zeros(7, dtype=np.int64),
        row_first_step_cents=np.zeros(7, dtype=np.int64),
        row_second_step_cents=np.zeros(7, dtype=np.int64),
        vehicle_extra_start=np.array([0, 1, 2, 3, 3]),
        vehicle_extra_row=np.array(slots_of_trips),
    )


def taken(problem: OptionProblem) -> list[int]:
    return list(Chooser(problem, [0, 0], Deadline()).choose().taken)


def test_the_dearer_trip_of_the_same_units_is_not_taken() -> None:
    # No other trip needs the slot of cheap A: whoever rides dear A could change over. Cheap A is
    # then always free, so that nobody stays unassigned.
    problem = two_lines((SLOT_0, SLOT_1, SLOT_1))
    assert taken(problem) == [1, 0, 1, 0]  # 5 + 0 cents


def test_a_dearer_trip_stays_while_another_one_needs_the_vehicle_of_the_cheap_one() -> None:
    # Cheap A and B need the one vehicle of slot 0. B for one line and dear A for the other cost
    # 0 + 9 cents; both lines on cheap A would cost 10.
    problem = two_lines((SLOT_0, SLOT_1, SLOT_0))
    assert taken(problem) == [0, 1, 1, 0]
