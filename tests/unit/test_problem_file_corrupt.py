"""Problem files damaged or made up to harm: refused with a sentence, never anything else."""

import pickle
import struct
import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
import pytest

from optimizer.dispatch.file_answer import FileQuestion, Refusal, solved, unsolved
from optimizer.dispatch.problem_file import FaultyProblemFileError, question_from
from optimizer.dispatch.replay import replay
from tests.unit.test_problem_file import NAMES, NUMBERS, fault, file_of

LEGAL = file_of(**NAMES)
EVERY = {**NUMBERS, **NAMES}


def archive(*members: tuple[str | ZipInfo, bytes], packed: int = ZIP_STORED) -> bytes:
    """An archive of raw members, names of which may stand twice."""
    file = BytesIO()
    with ZipFile(file, "w", packed) as made:
        for name, data in members:
            made.writestr(name, data)
    return file.getvalue()


def array(values: object) -> bytes:
    file = BytesIO()
    np.lib.format.write_array(file, np.array(values), allow_pickle=False)
    return file.getvalue()


def members(**changes: bytes) -> list[tuple[str | ZipInfo, bytes]]:
    """Members of the legal file, some replaced."""
    return [(f"{name}.npy", changes.get(name, array(values))) for name, values in EVERY.items()]


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "values",
    [
        [],
        [float("nan")] * 3,
        [float("inf")] * 3,
        [[1, 2], [3, 4]],
        7,
        [1 + 2j],
        [True, False],
        np.array(["2026-11-23"], dtype="datetime64[s]"),
        np.array([(1, 2)], dtype=[("a", "i8"), ("b", "i8")]),
        [2**63 + 1],
        [-(2**63)] * 3,
    ],
    ids=str,
)
def test_an_array_that_is_something_else_is_refused(name: str, values: object) -> None:
    assert fault(file_of(**{**NAMES, name: values})).endswith(".")


@pytest.mark.parametrize("name", EVERY)
def test_an_array_cut_short_or_of_lying_header_is_refused(name: str) -> None:
    whole = array(EVERY[name])
    for length in (0, 5, 6, 9, 40, len(whole) - 1):
        assert fault(archive(*members(**{name: whole[:length]})))
    # A header that promises 2^60 numbers, and one that is no Python literal.
    text = whole[10:].split(b"\n")[0]
    for lie in (text.replace(b"(", b"(1152921504606846976, ", 1), b"__import__('os')" + text[16:]):
        assert fault(archive(*members(**{name: whole[:10] + lie + b"\n" + whole[10 + len(lie) :]})))


def test_every_tenth_byte_cut_off_is_refused() -> None:
    for length in range(0, len(LEGAL), 10):
        assert fault(LEGAL[:length])


@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_a_flipped_byte_is_refused_or_changes_nothing(mask: int) -> None:
    legal = question_from(LEGAL)
    for place in range(mask % 7, len(LEGAL), 41):
        bent = bytearray(LEGAL)
        bent[place] ^= mask
        try:
            read = question_from(bytes(bent))
        except FaultyProblemFileError:
            continue
        assert read.line_ids == legal.line_ids or read.line_ids is None
        assert read.problem.cost_cents.tolist() == legal.problem.cost_cents.tolist()


def test_a_missing_stretch_anywhere_is_refused() -> None:
    for start in range(0, len(LEGAL) - 50, 211):
        assert fault(LEGAL[:start] + LEGAL[start + 50 :])


def test_a_member_that_stands_twice_is_refused_as_nobody_knows_which_one_counts() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = archive(*members(), ("load.npy", array([0, 0, 11, 20, 0])))
    assert "twice" in fault(data)


@pytest.mark.parametrize("name", ["../load.npy", "/etc/load.npy", "a/b/load.npy", "..\\load.npy"])
def test_names_with_slashes_reach_no_file_and_are_none_of_ours(name: str) -> None:
    data = archive(*members(), (name, array([9, 9, 9, 9, 9])))
    assert question_from(data).problem.load.tolist() == NUMBERS["load"]


def test_a_link_in_an_archive_is_not_followed() -> None:
    link = ZipInfo("load.npy")
    link.external_attr = 0o120777 << 16
    others = [(name, data) for name, data in members() if name != "load.npy"]
    assert fault(archive(*others, (link, b"/etc/hostname")))


def test_pickles_are_never_unpacked_whatever_they_are_called() -> None:
    marker = "a pickle was unpacked"

    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return pytest.fail, (marker,)

    evil = pickle.dumps(Bomb())
    assert fault(evil)
    assert fault(archive(*members(load=evil)))
    header = array([1])[:8] + struct.pack("<H", 118)
    text = b"{'descr': '|O', 'fortran_order': False, 'shape': (5,), }".ljust(117) + b"\n"
    assert "allow_pickle" in fault(archive(*members(load=header + text + evil)))


def claiming(size: int, data: bytes) -> bytes:
    """The archive with each member said to unpack to so many bytes."""
    bent = bytearray(data)
    for header, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = bent.find(header)
        while place >= 0:
            bent[place + offset : place + offset + 4] = struct.pack("<I", size)
            place = bent.find(header, place + 4)
    return bytes(bent)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    told = fault(claiming(2**30, archive(*members(), packed=ZIP_DEFLATED)))
    assert f"unpacks to {len(EVERY) * 2**30} bytes, {2**31} are allowed" in told


def test_a_bomb_that_claims_to_be_small_is_unpacked_no_further_than_it_claims() -> None:
    # 50 MB of zeros in 50 kB, said to be 200 bytes: the rest is never made.
    zeros = array(np.zeros(50 * 10**6, dtype=np.int8))
    bomb = claiming(200, archive(*members(load=zeros), packed=ZIP_DEFLATED))
    tracemalloc.start()
    try:
        assert fault(bomb)
        assert tracemalloc.get_traced_memory()[1] < 10**7
    finally:
        tracemalloc.stop()


def test_every_door_of_a_file_says_the_same_of_a_damaged_one() -> None:
    for data in (b"", LEGAL[:100], file_of(load=None)):
        with pytest.raises(FaultyProblemFileError):
            replay(data)
        for door in (solved, unsolved):
            assert isinstance(door(FileQuestion(data)), Refusal)
