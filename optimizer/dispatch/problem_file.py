"""The problem file: an option problem as the bytes of an .npz archive, refused if anything is off.

Source: dispatch.md, "Problem file".
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import fields
from io import BytesIO
from tokenize import TokenError
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.problem_names import arrays_of_names, named
from optimizer.dispatch.problem_rules import FaultyProblemFileError, require_problem, whole_numbers
from optimizer.dispatch.question import Question

__all__ = ["FaultyProblemFileError", "problem_file_of", "question_from"]

STRANGE = (EOFError, MemoryError, OverflowError, RuntimeError, SyntaxError, TokenError, TypeError)
"""What reading raises of an archive whose members or headers are none."""

MOST_BYTES = 2**31
"""Unpacked size beyond which a file is not read; a problem of 100,000 lines has a tenth."""

COLUMNS = tuple(field.name for field in fields(OptionProblem) if field.name != "move")
MOVES = "move"
"""Column of a file in which promises were made before, so that breaking them is a level."""

FURTHER_SLOTS = ("vehicle_extra_start", "vehicle_extra_row")
"""Columns that a file leaves out when no trip has several slots."""


def problem_file_of(question: Question) -> bytes:
    """Bytes of a problem file; equal questions give equal bytes."""
    columns = {name: getattr(question.problem, name) for name in COLUMNS}
    if question.problem.move is not None:
        columns[MOVES] = question.problem.move
    arrays = {**columns, **arrays_of_names(question)}
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            member = BytesIO()
            np.lib.format.write_array(member, _narrow(array), allow_pickle=False)
            # A member of this name has no date, which the clock would give one of a plain name.
            archive.writestr(ZipInfo(f"{name}.npy"), member.getvalue(), ZIP_DEFLATED)
    return file.getvalue()


def question_from(data: bytes) -> Question:
    """Read a problem file; arrays that are none of ours are allowed and left alone.

    Raises
    ------
    FaultyProblemFileError
        When the file cannot be read, or holds what no problem may.
    """
    arrays = _arrays(data)
    left_out = FURTHER_SLOTS if not any(name in arrays for name in FURTHER_SLOTS) else ()
    moves = (MOVES,) if MOVES in arrays else ()
    needed = tuple(name for name in COLUMNS if name not in left_out)
    columns = whole_numbers(arrays, (*needed, *moves))
    if left_out:
        options = len(columns["missed_weight"])
        slots = np.zeros(options + 1, dtype=np.int64), np.zeros(0, dtype=np.int64)
        columns |= dict(zip(FURTHER_SLOTS, slots, strict=True))
    require_problem(columns)
    return named(OptionProblem(**columns), arrays)


def _arrays(data: bytes) -> dict[str, NDArray[np.generic]]:
    """Arrays of an archive; pickled objects are never unpacked, and what is no array is left."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            _require_once([each.filename for each in archive.infolist()])
            size = sum(each.file_size for each in archive.infolist())
        if size <= MOST_BYTES:
            with np.load(BytesIO(data), allow_pickle=False) as archive:
                members = {name: archive[name] for name in archive.files}
            return {name: each for name, each in members.items() if isinstance(each, np.ndarray)}
    except FaultyProblemFileError:
        raise
    except (BadZipFile, zlib.error, struct.error, OSError, ValueError, LookupError) as error:
        raise FaultyProblemFileError(f"The file is no archive of arrays: {error}.") from error
    except STRANGE as error:
        raise FaultyProblemFileError(f"The file is packed in a strange way: {error}.") from error
    raise FaultyProblemFileError(f"The file unpacks to {size} bytes, {MOST_BYTES} are allowed.")


def _require_once(files: Sequence[str]) -> None:
    """Refuse an archive of which nobody knows which member counts."""
    names = [file.removesuffix(".npy") for file in files]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FaultyProblemFileError(*(f"Array {name} stands twice in the file." for name in twice))


def _narrow(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """The same numbers in the fewest bytes that hold them all; texts stay as they are."""
    if array.dtype.kind != "i" or not array.size:
        return array
    numbers = array.astype(np.int64)
    low, high = int(numbers.min()), int(numbers.max())
    for narrow in (np.int8, np.int16, np.int32):
        if np.iinfo(narrow).min <= low and high <= np.iinfo(narrow).max:
            return numbers.astype(narrow)
    return numbers
