"""Policy files that are refused, with file, line and key; and a fifth vendor that needs no code."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rma_service.policies.case import Case
from rma_service.policies.deadline import deadline
from rma_service.policies.load import FaultyPoliciesError, PolicyFault, load_policies

SHIPPED = Path(__file__).parents[2] / "data" / "policies" / "xfusion-co-care.yaml"
TEXT = SHIPPED.read_text("utf-8")


def _faults(directory: Path, text: str) -> tuple[PolicyFault, ...]:
    (directory / "p.yaml").write_text(text, "utf-8")
    with pytest.raises(FaultyPoliciesError) as refused:
        load_policies(directory)
    return refused.value.faults


def _line(text: str, beginning: str) -> int:
    """Number of the only line that begins so, from 1."""
    numbers = [i for i, line in enumerate(text.splitlines(), 1) if line.startswith(beginning)]
    assert len(numbers) == 1
    return numbers[0]


def _changed(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1
    return TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("hours: 4", "hors: 4", "elapsed.hors", "is not known here; allowed: after, halts"),
        ("hours: 4", "hours: four", "elapsed.hours", "'four' is not of type 'integer'"),
        ("{elapsed: ", "{evaporated: ", "due_at.evaporated", "is not known here"),
        ("document: Co-Care Service\n", "", "document", "'document' is a required property"),
        ("kind: ship_by", "kind: ship", "branches.0.kind", "neither 'arrive_by' nor 'ship_by'"),
        ("confidence: 0.95", "confidence: 95", "owed.0.confidence", "95"),
        ("  cutoff:\n", "  Cut-off:\n", "params.Cut-off", "lower case names"),
        ('default: "15:00"', "default: 900", "params.cutoff.default", "900 is no time of day"),
        ('"13:00", "17:00"', '"13:00", "5pm"', "params.cutoff.alternatives", "'5pm'"),
        (
            "{type: count, default: 1}",
            "{type: count, default: 0}",
            "events",
            "0 is no whole number",
        ),
        (
            "{use: received_at}, hours",
            "{use: recieved}, hours",
            "targets.2.branches.0.due_at.elapsed.after.use",
            "no definition is named 'recieved'",
        ),
        ("{param: due_at,", "{param: dew_at,", "closing", "no parameter is named 'dew_at'"),
        ("{param: due_at,", "{param: cutoff,", "closing", "'cutoff' is not of type choice or flag"),
        ("equals: window_close", "equals: closing_time", "closing", "never says 'closing_time'"),
        ("alternatives: [depot]", "alternatives: [moon]", "cutoff_day", "no clock is named 'moon'"),
        (
            "{event: rma_generated_at}, ",
            "{event: rma_made_at}, ",
            "received",
            "is named 'rma_made_at'",
        ),
        (
            "{event: rma_generated_at}, ",
            "{event: rma_timely}, ",
            "received",
            "is not of type instant",
        ),
        ("{event: depot_tz}", "{event: rma_timely}", "clocks.depot", "is not of type zone"),
        ("coverage: nine_by_five", "coverage: always", "closing", "no coverage is named 'always'"),
        ("calendar: site}", "calendar: moon}", "", "no calendar is named 'moon'"),
        ("batch_guard:\n  calendar: site", "batch_guard:\n  calendar: moon", "batch_guard", "moon"),
        (
            "{use: received}, clock: site}}\n    c",
            "{use: closing}, clock: site}}\n    c",
            "define.dates.site_day.local_date.of.use",
            "'closing' is defined by itself: closing -> due_date -> site_day -> closing",
        ),
        (
            "due_at: {elapsed: {after: {use: received_at}, hours: 4}}",
            "due_at: {use: closing}",
            "",
            "'due_date' is used where it is not known",
        ),
        (
            "received: {latest: [",
            "received: {use: received}\n    first: {latest: [",
            "",
            "by itself",
        ),
        (
            "- kind: ship_by\n        quote:",
            "- if: {use: in_time}\n        kind: ship_by\n        quote:",
            "branches",
            "the last branch must have no 'if'",
        ),
        (
            "- then: {day_end",
            "- if: {use: in_time}\n          then: {day_end",
            "closing",
            "must have no 'if'",
        ),
        ("{rma_count_same_time} RMAs", "{rma_counts} RMAs", "sentence", "named 'rma_counts'"),
        ("{rma_count_same_time} RMAs", "{depot_tz} RMAs", "sentence", "is not of type count"),
    ],
)
def test_a_policy_that_says_something_unknown_is_refused_with_its_key(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    faults = _faults(tmp_path, _changed(old, new))
    assert any(key in fault.key and words in fault.problem for fault in faults), faults


def test_a_fault_names_file_line_and_key(tmp_path: Path) -> None:
    text = _changed("  half_days:\n    type: choice", "  half_days:\n    typ: choice")
    wrong_key = _line(text, "    typ: choice")
    faults = _faults(tmp_path, text)
    assert {(fault.line, fault.key) for fault in faults} == {
        (wrong_key, "params.half_days.typ"),
        (wrong_key - 1, "params.half_days"),  # where `type` is missing
    }
    assert str(faults[1]).startswith(f"{tmp_path / 'p.yaml'}, line {wrong_key}, params.half_days")


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(_changed("hours: 4", "hours: 0"), "utf-8")
    faults = _faults(tmp_path, _changed("n: 2", "n: 0").replace("version:", "edition:"))
    assert sorted({Path(fault.file).name for fault in faults}) == ["a.yaml", "p.yaml"]
    assert len(faults) >= 4


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("policy: [unclosed\nversion: 1\n", 2, "expected ',' or ']'"),
        ("policy: a\npolicy: b\n", 2, "duplicate key"),
    ],
)
def test_a_file_that_is_no_yaml_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    (fault,) = _faults(tmp_path, text)
    assert fault.line == line
    assert words in fault.problem


def test_an_empty_file_and_a_wrong_encoding_are_refused(tmp_path: Path) -> None:
    assert "is not of type 'object'" in _faults(tmp_path, "")[0].problem
    (tmp_path / "p.yaml").write_bytes(b"policy: \xff")
    with pytest.raises(FaultyPoliciesError, match="utf-8"):
        load_policies(tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("policy: \0\n", "holds a control character, so it is no YAML"),
        ("[" * 400 + "]" * 400, "is nested too deeply to be a policy"),
    ],
)
def test_a_file_that_breaks_the_reader_of_yaml_is_refused_as_a_whole(
    tmp_path: Path, text: str, problem: str
) -> None:
    (fault,) = _faults(tmp_path, text)
    assert str(fault) == f"{tmp_path / 'p.yaml'}: {problem}"


def test_a_folder_in_place_of_a_policy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").mkdir()
    with pytest.raises(FaultyPoliciesError, match=r"p\.yaml: cannot be read: Is a directory\."):
        load_policies(tmp_path)


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("hours: 4}", "hours: 99999999999}", "is greater than the maximum of 100000"),
        ("confidence: 0.9", "confidence: .nan #", "is not a number"),
        ("miss_weight: ", "miss_weight: 9999999", "is greater than the maximum of 1000000"),
    ],
)
def test_numbers_that_no_calendar_and_no_solver_can_hold_are_refused(
    tmp_path: Path, right: str, wrong: str, problem: str
) -> None:
    assert right in TEXT
    assert problem in _faults(tmp_path, TEXT.replace(right, wrong, 1))[0].problem


def test_a_directory_without_policies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyPoliciesError, match="there is no policy file"):
        load_policies(tmp_path)


def test_two_files_of_one_edition_are_refused_by_version_and_date(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEXT, "utf-8")
    faults = _faults(tmp_path, TEXT)
    assert [(Path(fault.file).name, fault.key) for fault in faults] == [
        ("p.yaml", "version"),
        ("p.yaml", "effective_from"),
    ]


def test_words_that_older_yaml_turns_into_other_things_stay_words(tmp_path: Path) -> None:
    # YAML 1.1 reads 15:00 as 900, NO and on as truths; YAML 1.2 does not, and so do we.
    text = TEXT.replace('default: "15:00"', "default: 15:00").replace("P4]", "P4, NO, on]")
    text = text.replace("  P4: a question", "  P4: a question\n  NO: never\n  on: always")
    (tmp_path / "p.yaml").write_text(text, "utf-8")
    policy = load_policies(tmp_path)["xfusion-co-care"]
    assert policy.parameters["cutoff"].default.value == 15 * 60
    assert {"NO", "on"} <= policy.priorities


def test_another_vendor_takes_a_file_and_no_code(tmp_path: Path) -> None:
    """Levels of other names, a cut-off on the depot's clock, and shipping within ten days."""
    text = (
        TEXT.replace("xfusion-co-care", "snow")
        .replace("basic", "essential")
        .replace("standard", "nbd")
        .replace("default: site", "default: depot")
        .replace("alternatives: [depot]", "alternatives: [site]")
        .replace("{n: 1, after: {use: site_day}", "{n: 10, after: {use: site_day}")
    )
    (tmp_path / "snow.yaml").write_text(text, "utf-8")
    policy = load_policies(tmp_path)["snow"]
    # Mon 23 Nov 2026, 14:30 UTC: 15:30 at the site in Berlin, 14:30 at the depot in London.
    event = {"rma_generated_at": "2026-11-23T14:30:00Z", "depot_tz": "Europe/London"}
    nbd = deadline(policy, Case("ahr", "nbd", None, event, "DE", "BE", "Europe/Berlin"))
    ten = deadline(policy, Case("ahr", "essential", None, event, "DE", "BE", "Europe/Berlin"))
    assert (nbd.kind, nbd.due_at) == ("arrive_by", datetime(2026, 11, 24, 17, tzinfo=UTC))
    # Ten business days after Mon 23 Nov: Mon 7 Dec, 18:00 in Berlin.
    assert (ten.kind, ten.due_at) == ("ship_by", datetime(2026, 12, 7, 17, tzinfo=UTC))
