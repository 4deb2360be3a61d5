"""Problem files: every rule is broken once, and the file is refused with a sentence.

Two groups: a line (options 0 to 1) and two identical lines (options 2 to 4). Row 0 is a stock cell
of two units, rows 1 and 2 are slots of vehicles, row 3 is the trip of the group.
"""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest

from optimizer.dispatch.problem_file import FaultyProblemFileError, problem_file_of, question_from

NUMBERS: dict[str, list[int]] = {
    "group_count": [1, 2],
    "group_start": [0, 2, 5],
    "missed_weight": [0, 9, 0, 0, 9],
    "tardiness": [0, 900, 0, 1, 900],
    "cost_cents": [500, 0, 20, 30, 0],
    "vehicle_row": [1, -1, 3, 3, -1],
    "vehicle_cost_cents": [0, 0, 400, 400, 0],
    "load": [0, 0, 10, 20, 0],
    "vehicle_load_limit": [0, 0, 40, 40, 0],
    "use_start": [0, 1, 1, 2, 3, 3],
    "use_row": [0, 0, 0],
    "use_quantity": [1, 1, 1],
    "row_capacity": [2, 1, 1, 2],
    "row_steps": [2, 0, 0, 0],
    "row_first_step_cents": [5, 0, 0, 0],
    "row_second_step_cents": [7, 0, 0, 0],
    "vehicle_extra_start": [0, 1, 1, 2, 3, 3],
    "vehicle_extra_row": [2, 2, 2],
}
NAMES: dict[str, list[Any]] = {
    "depot_ids": [b"D1", "D\u00fc".encode()],
    "service_ids": [b"CAR"],
    "bundle_parts": [b"P1", b"P2", b"P1"],
    "bundle_start": [0, 2, 3],
    "line_ids": [b"K1", b"K2", b"L1", b"L2"],
    "line_start": [0, 2, 4],
    "way_depot": [1, -1, 0, 0, -1],
    "way_service": [0, -1, 0, 0, -1],
    "way_bundle": [0, -1, 1, 1, -1],
    "way_departs": [1_000_001, -1, 2_000_000, 3_000_000, -1],
}


def file_of(**changes: object) -> bytes:
    """A legal file of numbers with some arrays changed, added, or left out where None."""
    arrays = {**NUMBERS, **changes}
    file = BytesIO()
    kept: dict[str, Any] = {
        key: np.array(value) for key, value in arrays.items() if value is not None
    }
    np.savez(file, **kept)
    return file.getvalue()


def fault(data: bytes) -> str:
    with pytest.raises(FaultyProblemFileError) as caught:
        question_from(data)
    return str(caught.value)


def test_a_legal_file_is_read() -> None:
    question = question_from(file_of())
    assert question.problem.cost_cents.tolist() == NUMBERS["cost_cents"]
    assert question.line_groups == [0, 1, 1]


def test_further_slots_and_strange_arrays_may_be_left_out_or_added() -> None:
    data = file_of(vehicle_extra_start=None, vehicle_extra_row=None, note=["hello"], move=[0] * 5)
    problem = question_from(data).problem
    assert problem.vehicle_extra_start.tolist() == [0] * 6
    assert problem.vehicle_extra_row.tolist() == []


def test_names_are_read_and_written_as_they_are() -> None:
    question = question_from(file_of(**NAMES))
    assert question.line_ids == (("K1", "K2"), ("L1", "L2"))
    way = question.way(0)
    assert way is not None
    assert (way.depot_id, way.part_numbers, way.departs_at.microsecond) == (
        "D\u00fc",
        ("P1", "P2"),
        1,
    )
    assert question.way(1) is None
    # A kit counts once, at its first line.
    assert question.line_groups == [0, 1, 1]
    assert question_from(problem_file_of(question)).way(0) == way


