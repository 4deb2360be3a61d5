"""What helps, what was not worked out and what is not proved, on the page and in the sheets."""

import csv
import re
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

from optimizer.dispatch.problem import DispatchPlan, Reason, Verdict
from optimizer.files.write import write_plan_csv
from rma_service.plan_words import NO_PROOF, NOT_WORKED_OUT, NOTHING_HELPS
from rma_service.terminal.plan_tables import show_plan
from rma_service.web.plan_page import plan_page
from rma_service.web.plan_sheet import SHEET_HEADER, sheet_row
from tests.builders import line, line_plan, network, plan, relaxation, target
from tests.review_plan import review_network, review_plan
from tests.screens import terminal, text_of

WHY = "The solver gave no plan. Its process was ended by SIGSEGV."
UNIT = relaxation(sentence="Met with one more unit of P1 at D1 (Test city).")


def panel(line_id: str, page: str | None = None) -> str:
    """The details of one line of a page, without tags."""
    html = page or plan_page(review_plan(), review_network())
    start = html.index(f'id="line-{line_id}"')
    details = html[start : html.index("</details>", start)]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", details)).split())


def missed(**changes: Any) -> DispatchPlan:
    """A plan of one line that is owed and impossible alone."""
    reasons = (
        Reason("stock", "no free unit of P1", "D2"),
        Reason("late", "too late by 7 minutes", "D1", "CAR"),
        Reason("late", "too late by 9 minutes", "D2", "CAR"),
    )
    answer = line_plan(verdict=Verdict.IMPOSSIBLE_ALONE, reasons=reasons, relaxations=(UNIT,))
    return plan(answer, **changes)


def test_what_would_help_is_listed_with_what_the_whole_plan_would_cost() -> None:
    text = panel("I-1")
    assert (
        "What would help Any one of these, the cheapest first; each was proved by planning "
        "everything again with it. Met with one more unit of P1 at HNL1 (Honolulu). "
        "the whole plan would cost $12.50 less Met if LIS1 (Leiria) were open from 2026-11-23 "
        "09:00 local time (09:00 UTC). the whole plan would cost $42.00 more"
    ) in text


def test_what_was_not_worked_out_is_not_said_to_be_of_no_help() -> None:
    text = panel("T-1")
    assert NOT_WORKED_OUT in text
    assert NOTHING_HELPS not in text
    assert NOTHING_HELPS in panel("A-1")


def test_a_line_that_is_met_or_not_owed_is_not_told_what_would_help() -> None:
    assert [each for each in ("K-1", "S-1", "X-1") if "What would help" in panel(each)] == []


def test_nothing_on_a_line_without_a_proof_reads_like_impossible() -> None:
    text = panel("N-1")
    assert "Not proved N-1" in text
    assert "impossible" not in text.lower()
    assert "What would help" not in text
    assert "No other line stands in its way" not in text
    assert "so it may well be possible" in text


def test_a_plan_without_a_solver_says_so_before_anything_else() -> None:
    page = plan_page(plan(degraded=WHY), network())
    main = page[page.index("<main>") :]
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
    assert text.startswith(f"Made without proof {WHY} {NO_PROOF}")
    assert "Made without proof" not in plan_page(plan(), network())


def test_the_terminal_says_it_first_too_and_lists_what_would_help() -> None:
    console = terminal(200, color_system=None)
    show_plan(console, missed(degraded=WHY), network())
    text = " ".join(text_of(console).split())
    assert text.startswith(f"Made without proof. {WHY} {NO_PROOF} verdict")
    assert f"L1 {UNIT.sentence} the whole plan would cost $12.50 less" in text


def test_the_terminal_counts_lines_of_which_nothing_was_worked_out() -> None:
    console = terminal(200, color_system=None)
    left = line_plan(verdict=Verdict.IMPOSSIBLE_ALONE, left_out=("relaxations",))
    kept = line_plan(line=line("L2"), left_out=("relaxations",))  # is met, so nobody asks
    show_plan(console, plan(left, kept), network())
    assert "Not worked out for 1 line." in text_of(console)


def csv_row(made: DispatchPlan, folder: Path) -> dict[str, str]:
    """The one row of plan.csv."""
    write_plan_csv(made, folder / "plan.csv")
    with (folder / "plan.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    return row


def test_the_sheet_of_a_plan_has_the_nearest_miss_with_its_numbers(tmp_path: Path) -> None:
    row = csv_row(missed(), tmp_path)
    # Both are late, and the first of them is of the nearer depot.
    assert row["nearest_miss"] == "D1, CAR: too late by 7 minutes"
    assert row["would_help"] == f"{UNIT.sentence} (-1250 cents)"
    assert row["left_out"] == ""


def test_a_sheet_says_what_was_not_worked_out(tmp_path: Path) -> None:
    left = line_plan(verdict=Verdict.IMPOSSIBLE_TOGETHER, left_out=("would_lose", "relaxations"))
    row = csv_row(plan(left), tmp_path)
    assert (row["nearest_miss"], row["would_help"]) == ("", "")
    assert row["left_out"] == "would_lose;relaxations"


def test_the_sheet_of_the_service_has_what_would_help_with_and_without_a_way() -> None:
    told = f"{UNIT.sentence} (the whole plan would cost $12.50 less)"
    for answer in (missed().lines[0], line_plan(option=None, relaxations=(UNIT,))):
        row = dict(zip(SHEET_HEADER, sheet_row(answer), strict=True))
        assert (row["would_help"], row["left_out"]) == (told, "")
        written = StringIO()
        csv.writer(written).writerow(row.values())
        assert told in written.getvalue()


def test_what_helps_in_a_sheet_is_no_formula(tmp_path: Path) -> None:
    evil = relaxation(sentence="=HYPERLINK(1)")
    answer = line_plan(
        line=line(target=target()), verdict=Verdict.AT_RISK, relaxations=(evil,), reasons=()
    )
    assert csv_row(plan(answer), tmp_path)["would_help"].startswith("'=")
