"""What is stored of a plan's question gives the plan again."""

from dataclasses import fields

import numpy as np
from hypothesis import given, settings

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.problem import DispatchProblem
from optimizer.dispatch.problem_file import problem_file_of, question_from
from optimizer.dispatch.replay import Replay, replay
from optimizer.dispatch.solve import solve, solve_with_question
from tests.random_problems import problems

EXAMPLES = settings(max_examples=40, derandomize=True, deadline=None, database=None)
Key = tuple[str, str, str, object]


def ways_taken(answer: Replay) -> dict[str, list[Key]]:
    """Depot, parts, service and departure of the lines of each group, by its first line."""
    question, taken = answer.question, answer.taken
    assert question.line_ids is not None
    found: dict[str, list[Key]] = {}
    for option in np.repeat(np.arange(len(taken)), taken).tolist():
        way = question.way(option)
        if way is not None:
            line_ids = question.line_ids[question.problem.group_of[option]]
            key = way.depot_id, ";".join(way.part_numbers), way.service_id, way.departs_at
            found.setdefault(line_ids[0], []).append(key)
    return found


@EXAMPLES
@given(problems(groups=True))
def test_a_stored_question_has_the_answer_of_its_plan(asked: DispatchProblem) -> None:
    plan, question = solve_with_question(asked)
    again = replay(problem_file_of(question))
    assert again.levels == plan.levels
    assert plan.lines == solve(asked).lines
    expected: dict[str, list[Key]] = {}
    first = {line_id: ids[0] for ids in question.line_ids or () for line_id in ids}
    kits: dict[str, list[str]] = {}
    for each in plan.lines:
        option = each.option
        if option is None:
            continue
        if each.line.ship_together:
            kits.setdefault(each.line.rma_number, []).append(option.part_number)
            parts = ";".join(kits[each.line.rma_number])
            key = option.depot_id, parts, option.service_id, option.departs_at
            expected[first[each.line.line_id]] = [key]
        else:
            key = option.depot_id, option.part_number, option.service_id, option.departs_at
            expected.setdefault(first[each.line.line_id], []).append(key)
    assert ways_taken(again) == expected


@EXAMPLES
@given(problems(groups=True))
def test_a_problem_file_is_read_as_it_was_written(asked: DispatchProblem) -> None:
    _, question = solve_with_question(asked)
    data = problem_file_of(question)
    read = question_from(data)
    for field in fields(OptionProblem):
        one, other = (getattr(each.problem, field.name) for each in (question, read))
        if field.name == "move":
            assert one is other is None  # nothing was promised before
            continue
        assert one.tolist() == other.tolist()
    assert read.line_ids == question.line_ids
    assert read.line_groups == question.line_groups
    every = range(question.problem.options)
    assert [read.way(option) for option in every] == [question.way(option) for option in every]
    assert problem_file_of(read) == data
