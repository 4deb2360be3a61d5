"""What `make bench` measures dispatch with: instances by seed, and the solvers beside ours."""

from collections import Counter
from dataclasses import replace
from itertools import combinations_with_replacement, pairwise, product
from pathlib import Path

import numpy as np
import pytest

from benchmarks.dispatch.cases import CASES, Results, difference
from benchmarks.dispatch.instances import Places, made_of
from benchmarks.dispatch.judged import faults_of
from benchmarks.dispatch.nearest import nearest_depot
from benchmarks.dispatch.outcome import LevelFound, Outcome
from benchmarks.dispatch.peers import SOLVERS, monolithic
from benchmarks.dispatch.problems import network_problem, problem_of_kind
from benchmarks.dispatch.report import BEGIN, END, write
from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser
from optimizer.dispatch.option_problem import OptionProblem, used_units, worth
from optimizer.dispatch.problem import DispatchProblem
from optimizer.dispatch.problem_file import problem_file_of, question_from
from optimizer.dispatch.question import Question

SECONDS = 60.0


def bytes_of(seed: int, lines: int, best: int) -> bytes:
    return problem_file_of(Question(made_of(problem_of_kind(seed, "base", lines), best).problem))


def tiny(seed: int) -> OptionProblem:
    """Seven lines, three ways each, and a hundredth of the stock: lines meet."""
    problem = network_problem(seed, 7, stock_ratio=0.012, vehicle_ratio=0.1)
    return made_of(problem, 3).problem


def alone(problem: OptionProblem) -> tuple[int, int]:
    """What would be missed and late if every group had everything for itself."""
    first = problem.group_start[:-1]
    count = problem.group_count
    missed = np.minimum.reduceat(problem.missed_weight, first)
    late = np.minimum.reduceat(problem.tardiness, first)
    return int((missed * count).sum()), int((late * count).sum())


def test_a_seed_gives_the_same_file_again_and_another_seed_gives_another_one() -> None:
    assert bytes_of(1, 20, 10) == bytes_of(1, 20, 10)
    assert bytes_of(1, 20, 10) != bytes_of(2, 20, 10)


def test_an_instance_is_a_problem_that_can_be_read_and_has_its_lines() -> None:
    problem = problem_of_kind(1, "base", 60)
    read = question_from(bytes_of(1, 60, 10)).problem

    assert len(problem.lines) == 60
    # Kits are one decision each; groups count their lines.
    kits = Counter(line.rma_number for line in problem.lines if line.ship_together)
    assert int(read.group_count.sum()) == 60 - sum(size - 1 for size in kits.values())


def test_kinds_differ_in_what_is_scarce() -> None:
    base, hard_one, flow = (problem_of_kind(1, kind, 300) for kind in ("base", "hard", "flow"))

    def units(problem: DispatchProblem) -> int:
        return sum(cell.free for cell in problem.network.stock.values())

    # The base has 1.8 units for each of 1,000 lines at least; hard has 0.4 of them.
    assert units(base) == pytest.approx(1_800, rel=0.05)
    assert units(hard_one) == pytest.approx(720, rel=0.08)
    assert any(line.ship_together for line in base.lines)
    assert not any(line.ship_together for line in flow.lines)
    alike = Counter((line.rma_number, line.part_number) for line in flow.lines)
    assert max(alike.values()) == 1
    rows = [row for each in flow.network.vehicles.values() for row in each]
    assert min(row.vehicles for row in rows) > 300


@pytest.mark.parametrize("seed", [1, 6])
def test_all_solvers_agree_with_ours_on_every_level_and_nearest_depot_is_no_better(
    seed: int,
) -> None:
    # Seed 1 has a group of twenty that shares vehicles, seed 6 singles and kits.
    made = made_of(network_problem(seed, 30, stock_ratio=0.05, vehicle_ratio=0.3), 8)
    problem = made.problem
    answer = Chooser(problem, Question(problem).line_groups, Deadline()).choose()
    ours = worth(problem, answer.taken).levels

    assert ours[:2] > alone(problem)
    for solver in SOLVERS:
        outcome = monolithic(problem, solver, SECONDS)
        assert faults_of(problem, outcome) == (), solver
        assert all(level.proved for level in outcome.levels), solver
        assert tuple(level.value for level in outcome.levels) == ours, solver
    near = nearest_depot(problem, made.places)
    assert faults_of(problem, near) == ()
    assert worth(problem, near.chosen).levels > ours


@pytest.mark.parametrize("seed", [8, 10, 14])
def test_solvers_find_what_trying_everything_finds(seed: int) -> None:
    # Seeds 8 and 14 have groups of two and three lines, 10 has single lines alone.
    problem = tiny(seed)
    counts = problem.group_count.tolist()
    ways = [range(start, end) for start, end in pairwise(problem.group_start.tolist())]
    of_groups = map(combinations_with_replacement, ways, counts)
    values = []
    for choice in product(*of_groups):
        taken = np.bincount([way for each in choice for way in each], minlength=problem.options)
        if (used_units(problem, taken) <= problem.row_capacity).all():
            values.append(worth(problem, taken).levels)

    outcome = monolithic(problem, "highs", SECONDS)

    assert tuple(level.value for level in outcome.levels) == min(values)
    assert min(values)[:2] > alone(problem)


