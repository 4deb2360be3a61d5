"""New rules and new data move no target by themselves: they are listed, and changed on demand.

The cut-off of the shipped policy is 15:00. NOW is Monday 11:00 in Mainz, so an RMA of priority P3
arrives on Tuesday by 18:00 (17:00 UTC). With a cut-off of 10:00 it would only be shipped by then.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service.db import tables
from rma_service.db.engine import Database
from rma_service.domain.errors import Conflicts
from rma_service.domain.people import Principal, Role
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import RmaKey
from rma_service.usecases.cases import history_of, rma_of
from rma_service.usecases.confirming import Confirmed, confirm_changes
from rma_service.usecases.importing import import_directory
from rma_service.usecases.rmas import cancel_rma
from rma_service.usecases.target_changes import UNKNOWN, changes_of
from tests.policy_folders import VERSION, policy_text, use_policies, write_policies
from tests.small_record import CAROL, DAN, NOW, HandClock, fill, opened, request, small_directory
from tests.tiny_directory import change

ADA = Principal("U-ADA", Role.ADMINISTRATOR, None, "Ada")
TUESDAY_CLOSE = datetime(2026, 11, 24, 17, tzinfo=UTC)
CUT_OFF_AT_TEN = {'default: "15:00"': 'default: "10:00"'}
SHIPPED = f"xfusion-co-care {VERSION}"

UseRules = Callable[..., None]


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=9)
    return database


@pytest.fixture
def use_rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> UseRules:
    """Put another text of the policy into use."""

    def use(changes: dict[str, str], version: str = VERSION) -> None:
        name = f"policies-{len(list(tmp_path.glob('policies-*')))}"
        text = policy_text(changes, version=version)
        use_policies(monkeypatch, write_policies(tmp_path / name, text))

    return use


def only_line(record: Database, rma: Rma) -> RmaLine:
    (line,) = rma_of(record, ADA, rma.rma_number).lines
    return line


def confirmed(record: Database, digest: str | None = None) -> Confirmed:
    digest = digest or changes_of(record).digest
    return confirm_changes(record, HandClock(), ADA, digest, solve=solved)


def test_nothing_waits_while_rules_and_data_are_those_of_the_request(record: Database) -> None:
    opened(record)
    changes = changes_of(record)
    assert (changes.moving, changes.restamped, changes.not_derived) == ((), (), ())


def test_another_edition_moves_no_target_by_itself_and_is_listed(
    record: Database, use_rules: UseRules
) -> None:
    rma = opened(record, request(priority="P3"))
    before = only_line(record, rma)
    use_rules(CUT_OFF_AT_TEN, "next")
    (found,) = changes_of(record).moving
    assert only_line(record, rma) == before == found.line
    assert (found.before.target_kind, found.after.target_kind) == ("arrive_by", "ship_by")
    assert (found.before.due_at, found.after.due_at) == (TUESDAY_CLOSE, TUESDAY_CLOSE)
    assert found.why == (f"Policy {SHIPPED} became xfusion-co-care next.",)


def test_a_confirmed_list_gives_the_new_target_tells_the_promise_anew_and_is_in_the_log(
    record: Database, use_rules: UseRules
) -> None:
    rma = opened(record, request(priority="P3"))
    use_rules(CUT_OFF_AT_TEN, "next")
    assert confirmed(record) == Confirmed(moved=1, restamped=0, left=0)
    line = only_line(record, rma)
    assert line.terms is not None
    assert line.promise is not None
    assert (line.terms.target_kind, line.terms.policy_version) == (
        "ship_by",
        "xfusion-co-care next",
    )
    # Solved anew, as a promise before planning: a part that is free leaves in time.
    assert (line.promise.verdict, line.promise.promised_at) == ("guaranteed", NOW)
    assert line.promise.basis == "before_planning"
    told = history_of(record, CAROL, rma.rma_number)
    assert told.broken_at is None
    last = told.events[-1]
    assert (last.kind, last.actor) == ("target_changed", "U-ADA")
    assert last.data["policy_version"] == "xfusion-co-care next"
    was = last.data["was"]
    assert isinstance(was, dict)
    assert (was["policy_version"], was["target_kind"]) == (SHIPPED, "arrive_by")
    assert changes_of(record).all == ()


def test_a_text_that_moves_nothing_is_stamped_by_the_same_confirmation(
    record: Database, use_rules: UseRules
) -> None:
    rma = opened(record)
    before = only_line(record, rma)
    use_rules({}, "next")
    changes = changes_of(record)
    assert (changes.moving, len(changes.restamped)) == ((), 1)
    assert confirmed(record) == Confirmed(moved=0, restamped=1, left=0)
    after = only_line(record, rma)
    assert after.promise == before.promise
    assert after.terms is not None
    assert before.terms is not None
    assert after.terms.due_at == before.terms.due_at
    assert after.terms.policy_version == "xfusion-co-care next"
    last = history_of(record, CAROL, rma.rma_number).events[-1]
    assert str(last.data["why"]).endswith("It was derived again and stays.")


def test_a_text_that_changed_under_the_same_version_is_noticed(
    record: Database, use_rules: UseRules
) -> None:
    opened(record, request(priority="P3"))
    use_rules(CUT_OFF_AT_TEN)
    (found,) = changes_of(record).moving
    assert found.why == (f"The text of {SHIPPED}, or what its contract reads otherwise, changed.",)


def test_other_words_in_comments_are_no_other_text(record: Database, use_rules: UseRules) -> None:
    opened(record)
    use_rules({"# What the Co-Care": "# All that the Co-Care"})
    assert changes_of(record).all == ()


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("holidays_version", "The data of holidays 0.1 became "),
        ("tzdata_version", "The data of time zones 0.1 became "),
    ],
)
def test_new_data_of_holidays_or_zones_waits_for_a_confirmation(
    record: Database, column: str, why: str
) -> None:
    opened(record)
    with record.write() as tx:
        tx.execute(update(tables.rma_line).values({column: "0.1"}))
    (found,) = changes_of(record).restamped
    assert len(found.why) == 1
    assert found.why[0].startswith(why)
    confirmed(record)
    assert changes_of(record).all == ()


def test_a_target_older_than_the_keeping_of_versions_says_so(record: Database) -> None:
    opened(record)
    with record.write() as tx:
        tx.execute(update(tables.rma_line).values(rules_digest=UNKNOWN, tzdata_version=UNKNOWN))
    (found,) = changes_of(record).restamped
    assert found.why == ("It is not known by which data it was derived.",)


def test_another_deadline_under_older_holidays_is_a_target_that_moves(record: Database) -> None:
    rma = opened(record, request(priority="P3"))
    earlier = TUESDAY_CLOSE - timedelta(days=1)
    with record.write() as tx:
        tx.execute(update(tables.rma_line).values(holidays_version="0.1", due_at=earlier))
    (found,) = changes_of(record).moving
    assert found.direction == "later"
    confirmed(record)
    line = only_line(record, rma)
    assert line.terms is not None
    assert line.promise is not None
    assert (line.terms.due_at, line.promise.due_at) == (TUESDAY_CLOSE, TUESDAY_CLOSE)


def test_a_reading_that_an_import_gives_a_contract_waits_too(
    record: Database, tmp_path: Path
) -> None:
    opened(record, request(priority="P3"))
    folder = small_directory(tmp_path / "tiny", free=9)
    change(folder, "contracts", 2, "params", '"{""cutoff"": ""10:00""}"')
    import_directory(record, HandClock(), "U-ADA", folder)
    (found,) = changes_of(record).moving
    assert found.after.target_kind == "ship_by"


def test_a_list_that_was_not_read_is_not_confirmed(record: Database, use_rules: UseRules) -> None:
    rma = opened(record, request(priority="P3"))
    before = only_line(record, rma)
    use_rules(CUT_OFF_AT_TEN, "next")
    read = changes_of(record).digest
    other = opened(record, request(priority="P3", site_id="S3"), by=DAN)
    assert changes_of(record).digest == read  # it was judged by the rules of now
    cancel_rma(record, HandClock(), CAROL, RmaKey(rma.rma_number), "Found one.")
    with pytest.raises(Conflicts, match="read it again"):
        confirmed(record, read)
    assert only_line(record, rma).terms == before.terms
    assert only_line(record, other).terms == other.lines[0].terms


def test_two_lists_of_the_same_lines_with_other_targets_have_other_digests(
    record: Database, use_rules: UseRules
) -> None:
    opened(record, request(priority="P3"))
    use_rules(CUT_OFF_AT_TEN, "next")
    read = changes_of(record).digest
    use_rules(CUT_OFF_AT_TEN, "another")
    with pytest.raises(Conflicts, match="read it again"):
        confirmed(record, read)


def test_a_list_that_moves_while_promises_are_solved_is_refused_whole(
    record: Database, use_rules: UseRules
) -> None:
    first = opened(record, request(priority="P3"))
    second = opened(record, request(priority="P3", site_id="S3"), by=DAN)
    use_rules(CUT_OFF_AT_TEN, "next")

    def solve(problem: DispatchProblem, seconds: float) -> Solved:
        if problem.lines[0].rma_number == first.rma_number:
            cancel_rma(record, HandClock(), CAROL, RmaKey(first.rma_number), "Found one.")
        return solved(problem, seconds)

    digest = changes_of(record).digest
    with pytest.raises(Conflicts, match="read it again"):
        confirm_changes(record, HandClock(), ADA, digest, solve=solve)
    assert only_line(record, second) == second.lines[0]


def test_an_rma_beside_a_target_that_waits_does_not_change_it(
    record: Database, use_rules: UseRules
) -> None:
    first = opened(record, request(priority="P3"))
    use_rules(CUT_OFF_AT_TEN, "next")
    opened(record, request(priority="P3"))  # meets the first one at the batch guard
    assert only_line(record, first) == first.lines[0]
    (found,) = changes_of(record).moving
    assert (found.before.owed, found.after.owed) == (True, False)
    confirmed(record)
    line = only_line(record, first)
    assert line.promise is not None
    assert line.promise.verdict == "excluded_by_clause"


def test_a_line_whose_policy_is_gone_keeps_its_target_and_is_told_of(
    record: Database, use_rules: UseRules
) -> None:
    rma = opened(record)
    use_rules({"policy: xfusion-co-care": "policy: another"})
    (left,) = changes_of(record).not_derived
    assert left.line == only_line(record, rma)
    assert confirmed(record) == Confirmed(moved=0, restamped=0, left=1)
    assert only_line(record, rma) == left.line