def test_lines_decide_ties_in_the_order_of_their_ids_whatever_their_group() -> None:
    names = {**NAMES, "line_ids": [b"M", b"A", b"Z"], "line_start": [0, 1, 3]}
    assert question_from(file_of(**names)).line_groups == [1, 0, 1]


def test_a_file_has_no_date_so_that_equal_questions_are_equal_bytes() -> None:
    with ZipFile(BytesIO(problem_file_of(question_from(file_of())))) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_numbers_are_written_in_few_bytes_and_read_back_whole() -> None:
    large = question_from(file_of(cost_cents=[2**40, 0, 20, 30, 0]))
    data = problem_file_of(large)
    with np.load(BytesIO(data)) as arrays:
        assert (arrays["use_quantity"].dtype, arrays["cost_cents"].dtype) == (np.int8, np.int64)
        assert arrays["vehicle_row"].dtype == np.int8
    assert question_from(data).problem.cost_cents[0] == 2**40


@pytest.mark.parametrize("name", NUMBERS)
def test_an_array_that_is_missing_is_named(name: str) -> None:
    assert f"Array {name} is missing" in fault(file_of(**{name: None}))


@pytest.mark.parametrize("name", sorted(set(NUMBERS) - {"use_row", "vehicle_extra_row"}))
def test_an_array_of_another_length_is_refused(name: str) -> None:
    # One group, option, row or use more than the others have.
    assert "Array" in fault(file_of(**{name: [*NUMBERS[name], NUMBERS[name][-1]]}))


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("number", [-(2**63), -2, 2**53 + 1, 2**63 - 1])
def test_a_number_that_cannot_be_is_refused_wherever_it_stands(name: str, number: int) -> None:
    for place in range(len(NUMBERS[name])):
        numbers = [*NUMBERS[name]]
        numbers[place] = number
        assert fault(file_of(**{name: numbers}))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"load": [[0, 0, 10, 20, 0]]}, "load has 2 dimensions"),
        ({"load": [0.0, 0, 10, 20, 0]}, "load is of float64, whole numbers"),
        ({"load": [False] * 5}, "load is of bool"),
        ({"load": np.array([0, 0, 10, 20, 2**64 - 1], dtype=np.uint64)}, "load has numbers beyond"),
        ({"vehicle_extra_row": None}, "vehicle_extra_row is missing"),
        ({"move": [0, 0, 1]}, "Array move has 3 numbers for 5 options."),
        ({"move": [0, 0, -1, 0, 0]}, "Array move has a number below zero."),
        ({"group_start": [0, 0, 5]}, "group without options"),
        ({"group_start": [0, 3, 2, 5], "group_count": [1, 1, 1]}, "group_start runs backwards"),
        ({"use_start": [1, 1, 1, 2, 3, 3]}, "use_start does not cut 3 numbers into 5 parts"),
        ({"use_quantity": [1, 0, 1]}, "use_quantity has a number below one"),
        ({"use_row": [0, 4, 0]}, "use_row names a row beyond the 4"),
        ({"vehicle_row": [4, -1, 3, 3, -1]}, "vehicle_row names a row beyond"),
        ({"row_steps": [3, 0, 0, 0], "row_capacity": [9, 1, 1, 2]}, "more than two units"),
        ({"row_steps": [2, 0, 0, 0], "row_capacity": [1, 1, 1, 2]}, "more than the row has"),
        ({"row_first_step_cents": [8, 0, 0, 0]}, "the last unit is dearest"),
        ({"use_start": [0, 0, 1, 2, 3, 3]}, "to be unassigned, and one uses a row"),
        ({"vehicle_row": [1, 2, 3, 3, -1]}, "to be unassigned, and one uses a row"),
        ({"vehicle_row": [-1, -1, 3, 3, -1]}, "slots of an option without a vehicle_row"),
        ({"use_start": [0, 2, 2, 2, 3, 3]}, "a row twice in use_row"),
        ({"vehicle_extra_row": [1, 2, 2]}, "a slot twice"),
        ({"vehicle_cost_cents": [0, 0, 400, 401, 0]}, "vehicle_cost_cents differs between"),
        ({"vehicle_cost_cents": [1, 0, 400, 400, 0]}, "groups of several lines on a vehicle_row"),
        ({"vehicle_load_limit": [0, 0, 40, 41, 0]}, "vehicle_load_limit differs between"),
        ({"vehicle_extra_row": [2, 2, 1]}, "vehicle_extra_row differs between"),
        ({"load": [0, 0, 10, 41, 0]}, "load has one line that no vehicle takes"),
        # 2 lines x 2^53 is beyond what can be counted, one of them is not.
        ({"missed_weight": [0, 9, 0, 0, 2**53]}, "missed_weight adds up to 18014398509481993"),
        ({"cost_cents": [2**53 - 13, 0, 0, 0, 0]}, "cost_cents adds up to"),
        ({"group_count": [1, 10**7]}, "10000001 lines, 10000000 are read"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused(changes: dict[str, object], sentence: str) -> None:
    assert sentence in fault(file_of(**changes))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"line_ids": None}, "line_ids is missing"),
        ({"way_depot": None}, "way_depot is missing"),
        ({"line_ids": ["K1", "K2", "L1", "L2"]}, "line_ids is missing or no list of texts"),
        ({"depot_ids": [b"D1", b"\xff"]}, "depot_ids is no UTF-8"),
        ({"line_ids": [b"K1", b"K2", b"L1", b"L1"]}, "names a line twice"),
        ({"line_start": [0, 1, 4]}, "other lines than it counts"),
        ({"line_start": [0, 4]}, "other lines than it counts"),
        ({"line_start": [0, 0, 4]}, "line_start does not cut"),
        ({"line_start": []}, "line_start"),
        ({"bundle_start": [0, 2, 2]}, "bundle_start does not cut"),
        ({"way_depot": [2, -1, 0, 0, -1]}, "way_depot gives an option a name that is none"),
        ({"way_service": [0, 0, 0, 0, -1]}, "way_service gives"),
        ({"way_bundle": [0, -1, -1, 1, -1]}, "way_bundle gives"),
        ({"way_departs": [1, -1, 2, -1]}, "way_departs gives"),
    ],
)
def test_names_that_name_nothing_are_refused(changes: dict[str, object], sentence: str) -> None:
    assert sentence in fault(file_of(**{**NAMES, **changes}))


