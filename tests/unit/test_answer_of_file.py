"""One fault planted in a legal answer to a bare problem file: the checker must name it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.dispatch.checking.answer_of_file import Answer, ClaimedLevel, violations_of_answer
from optimizer.dispatch.option_problem import used_units, worth
from optimizer.dispatch.problem_file import question_from
from optimizer.dispatch.replay import replay

FILE = Path(__file__).parent.parent / "golden" / "base-100-1.npz"

# Row 0 is a cell of four units, the last two of which cost 7 and 9; row 1 a slot of two vehicles,
# row 2 the slot after it. Group 0 is one line: by car (0), by post (1), not at all (2). Group 1 is
# three identical lines: a shared trip (3) of two units a vehicle through both slots, or none (4).
COLUMNS: dict[str, Sequence[int]] = {
    "group_count": [1, 3],
    "group_start": [0, 3, 5],
    "missed_weight": [0, 100, 100, 0, 40],
    "tardiness": [0, 20, 960, 8, 960],
    "cost_cents": [7000, 500, 0, 10, 0],
    "vehicle_row": [1, -1, -1, 1, -1],
    "vehicle_cost_cents": [0, 0, 0, 6000, 0],
    "load": [10, 10, 0, 10, 0],
    "vehicle_load_limit": [20, 0, 0, 20, 0],
    "use_start": [0, 1, 2, 2, 3, 3],
    "use_row": [0, 0, 0],
    "use_quantity": [1, 1, 1],
    "row_capacity": [4, 2, 2],
    "row_steps": [2, 0, 0],
    "row_first_step_cents": [7, 0, 0],
    "row_second_step_cents": [9, 0, 0],
    "vehicle_extra_start": [0, 0, 0, 0, 1, 1],
    "vehicle_extra_row": [2],
}
# By post, and all three on one trip in two vehicles: four units, so both prices are due.
TAKEN = [(1, 1), (3, 3)]
# missed 100, tardiness 20 + 3 x 8, cost 500 + 3 x 10 + 2 x 6000 + 7 + 9.
VALUES = {"missed": 100, "tardiness": 44, "cost": 12_546}


def levels(**changes: Any) -> list[ClaimedLevel]:
    """The three levels, proved; a change gives (value, bound, proved) of one."""
    proved = {name: (value, float(value), True) for name, value in VALUES.items()}
    return [ClaimedLevel(name, *stated) for name, stated in {**proved, **changes}.items()]


def faults(
    taken: list[tuple[int, int]] = TAKEN,
    stated: list[ClaimedLevel] | None = None,
    **columns: Sequence[int],
) -> tuple[str, ...]:
    return violations_of_answer({**COLUMNS, **columns}, taken, stated or levels())


OPEN = {"missed": (100, 0.0, False)}
FAULTS: dict[str, tuple[tuple[str, ...], str]] = {
    "an option beyond the last": (faults([(1, 1), (5, 3)]), "Option 5 is taken"),
    "an option before the first": (faults([(-1, 1), (3, 3)]), "Option -1 is taken"),
    "an option taken by nobody": (faults([(1, 1), (3, 3), (4, 0)]), "taken by 0 lines"),
    "an option twice": (faults([(1, 1), (3, 2), (3, 1)]), "Option 3 stands twice"),
    "a line forgotten": (faults([(1, 1), (3, 2)]), "Group 1 has 3 lines, 2 take"),
    "a group forgotten": (faults([(3, 3)]), "Group 0 has 1 lines, 0 take"),
    "a line served twice": (faults([(0, 1), (1, 1), (3, 3)]), "Group 0 has 1 lines, 2 take"),
    "a unit too many": (faults(row_capacity=[3, 2, 2]), "Row 0 has 3 units, 4 are used"),
    "a vehicle too many": (faults([(0, 1), (3, 3)]), "Row 1 has 2 units, 3 are used"),
    "a further slot over-used": (faults(row_capacity=[4, 2, 1]), "Row 2 has 1 units, 2 are used"),
    "a vehicle that takes one unit": (
        faults(vehicle_load_limit=[20, 0, 0, 10, 0]),
        "Row 1 has 2 units, 3 are used",
    ),
    "missed off by one": (faults(stated=levels(missed=(99, 99.0, True))), "missed says 99, it is"),
    "tardiness off by one": (
        faults(stated=levels(tardiness=(45, 45.0, True))),
        "says 45, it is 44",
    ),
    "cost a cent off": (faults(stated=levels(cost=(12_545, 12_545.0, True))), "it is 12546"),
    "a level forgotten": (faults(stated=levels()[:2]), "Levels are missed, tardiness, cost, not"),
    "levels in another order": (faults(stated=levels()[::-1]), "not cost, tardiness, missed"),
    "a bound above its value": (
        faults(stated=levels(cost=(12_546, 12_547.0, False))),
        "bound 12547.0 above its value 12546",
    ),
    "a proof with a gap of one": (
        faults(stated=levels(cost=(12_546, 12_545.0, True))),
        "called proved at 12546, bound 12545.0",
    ),
    "a proof after an open level": (
        faults(stated=levels(**OPEN)),
        "tardiness is called proved, and missed before it is not",
    ),
    "a bound that is no number": (
        faults(stated=levels(cost=(12_546, float("nan"), False))),
        "has nan for a bound",
    ),
    "the level of moves left out": (
        faults(move=[0, 3, 0, 0, 0]),
        "Levels are missed, tardiness, moves, cost, not missed, tardiness, cost",
    ),
}


def test_an_answer_that_keeps_every_rule_has_no_violation() -> None:
    assert faults() == ()


def test_moves_are_a_level_of_their_own_where_any_weighs() -> None:
    stated = levels()
    stated.insert(2, ClaimedLevel("moves", 3, 3.0, proved=True))
    assert faults(stated=stated, move=[0, 3, 0, 0, 0]) == ()
    assert faults(move=[0, 0, 0, 0, 0]) == ()


def test_a_bound_after_an_open_level_says_nothing() -> None:
    stated = levels(**OPEN, tardiness=(44, 90.0, False), cost=(12_546, 0.0, False))
    assert faults(stated=stated) == ()


def test_a_line_on_its_own_takes_one_vehicle_whatever_it_weighs() -> None:
    taken = [(0, 1), (4, 3)]
    # Missed 3 x 40, 3 x 960 quarter-hours of weight; one unit of four has no price yet.
    stated = levels(missed=(120, 120, True), tardiness=(2880, 2880, True), cost=(7000, 7000, True))
    assert faults(taken, stated, load=[90, 10, 0, 10, 0], row_capacity=[4, 1, 1]) == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_each_planted_fault_is_told_in_a_sentence(fault: str) -> None:
    told, expected = FAULTS[fault]
    assert any(expected in sentence for sentence in told), told


def test_the_known_optimum_of_a_file_is_accepted_and_one_cent_less_is_not() -> None:
    answer = replay(FILE.read_bytes())
    columns = {name: getattr(answer.question.problem, name).tolist() for name in COLUMNS}
    taken = [(option, lines) for option, lines in enumerate(answer.taken.tolist()) if lines]
    stated = [
        ClaimedLevel(each.name, each.value, each.bound, each.proved) for each in answer.levels
    ]
    assert violations_of_answer(columns, taken, stated) == ()
    cheaper = [*stated[:2], ClaimedLevel("cost", 359_612, 359_612.0, proved=True)]
    assert violations_of_answer(columns, taken, cheaper) == (
        "Level cost says 359612, it is 359613.",
    )


def test_any_choice_in_a_file_is_worth_the_same_to_both_who_count_it() -> None:
    problem = question_from(FILE.read_bytes()).problem
    columns = {name: getattr(problem, name).tolist() for name in COLUMNS}
    random = np.random.default_rng(5)
    for _ in range(40):
        counts: dict[int, int] = {}
        for group, lines in enumerate(columns["group_count"]):
            for _ in range(lines):
                option = int(random.integers(*columns["group_start"][group : group + 2]))
                counts[option] = counts.get(option, 0) + 1
        taken = np.zeros(problem.options, dtype=np.int64)
        taken[list(counts)] = list(counts.values())
        answer = Answer(columns, counts)
        assert tuple(answer.levels().values()) == worth(problem, taken).levels
        over = np.flatnonzero(used_units(problem, taken) > problem.row_capacity)
        told = [sentence.split()[1] for sentence in answer.row_faults()]
        assert told == [str(row) for row in over]
