"""Every kind of fault, planted alone into a legal plan: the checker must call it by its name."""

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.checking.report import CODES, Violation
from tests import builders as b
from tests.planted_faults import Row, answer
from tests.planted_networks import REFUSALS
from tests.planted_scenes import SCENES, scene
from tests.planted_ways import LINES, WAYS
from tests.planted_words import ALTERNATIVES, LEVELS, REASONS, RELAXATIONS, WORDS

TABLES = {
    "lines": LINES,
    "ways": WAYS,
    "levels": LEVELS,
    "words": WORDS,
    "reasons": REASONS,
    "relaxations": RELAXATIONS,
    "alternatives": ALTERNATIVES,
}
ROWS = {f"{table}: {name}": row for table, rows in TABLES.items() for name, row in rows.items()}


@pytest.mark.parametrize("name", SCENES)
def test_the_plan_of_every_scene_is_legal(name: str) -> None:
    assert check(*scene(name)).violations == ()


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_planted_fault_is_called_by_its_name(row: Row) -> None:
    name, fault, code = row

    found = check(*fault(*scene(name))).violations

    assert code in {each.code for each in found}, found


def test_five_things_that_would_help_are_not_too_many() -> None:
    several = tuple(b.relaxation(plan_costs_more_cents=n) for n in range(5))
    fault = answer(relaxations=several)
    assert check(*fault(*scene("together"))).violations == ()


def test_every_code_of_the_checker_is_planted_somewhere() -> None:
    planted = {code for _, _, code in ROWS.values()} | {code for _, code in REFUSALS.values()}
    assert set(CODES) - planted == set()


def test_a_code_that_nobody_knows_is_no_violation() -> None:
    with pytest.raises(ValueError, match="No violation is called mood"):
        Violation("L1", "mood", "It rains.")


def test_a_violation_names_the_line_and_both_numbers() -> None:
    _, fault, _ = WAYS["a margin with the wrong sign"]
    (violation,) = check(*fault(*scene("one_line"))).violations
    assert violation.line_id == "L1"
    assert violation.detail == "Margin of -124.0 minutes, it is 124.0."


def test_a_kit_costs_once_and_its_weight_counts_in_the_load() -> None:
    report = check(*scene("kit"))
    _, plan = scene("kit")
    # Two kilograms in one car of D2: 1000 + 50 x 100 cents for both, told on each line.
    assert [answer.option.cost_cents for answer in plan.lines if answer.option] == [6000, 6000]
    assert report.levels["cost"] == 6000
    assert [(load.lines, load.weight_kg) for load in plan.loads] == [(2, 2.0)]
