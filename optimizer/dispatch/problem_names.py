"""The names of lines and ways beside the columns of a problem file."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.problem_rules import Arrays, FaultyProblemFileError, whole_numbers
from optimizer.dispatch.question import UNASSIGNED, Question, WayNames

TEXTS = ("depot_ids", "service_ids", "bundle_parts", "line_ids")
"""Arrays of names, as bytes in UTF-8."""

NUMBERS = ("bundle_start", "line_start", "way_depot", "way_service", "way_bundle", "way_departs")
"""Where bundles and groups start in their names, and what each option is called by."""

Lists = tuple[tuple[str, ...], ...]


def arrays_of_names(question: Question) -> dict[str, NDArray[np.generic]]:
    """Further arrays of a problem file; none where the question has no names."""
    names, line_ids = question.way_names, question.line_ids
    if names is None or line_ids is None:
        return {}
    return {
        "depot_ids": _bytes_of(names.depot_ids),
        "service_ids": _bytes_of(names.service_ids),
        "bundle_parts": _bytes_of([part for bundle in names.bundles for part in bundle]),
        "line_ids": _bytes_of([line_id for ids in line_ids for line_id in ids]),
        "bundle_start": np.cumsum([0, *map(len, names.bundles)]),
        "line_start": np.cumsum([0, *map(len, line_ids)]),
        "way_depot": names.depot,
        "way_service": names.service,
        "way_bundle": names.bundle,
        "way_departs": names.departs,
    }


def named(problem: OptionProblem, arrays: Arrays) -> Question:
    """The problem with the names that a file gives; a file gives all of them or none.

    Raises
    ------
    FaultyProblemFileError
        When names are missing, or name what is not there.
    """
    if not any(name in arrays for name in (*TEXTS, *NUMBERS)):
        return Question(problem)
    numbers = whole_numbers(arrays, NUMBERS)
    texts = {name: _texts_of(arrays, name) for name in TEXTS}
    bundles = _cut("bundle_start", texts["bundle_parts"], numbers["bundle_start"])
    line_ids = _cut("line_start", texts["line_ids"], numbers["line_start"])
    _require_lines(problem, line_ids)
    sent = ~problem.is_unassigned
    for name, count in (
        ("way_depot", len(texts["depot_ids"])),
        ("way_service", len(texts["service_ids"])),
        ("way_bundle", len(bundles)),
        ("way_departs", np.iinfo(np.int64).max),
    ):
        places = numbers[name]
        if (
            len(places) != problem.options
            or ((places[sent] < 0) | (places[sent] >= count)).any()
            or (places[~sent] != UNASSIGNED).any()
        ):
            raise FaultyProblemFileError(f"Array {name} gives an option a name that is none.")
    columns = (numbers[f"way_{each}"] for each in ("depot", "service", "bundle", "departs"))
    names = WayNames(texts["depot_ids"], texts["service_ids"], bundles, *columns)
    return Question(problem, line_ids, names)


def _require_lines(problem: OptionProblem, line_ids: Lists) -> None:
    """Every group has as many lines as it counts; one that counts 1 may be a kit of several."""
    counts = problem.group_count.tolist()
    if len(line_ids) != len(counts) or any(
        len(ids) != count and count > 1 for ids, count in zip(line_ids, counts, strict=True)
    ):
        raise FaultyProblemFileError("Array line_start gives a group other lines than it counts.")
    every = [line_id for ids in line_ids for line_id in ids]
    if len(every) != len(set(every)):
        raise FaultyProblemFileError("Array line_ids names a line twice.")


def _cut(name: str, texts: tuple[str, ...], starts: Ints) -> Lists:
    """Lists of texts, each with one at least."""
    cuts = starts.tolist()
    if cuts[:1] != [0] or cuts[-1] != len(texts) or (np.diff(starts) < 1).any():
        raise FaultyProblemFileError(f"Array {name} does not cut its names into lists.")
    return tuple(texts[one:two] for one, two in pairwise(cuts))


def _bytes_of(texts: Sequence[str]) -> NDArray[np.generic]:
    return np.array([text.encode() for text in texts], dtype=np.bytes_)


def _texts_of(arrays: Arrays, name: str) -> tuple[str, ...]:
    array = arrays.get(name)
    if array is None or array.dtype.kind != "S" or array.ndim != 1:
        raise FaultyProblemFileError(f"Array {name} is missing or no list of texts.")
    try:
        return tuple(each.decode() for each in array.tolist())
    except UnicodeDecodeError as error:
        raise FaultyProblemFileError(f"Array {name} is no UTF-8: {error}.") from error
