"""Components with the same content have the same answer, wherever they lie in a problem."""

from dataclasses import replace

import numpy as np

from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser
from optimizer.dispatch.components import Forced, components, core_with_ties
from optimizer.dispatch.content import content_of
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.problem import DispatchProblem
from optimizer.dispatch.question import Question
from optimizer.dispatch.solve import solve_with_question
from tests.builders import line, network, part, problem, target


def asked(*names: str, units: int = 1) -> DispatchProblem:
    """Two lines for each part named, which have one unit of it and vehicles enough."""
    lines = [
        line(f"{name}-{n}", part_number=name, target=target(miss_weight=100 - n))
        for name in names
        for n in (1, 2)
    ]
    on = network(
        parts=[part(name) for name in names],
        stock={("D1", name): units for name in names},
        vehicles={("D1", "CAR"): 9},
    )
    return problem(*lines, on=on)


def question(of: DispatchProblem) -> Question:
    return solve_with_question(of)[1]


def contents(of: Question, forced: Forced | None = None) -> list[bytes]:
    core = core_with_ties(of.problem)
    parts = components(of.problem, core)
    return [content_of(of.problem, part, of.line_groups, forced) for part in parts]


def test_the_same_lines_have_the_same_content_whatever_stands_before_them() -> None:
    # Two components of two lines: those of B ask the same alone as behind those of A.
    alone, both = question(asked("B")), question(asked("A", "B"))
    assert contents(both)[1:] == contents(alone)


def changed(of: OptionProblem, name: str, at: int) -> OptionProblem:
    column = getattr(of, name).copy()
    column[at] += 1
    return replace(of, **{name: column})


def test_any_number_that_a_solve_looks_at_is_part_of_the_content() -> None:
    plain = question(asked("A"))
    option = int(np.flatnonzero(plain.problem.missed_weight == 0)[0])
    columns = ("missed_weight", "tardiness", "cost_cents")
    others = [changed(plain.problem, name, option) for name in columns]
    row = int(plain.problem.use_row[0])
    others += [
        changed(plain.problem, name, row) for name in ("row_capacity", "row_first_step_cents")
    ]
    core = core_with_ties(plain.problem)
    (part_of_all,) = components(plain.problem, core)
    texts = {content_of(each, part_of_all, plain.line_groups) for each in (plain.problem, *others)}
    assert len(texts) == 1 + len(others)


def test_a_promise_that_is_forced_and_the_order_of_lines_are_part_of_the_content() -> None:
    plain = question(asked("A"))
    (free,) = contents(plain)
    meets = plain.problem.missed_weight == 0
    forced = {contents(plain, Forced(group, meets))[0] for group in (0, 1)}
    core = core_with_ties(plain.problem)
    (part_of_all,) = components(plain.problem, core)
    turned = content_of(plain.problem, part_of_all, [1, 0])
    assert len({free, turned, *forced}) == 4


def test_what_is_remembered_is_put_where_the_component_lies() -> None:
    alone, both = question(asked("B")), question(asked("A", "B"))
    first = Chooser(alone.problem, alone.line_groups, Deadline())
    before = first.choose()
    assert len(first.memory) == 1
    second = Chooser(both.problem, both.line_groups, Deadline(), memory=first.memory)
    fresh = Chooser(both.problem, both.line_groups, Deadline()).choose()
    answer = second.choose()
    assert len(second.memory) == 1  # the lines of A ask the same as those of B
    assert np.array_equal(answer.taken, fresh.taken)
    assert answer.bounds == fresh.bounds
    assert answer.taken[-len(before.taken) :].tolist() == before.taken.tolist()


def test_what_time_interrupted_is_not_remembered() -> None:
    plain = question(asked("A"))
    hasty = Chooser(plain.problem, plain.line_groups, Deadline.after(0.0))
    assert not all(bound.proved for bound in hasty.choose().bounds)
    assert hasty.memory == {}
