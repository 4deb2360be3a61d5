"""What a rejection gives back to the lines beside it, and what an import takes from an RMA.

More than four lines of one part in one RMA have accumulated, and none of them is owed a guarantee.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service.db.engine import Database
from rma_service.domain.errors import Refused
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import Completion, LineKey, NewLine, RmaKey
from rma_service.usecases.cases import history_of, rma_of
from rma_service.usecases.dispatch import plan_now
from rma_service.usecases.importing import import_directory
from rma_service.usecases.intake import request_row
from rma_service.usecases.lists import present_network
from rma_service.usecases.plans import plan_of
from rma_service.usecases.requests import import_requests
from rma_service.usecases.rmas import cancel_rma, complete_fault_tag, open_rma, reject_line
from tests.small_record import (
    ANA,
    CAROL,
    DAN,
    NOW,
    HandClock,
    fill,
    opened,
    planned,
    request,
    tag,
)
from tests.tiny_directory import change


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=9)
    return database


def tags(count: int, **changes: object) -> list[NewLine]:
    return [tag(product_serial=f"S1-P1-{number:04}", **changes) for number in range(count)]


def owed(rma: Rma) -> list[tuple[bool, str]]:
    """Whether each open line is owed a guarantee, and its verdict; both must say the same."""
    found = []
    for line in rma.lines:
        if line.state is State.OPEN and line.terms and line.promise:
            assert line.terms.owed is line.promise.owed
            assert (line.promise.verdict == "excluded_by_clause") is not line.terms.owed
            found.append((line.terms.owed, line.promise.verdict))
    return found


def test_a_rejected_line_gives_the_guarantee_back_to_those_beside_it(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, request(*tags(5)), clock)
    assert owed(rma) == [(False, "excluded_by_clause")] * 5
    clock.at += timedelta(minutes=3)
    key = LineKey(rma.rma_number, rma.lines[0].line_id, rma.version)
    after = reject_line(record, clock, ANA, key, "Reported by mistake.")
    # Four are left. All were guaranteed but for the clause.
    assert owed(after) == [(True, "guaranteed")] * 4
    assert after == rma_of(record, CAROL, rma.rma_number)
    told = history_of(record, CAROL, rma.rma_number)
    changed = [event for event in told.events if event.kind == "target_changed"]
    assert [event.data["verdict"] for event in changed] == ["guaranteed"] * 4
    assert told.broken_at is None


def test_a_rejection_reaches_other_rmas_of_the_partner_only(record: Database) -> None:
    clock = HandClock()
    first, second = opened(record, clock=clock), opened(record, clock=clock)
    stranger = opened(record, request(site_id="S3"), clock, DAN)
    assert owed(rma_of(record, ANA, first.rma_number)) == [(False, "excluded_by_clause")]
    key = LineKey(second.rma_number, second.lines[0].line_id)
    reject_line(record, clock, ANA, key, "Reported by mistake.")
    assert owed(rma_of(record, ANA, first.rma_number)) == [(True, "guaranteed")]
    assert rma_of(record, ANA, stranger.rma_number) == stranger


def test_a_completed_form_that_is_rejected_gives_back_too(record: Database) -> None:
    clock = HandClock()
    waiting = tag(form_complete=False, product_serial="")
    rma = opened(record, request(*tags(4), waiting), clock)
    assert owed(rma) == [(False, "excluded_by_clause")] * 4
    # The contract of S1 has no retention service.
    key = LineKey(rma.rma_number, rma.lines[4].line_id, rma.version)
    told = Completion("S1-P1-0009", data_removed="retained")
    after = complete_fault_tag(record, clock, CAROL, key, told, solve=solved)
    assert after.lines[4].state is State.REJECTED
    assert owed(after) == [(True, "guaranteed")] * 4
    assert after == rma_of(record, CAROL, rma.rma_number)


def test_an_rma_that_an_import_overtakes_is_judged_by_the_new_rules(
    record: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "tiny"
    change(folder, "contracts", 2, "ends_on", "2026-10-31")
    rounds = 0

    def solve(problem: DispatchProblem, seconds: float) -> Solved:
        nonlocal rounds
        rounds += 1
        import_directory(record, HandClock(), "U-ADA", folder)
        return solved(problem, seconds)

    rma = open_rma(record, HandClock(), CAROL, request(), solve=solve)
    assert (rounds, rma.lines[0].state) == (1, State.REJECTED)
    assert str(rma.lines[0].state_sentence).startswith("Contract CO1 ended on 2026-10-31")


@pytest.mark.parametrize(
    ("name", "tables", "sentence"),
    [
        (
            "S1",
            ("sites", "contracts", "installed_base", "relocations"),
            "Site S1 is missing in the files",
        ),
        (
            "CO1",
            ("contracts", "installed_base", "relocations"),
            "Contract CO1 is missing in the files",
        ),
        ("MEM", ("fault_codes",), "Fault code MEM is missing in the files"),
        ("DIMM", ("parts", "bom", "stock", "inbound", "substitutions"), "Part DIMM is missing"),
    ],
)
def test_an_import_takes_nothing_away_that_an_open_line_needs(
    record: Database, tmp_path: Path, name: str, tables: tuple[str, ...], sentence: str
) -> None:
    rma = opened(record)
    folder = tmp_path / "tiny"
    with (folder / "fault_codes.csv").open("a", encoding="utf-8") as codes:
        codes.write("ODD,dimm;gpu,Something else\n")  # so that one is left
    for table in tables:
        leave_out(folder / f"{table}.csv", name)
    with pytest.raises(Refused, match=sentence) as refused:
        import_directory(record, HandClock(), "U-ADA", folder)
    assert f"line {rma.lines[0].line_id}, which is not delivered yet, needs it." in str(
        refused.value
    )
    opened(record, request(site_id="S3"), by=DAN)  # the record works on


def leave_out(path: Path, name: str) -> None:
    """Take every row away that has a cell of this name."""
    rows = path.read_text(encoding="utf-8").splitlines()
    left = [row for row in rows if name not in row.split(",")]
    path.write_text("\n".join(left) + "\n", encoding="utf-8")


def test_a_plan_is_shown_on_the_network_that_it_was_made_on(
    record: Database, tmp_path: Path
) -> None:
    rma = opened(record)
    plan = planned(record)
    cancel_rma(record, HandClock(), CAROL, RmaKey(rma.rma_number), "Found one.")
    folder = tmp_path / "tiny"
    for table in ("sites", "contracts", "installed_base", "relocations"):
        leave_out(folder / f"{table}.csv", "S1")
    import_directory(record, HandClock(), "U-ADA", folder)
    assert "S1" in plan_of(record, plan.plan_version).network.sites
    assert "S1" not in present_network(record).sites


def test_an_rma_that_is_taken_over_meets_those_that_are_there(record: Database) -> None:
    rma = opened(record)
    assert owed(rma) == [(True, "guaranteed")]
    row = request_row(replace(rma.lines[0], rma_number="OLD-1", line_id="OLD-1-1"))
    assert import_requests(record, HandClock(), "U-ADA", [row]) == 1
    (taken,) = rma_of(record, ANA, "OLD-1").lines
    assert taken.terms is not None
    assert not taken.terms.owed
    assert owed(rma_of(record, ANA, rma.rma_number)) == [(False, "excluded_by_clause")]
    assert import_requests(record, HandClock(), "U-ADA", [row]) == 0


def test_a_plan_promises_nothing_to_a_line_whose_target_changed_while_it_was_made(
    record: Database,
) -> None:
    template = opened(record, request(site_id="S3"), by=DAN).lines[0]
    row = request_row(replace(template, rma_number="OLD-1", line_id="OLD-1-1"))
    at = NOW + timedelta(hours=5)
    row = replace(row, requested_at=at, part_deemed_necessary_at=at, form_completed_at=at)
    clock = HandClock(at)
    import_requests(record, clock, "U-ADA", [row])

    def solve(problem: DispatchProblem, seconds: float) -> Solved:
        opened(record, request(site_id="S3"), clock, DAN)  # takes the guarantee
        return solved(problem, seconds)

    plan_now(record, clock, ANA.principal_id, None, solve)
    (line,) = rma_of(record, ANA, "OLD-1").lines
    assert line.terms is not None
    assert (line.terms.owed, line.promise) == (False, None)
    planned(record, clock)
    (told,) = rma_of(record, ANA, "OLD-1").lines
    assert told.promise is not None
    assert told.promise.verdict == "excluded_by_clause"
