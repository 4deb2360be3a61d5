"""By what a contract is judged: an edition of its policy, and readings of its own.

Edition 2 begins on 24 November 2026 and has a cut-off of 10:00; that of edition 1 is 15:00. Site S1
is in Mainz, one hour ahead of UTC; its request is of priority P3 under contract CO1, premier.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from optimizer.files.read import read_directory
from optimizer.files.records import Directory
from rma_service.policies.load import load_policies
from rma_service.policies.policy import Policy
from rma_service.usecases.asking import Question
from rma_service.usecases.contract_rules import faults_of_readings, require_readings
from rma_service.usecases.judging import judge_lines
from rma_service.usecases.plan import prepare
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.stages import Stages, no_progress
from tests.policy_folders import CARE, policy_text, write_policies
from tests.small_record import small_directory
from tests.tiny_directory import change

CUT_OFF_AT_TEN = {'default: "15:00"': 'default: "10:00"'}
MONDAY_NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
TUESDAY_NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def two_editions(folder: Path, rule: str = "follow") -> Mapping[str, Policy]:
    older = policy_text(version="1", effective_from="2020-01-01", rule=rule)
    newer = policy_text(CUT_OFF_AT_TEN, version="2", effective_from="2026-11-24", rule=rule)
    return load_policies(write_policies(folder / "policies", older, newer))


def tables(folder: Path, params: str = "") -> Path:
    folder.mkdir(parents=True)
    small_directory(folder, free=1)
    change(folder, "requests", 2, "priority", "P3")
    if params:
        change(folder, "contracts", 2, "params", params)
    return folder


def directory(folder: Path, params: str = "") -> Directory:
    path = tables(folder / "tables", params)
    return read_directory(path, path / "requests.csv")


def kind(read: Directory, policies: Mapping[str, Policy], at: datetime) -> str:
    """Kind of the target when the one request comes in at an instant."""
    row = replace(
        read.requests[0],
        requested_at=at,
        part_deemed_necessary_at=at,
        form_completed_at=at,
        fault_observed_at=at,
    )
    (line,) = judge_lines(read, policies, [row]).lines
    return line.target.kind


def test_the_edition_of_the_day_of_the_request_judges_it(tmp_path: Path) -> None:
    # Noon lies before 15:00 and after 10:00.
    read, policies = directory(tmp_path), two_editions(tmp_path)
    assert kind(read, policies, MONDAY_NOON) == "arrive_by"
    assert kind(read, policies, TUESDAY_NOON) == "ship_by"


def test_the_day_of_the_request_is_that_of_its_site(tmp_path: Path) -> None:
    # Monday 23:30 in UTC is Tuesday 00:30 in Mainz, after the cut-off of edition 2 at 00:15.
    read = directory(tmp_path)
    early = {'default: "15:00"': 'default: "00:15"'}
    older = policy_text(version="1", effective_from="2020-01-01")
    newer = policy_text(early, version="2", effective_from="2026-11-24")
    policies = load_policies(write_policies(tmp_path / "policies", older, newer))
    assert kind(read, policies, datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "ship_by"


def test_a_contract_that_keeps_its_edition_is_judged_by_that_of_its_start(tmp_path: Path) -> None:
    read, policies = directory(tmp_path), two_editions(tmp_path, "keep")
    assert kind(read, policies, TUESDAY_NOON) == "arrive_by"
    begun_late = replace(read.contracts["CO1"], starts_on=datetime(2026, 11, 24, tzinfo=UTC).date())
    later = replace(read, contracts={**read.contracts, "CO1": begun_late})
    assert kind(later, policies, TUESDAY_NOON) == "ship_by"


def test_a_contract_may_read_a_parameter_otherwise(tmp_path: Path) -> None:
    policies = load_policies(write_policies(tmp_path / "policies", policy_text()))
    plain = directory(tmp_path / "a")
    own = directory(tmp_path / "b", '"{""cutoff"": ""10:00""}"')
    assert kind(plain, policies, MONDAY_NOON) == "arrive_by"
    assert kind(own, policies, MONDAY_NOON) == "ship_by"


@pytest.mark.parametrize(
    ("params", "value", "why"),
    [
        ('"{""cutoff"": ""25:00""}"', "cutoff: 25:00", "'25:00' is no time of day"),
        ('"{""cutoff_zone"": ""moon""}"', "cutoff_zone: moon", "'moon' is none of site, depot"),
        ('"{""cutof"": ""13:00""}"', "cutof: 13:00", "it has no parameter 'cutof', but "),
    ],
)
def test_a_reading_that_the_policy_cannot_have_is_refused_in_its_place(
    tmp_path: Path, params: str, value: str, why: str
) -> None:
    policies = load_policies(write_policies(tmp_path / "policies", policy_text(version="7")))
    (fault,) = faults_of_readings(policies, directory(tmp_path, params).contracts)
    assert (fault.file, fault.line, fault.column) == ("contracts.csv", 2, "params")
    assert fault.value == value
    assert fault.allowed.startswith(f"what Co-Care Service, version 7, can read: {why}")


def test_a_plan_from_files_says_where_a_reading_is_wrong(tmp_path: Path) -> None:
    folder = tables(tmp_path / "tables", '"{""cutoff"": ""25:00""}"')
    policies = write_policies(tmp_path / "policies", policy_text())
    question = Question(folder, None, MONDAY_NOON, policies)
    with pytest.raises(FaultyInput, match=r"contracts\.csv, line 2, column params: found"):
        prepare(question, Stages(no_progress))


def test_every_edition_that_may_judge_a_contract_must_know_its_readings(tmp_path: Path) -> None:
    # Edition 2 calls the parameter otherwise; a contract that ended before it never meets it.
    renamed = policy_text(version="2", effective_from="2026-11-24").replace("cutoff", "limit")
    older = policy_text(version="1", effective_from="2020-01-01")
    policies = load_policies(write_policies(tmp_path / "policies", older, renamed))
    read = directory(tmp_path, '"{""cutoff"": ""13:00""}"')
    (fault,) = faults_of_readings(policies, read.contracts)
    assert "version 2, can read: it has no parameter 'cutoff'" in fault.allowed
    ended = replace(read.contracts["CO1"], ends_on=datetime(2026, 11, 23, tzinfo=UTC).date())
    require_readings(policies, {"CO1": ended})


def test_a_kept_edition_alone_must_know_the_readings(tmp_path: Path) -> None:
    renamed = policy_text(version="2", effective_from="2026-11-24", rule="keep")
    older = policy_text(version="1", effective_from="2020-01-01", rule="keep")
    policies = load_policies(
        write_policies(tmp_path / "policies", older, renamed.replace("cutoff", "limit"))
    )
    require_readings(policies, directory(tmp_path, '"{""cutoff"": ""13:00""}"').contracts)
    assert CARE in policies
