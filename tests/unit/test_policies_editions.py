"""Several editions of a policy in one folder: which of them judges, and which are refused."""

from datetime import date
from pathlib import Path

import pytest

from rma_service.policies.editions import in_force, judging, rules_digest, text_digest
from rma_service.policies.load import FaultyPoliciesError, load_policies
from rma_service.policies.policy import Policy
from tests.policy_folders import CARE, policy_text, write_policies

BEFORE, CHANGED_ON, AFTER = date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2)


def editions(folder: Path, rule: str = "follow") -> tuple[Policy, ...]:
    """Editions 1, of long ago, and 2, of July 2026; the newer file comes first by its name."""
    newer = policy_text(version="2", effective_from=CHANGED_ON.isoformat(), rule=rule)
    older = policy_text(version="1", effective_from="2020-01-01", rule=rule)
    return load_policies(write_policies(folder / rule, newer, older))[CARE].editions


def test_a_folder_may_hold_several_editions_and_gives_the_oldest_first(tmp_path: Path) -> None:
    found = editions(tmp_path)
    assert [each.version for each in found] == ["1", "2"]
    assert found[-1].earlier == (found[0],)
    assert found[0].earlier == ()


def test_an_edition_is_in_force_from_its_first_day_on(tmp_path: Path) -> None:
    found = editions(tmp_path)
    assert [in_force(found, day).version for day in (BEFORE, CHANGED_ON, AFTER)] == ["1", "2", "2"]


def test_the_oldest_edition_is_taken_for_days_before_all_of_them(tmp_path: Path) -> None:
    assert in_force(editions(tmp_path), date(1999, 1, 1)).version == "1"


def test_a_running_contract_follows_the_edition_of_the_day_of_the_request(tmp_path: Path) -> None:
    found = editions(tmp_path, "follow")
    assert [judging(found, BEFORE, day).version for day in (BEFORE, CHANGED_ON)] == ["1", "2"]


def test_a_contract_keeps_the_edition_that_it_began_under_where_that_says_so(
    tmp_path: Path,
) -> None:
    found = editions(tmp_path, "keep")
    assert judging(found, BEFORE, AFTER).version == "1"
    assert judging(found, CHANGED_ON, AFTER).version == "2"


def test_a_contract_of_which_no_start_is_known_follows(tmp_path: Path) -> None:
    assert judging(editions(tmp_path, "keep"), None, AFTER).version == "2"


def test_the_edition_of_the_start_says_whether_it_is_kept(tmp_path: Path) -> None:
    # Edition 1 lets contracts follow, so its contracts go on under 2, which later ones would keep.
    older = policy_text(version="1", effective_from="2020-01-01", rule="follow")
    newer = policy_text(version="2", effective_from="2026-07-01", rule="keep")
    newest = policy_text(version="3", effective_from="2027-01-01", rule="keep")
    found = load_policies(write_policies(tmp_path / "three", older, newer, newest))[CARE].editions
    assert judging(found, BEFORE, date(2027, 2, 1)).version == "3"
    assert judging(found, AFTER, date(2027, 2, 1)).version == "2"


@pytest.mark.parametrize(
    ("version", "since", "key"),
    [("1", "2026-07-01", "version"), ("2", "2020-01-01", "effective_from")],
)
def test_two_editions_of_one_version_or_date_are_refused(
    tmp_path: Path, version: str, since: str, key: str
) -> None:
    first = policy_text(version="1", effective_from="2020-01-01")
    second = policy_text(version=version, effective_from=since)
    with pytest.raises(FaultyPoliciesError) as faulty:
        load_policies(write_policies(tmp_path / "twice", first, second))
    (fault,) = faulty.value.faults
    assert (Path(fault.file).name, fault.key) == ("2.yaml", key)
    assert fault.line == second[: second.index(f"\n{key}:")].count("\n") + 2
    assert "is that of 1.yaml too" in fault.problem


def test_editions_of_different_policies_may_agree_in_both(tmp_path: Path) -> None:
    other = policy_text({f"policy: {CARE}": "policy: another"})
    found = load_policies(write_policies(tmp_path / "two", policy_text(), other))
    assert sorted(found) == ["another", CARE]
    assert all(len(policy.editions) == 1 for policy in found.values())


def test_the_mark_of_a_text_does_not_see_comments_order_and_layout() -> None:
    assert text_digest({"a": 1, "b": [1, 2]}) == text_digest({"b": [1, 2], "a": 1})
    assert text_digest({"a": [1, 2]}) != text_digest({"a": [2, 1]})


def test_the_mark_of_the_rules_of_a_contract_sees_its_own_readings() -> None:
    text = text_digest({"a": 1})
    assert rules_digest(text, {}) == text
    assert rules_digest(text, {"cutoff": "13:00"}) != rules_digest(text, {"cutoff": "14:00"})