def by_hand() -> OptionProblem:
    """Three like lines: by vehicle 0 for 30 cents each and 100 a vehicle, or late for nothing.

    A vehicle takes two of them. Late weighs 1 at level 1; without anything 5.
    """
    columns = {
        "group_count": [3],
        "group_start": [0, 3],
        "missed_weight": [0, 1, 5],
        "tardiness": [2, 1, 9],
        "cost_cents": [30, 0, 0],
        "vehicle_row": [0, -1, -1],
        "vehicle_cost_cents": [100, 0, 0],
        "load": [1, 0, 0],
        "vehicle_load_limit": [2, 0, 0],
        "use_start": [0, 0, 0, 0],
        "use_row": [],
        "use_quantity": [],
        "row_capacity": [3],
        "row_steps": [0],
        "row_first_step_cents": [0],
        "row_second_step_cents": [0],
        "vehicle_extra_start": [0, 0, 0, 0],
        "vehicle_extra_row": [],
    }
    return OptionProblem(**{name: np.array(each, dtype=np.int64) for name, each in columns.items()})


@pytest.mark.parametrize("solver", sorted(SOLVERS))
def test_the_model_of_the_solvers_fills_vehicles_and_keeps_to_the_levels_before(
    solver: str,
) -> None:
    outcome = monolithic(by_hand(), solver, SECONDS)

    # All three by vehicle: none missed, 3 x 2 late, two vehicles of 100 and 3 x 30 cents.
    assert [level.value for level in outcome.levels] == [0, 6, 290]
    assert [level.bound for level in outcome.levels] == [0, 6, 290]


def test_nearest_depot_gives_a_line_the_nearest_way_that_meets_it() -> None:
    near = nearest_depot(by_hand(), Places(np.array([80.0, 5.0, np.inf]), np.array([0])))
    far = nearest_depot(
        replace(by_hand(), missed_weight=np.array([0, 0, 5])),
        Places(np.array([80.0, 5.0, np.inf]), np.array([0])),
    )

    assert near.chosen.tolist() == [3, 0, 0]
    # Where both meet it, the nearer one.
    assert far.chosen.tolist() == [0, 3, 0]


def test_the_best_ways_stay_in_the_order_in_which_ties_are_broken() -> None:
    problem = network_problem(6, 30)
    every, best = made_of(problem, None).problem, made_of(problem, 8).problem

    for k in range(best.groups):
        mine = slice(best.group_start[k], best.group_start[k + 1])
        whole = slice(every.group_start[k], every.group_start[k + 1])
        columns = ("missed_weight", "tardiness", "cost_cents")
        kept = np.stack([getattr(best, name)[mine] for name in columns]).T.tolist()
        ways = np.stack([getattr(every, name)[whole] for name in columns]).T.tolist()
        left = iter(ways)
        assert all(way in left for way in kept), k
        assert sorted(kept[:-1]) == sorted(ways[:-1])[: len(kept) - 1], k


def test_an_answer_that_is_illegal_or_worth_something_else_is_told() -> None:
    problem = tiny(10)
    legal = monolithic(problem, "highs", SECONDS)
    missing = legal.chosen.copy()
    missing[np.flatnonzero(missing)[0]] = 0
    first, *others = legal.levels
    boasting = LevelFound(first.value - 1, first.bound - 1, proved=True)

    assert faults_of(problem, legal) == ()
    assert faults_of(problem, Outcome(missing, legal.levels, {})) != ()
    assert faults_of(problem, Outcome(legal.taken, (boasting, *others), {})) != ()


@pytest.mark.parametrize(
    ("one", "other", "contradicted"),
    [
        ([(5, True), (7, True), (9, True)], [(5, True), (7, True), (9, True)], False),
        ([(5, True), (7, True), (9, True)], [(5, True), (6, True), (9, True)], True),
        # What is not proved may be worse, but nothing may be better than a proof.
        ([(5, True), (7, True), (9, True)], [(5, True), (8, False), (1, False)], False),
        ([(5, True), (7, False), (9, False)], [(5, True), (6, True), (9, True)], False),
        ([(5, True), (7, False), (9, False)], [(4, False), (8, False), (9, False)], True),
    ],
)
def test_proofs_that_contradict_another_answer_are_told(
    one: list[tuple[int, bool]], other: list[tuple[int, bool]], contradicted: bool
) -> None:
    runs = [
        {
            "values": [value for value, _ in levels],
            "levels": [(value, float(value), proved) for value, proved in levels],
        }
        for levels in (one, other)
    ]

    assert (difference(*runs) is not None) == contradicted
    assert (difference(*reversed(runs)) is not None) == contradicted


def test_a_fault_of_any_solver_ends_the_run_as_wrong() -> None:
    run = {"values": None, "levels": [], "faults": ["Group 1 has no line."]}
    results = Results(CASES["100"], runs={1: {"ours": run}})

    assert list(results.faults()) == ["100, seed 1, ours: Group 1 has no line."]


def test_tables_go_between_the_marks_of_a_page_and_the_rest_of_it_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n{BEGIN}\n\nold\n\n{END}\nAfter.\n", encoding="utf-8")

    write("new\n", page)
    write("newer\n", page)

    text = page.read_text(encoding="utf-8")
    assert text == f"Before.\n{BEGIN}\n\nnewer\n\n{END}\nAfter.\n"


def test_tables_are_a_file_of_their_own_where_there_is_no_page(tmp_path: Path) -> None:
    write("new\n", tmp_path / "tables.md")

    assert (tmp_path / "tables.md").read_text(encoding="utf-8") == "new\n"