def test_bytes_that_are_no_archive_are_refused_wherever_they_break_off() -> None:
    data = file_of()
    assert "no archive" in fault(b"")
    assert "no archive" in fault(b"PK\x03\x04 and nothing else")
    for length in range(0, len(data), 97):
        assert fault(data[:length])


def test_no_bent_byte_is_read_as_another_problem() -> None:
    # An archive has a check sum for each member; headers that lie are refused as well.
    data = file_of(**NAMES)
    legal = question_from(data)
    for place in range(0, len(data), 53):
        bent = bytearray(data)
        bent[place] ^= 0x10
        try:
            read = question_from(bytes(bent))
        except FaultyProblemFileError:
            continue
        assert read.problem.cost_cents.tolist() == legal.problem.cost_cents.tolist()


def test_pickled_objects_are_never_unpacked() -> None:
    file = BytesIO()
    np.savez(file, group_count=np.array([{"a": 1}], dtype=object))
    assert "allow_pickle=False" in fault(file.getvalue())


def test_a_file_in_which_promises_were_made_before_has_four_levels_and_is_written_again() -> None:
    question = question_from(file_of(move=[0, 0, 1, 0, 0]))
    assert question.problem.levels == ("missed", "tardiness", "moves", "cost")
    again = question_from(problem_file_of(question)).problem
    assert again.weights("moves").tolist() == [0, 0, 1, 0, 0]
    assert question_from(file_of(move=[0] * 5)).problem.levels == ("missed", "tardiness", "cost")
