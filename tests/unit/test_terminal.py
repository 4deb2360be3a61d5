"""What a terminal shows of a plan: as many columns as fit, words before colors, a bar or none."""

from datetime import UTC, datetime

import pytest

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, LinePlan, Reason, Verdict
from rma_service.terminal.bar import progress_bar
from rma_service.terminal.columns import Column, show_table
from rma_service.terminal.consoles import PLAIN_WIDTH, output_console
from rma_service.terminal.plan_tables import show_plan
from rma_service.wording import short_moment
from tests.builders import line, line_plan, network, option, plan, set_aside, target
from tests.screens import terminal, text_of


def one_of_each() -> DispatchPlan:
    """A kept line, one that is late, one that another line stands in the way of, one on hold."""
    late = line_plan(
        line=line("L2"),
        verdict=Verdict.IMPOSSIBLE_ALONE,
        reasons=(Reason("stock", "none", "D2"), Reason("late", "61 minutes late", "D1", "CAR")),
        option=option(margin_minutes=-61.0),
    )
    together = line_plan(
        line=line("L3"),
        verdict=Verdict.IMPOSSIBLE_TOGETHER,
        option=None,
        would_lose=("L1", "L4"),
    )
    return plan(line_plan(), late, together, set_aside=(set_aside(),))


def shown(width: int) -> list[str]:
    console = terminal(width, color_system=None)
    show_plan(console, one_of_each(), network())
    return [each.rstrip() for each in text_of(console).splitlines()]


def test_a_wide_terminal_shows_every_column() -> None:
    header, _rule, kept, late, together = shown(200)[:5]

    columns = "verdict RMA line site reason depot courier departure arrival margin"
    assert header.split() == columns.split()
    # D1 and S1 keep UTC: leaves 10:50, arrives 12:01, 119 minutes before 14:00
    assert " ".join(kept.split()) == (
        "guaranteed L1 S1 D1 CAR Mon 23 Nov 10:50 UTC Mon 23 Nov 12:01 UTC 1 h 59 min"
    )
    assert " ".join(late.split()).startswith("impossible_alone L2 S1 too late D1 CAR Mon 23 Nov")
    assert late.endswith("-1 h 1 min")
    assert " ".join(together.split()) == (
        "impossible_together L3 S1 against L1 and 1 more - - - - -"
    )


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 120])
def test_a_narrow_terminal_shows_fewer_columns_and_never_more_than_fits(width: int) -> None:
    lines = shown(width)

    assert {"verdict", "RMA", "line", "margin"} <= set(lines[0].split())
    tables = [each for each in lines if not each.startswith(("3 lines:", "Cost:"))]
    assert [each for each in tables if len(each) > width] == []


def test_columns_leave_in_the_order_of_what_matters_least() -> None:
    def titles(width: int) -> list[str]:
        console = terminal(width, color_system=None)
        columns = [
            Column("first", ["x" * 10]),
            Column("soon", ["x" * 10], goes=2),
            Column("later", ["x" * 10], goes=1),
        ]
        show_table(console, columns)
        return text_of(console).splitlines()[0].split()

    assert titles(40) == ["first", "soon", "later"]
    assert titles(25) == ["first", "later"]
    assert titles(15) == ["first"]


def test_cells_grow_short_before_columns_that_matter_more_leave() -> None:
    def cells(width: int) -> list[str]:
        console = terminal(width, color_system=None)
        columns = [
            Column("first", ["x" * 10]),
            Column("when", ["y" * 20], goes=1, short=["y" * 5], shortens=3),
            Column("who", ["z" * 10], goes=2),
        ]
        show_table(console, columns)
        return text_of(console).splitlines()[2].split()

    # Between columns are two blanks: 10 + 2 + 20 + 2 + 10 = 44, then 29, 17 and 10.
    assert cells(44) == ["x" * 10, "y" * 20, "z" * 10]
    assert cells(43) == ["x" * 10, "y" * 5, "z" * 10]
    assert cells(28) == ["x" * 10, "y" * 5]
    assert cells(16) == ["x" * 10]


def test_eighty_columns_show_who_sends_what_when(
    demo_plan: DispatchPlan, demo_problem: DispatchProblem
) -> None:
    console = terminal(80, color_system=None)

    show_plan(console, demo_plan, demo_problem.network)

    header, _rule, first = text_of(console).splitlines()[:3]
    assert header.split() == ["verdict", "RMA", "line", "depot", "courier", "arrival", "margin"]
    # 12:36:52 by the clock of Frankfurt, rounded up.
    assert " ".join(first.split()) == ("guaranteed RMA26110001-01 FRA1 TECHPU Mon 23 12:37 58 min")


@pytest.mark.parametrize(
    ("second", "shown_as"), [(0, "Mon 23 12:00"), (1, "Mon 23 12:01"), (59, "Mon 23 12:01")]
)
def test_a_short_moment_is_never_sooner_than_it_is(second: int, shown_as: str) -> None:
    assert short_moment(datetime(2026, 11, 23, 11, 0, second, tzinfo=UTC), "Europe/Berlin") == (
        shown_as
    )


def test_a_sentence_folds_and_is_never_cut() -> None:
    console = terminal(40, color_system=None)

    show_table(console, [Column("line", ["L1"]), Column("why", ["word " * 30], folds=True)])

    assert text_of(console).count("word") == 30


def test_totals_name_every_verdict_and_what_was_set_aside() -> None:
    lines = shown(120)

    assert "On hold (1)" in lines
    assert any("The fault tag is not complete." in each for each in lines)
    assert "3 lines: 1 guaranteed, 1 impossible_alone, 1 impossible_together" in lines
    # two options of 7000 cents each
    assert "Cost: $140.00 for couriers and substitutes, $0.00 for last units" in lines
    assert any(
        " ".join(each.split()) == "Promises missed 0 0 Proved: no plan misses less."
        for each in lines
    )


def test_a_verdict_is_a_word_with_a_color_and_no_color_is_honored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    colored = terminal(200)
    show_plan(colored, one_of_each(), network())
    monkeypatch.setenv("NO_COLOR", "1")
    plain = terminal(200)
    show_plan(plain, one_of_each(), network())

    assert "\x1b[32mguaranteed" in text_of(colored)
    assert "\x1b[3" not in text_of(plain)
    assert "guaranteed" in text_of(plain)


def test_control_signs_of_a_name_never_reach_the_terminal() -> None:
    console = terminal(80, color_system=None)

    show_table(console, [Column("site", ["Berlin\x1b[2J\n\N{MINUS SIGN}1"])])

    assert text_of(console).splitlines()[-1].strip() == "Berlin [2J -1"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            line_plan(verdict=Verdict.AT_RISK, option=option(on_time_probability=0.8269)),
            "in time at 82.6 %",
        ),
        (
            line_plan(
                line=line(target=target(owed=False, clause="5")),
                verdict=Verdict.EXCLUDED_BY_CLAUSE,
                outlook=Verdict.GUARANTEED,
            ),
            "clause 5, guaranteed",
        ),
        (line_plan(verdict=Verdict.NOT_PROVED), "nothing is proved"),
        (line_plan(verdict=Verdict.IMPOSSIBLE_TOGETHER, would_lose=("L7",)), "against L7"),
    ],
)
def test_the_reason_of_a_verdict_is_told_in_a_few_words(answer: LinePlan, reason: str) -> None:
    console = terminal(200, color_system=None)

    show_plan(console, plan(answer), network())

    assert reason in text_of(console)


def test_output_that_is_piped_is_wide_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    console = output_console()
    show_plan(console, one_of_each(), network())

    assert console.width == PLAIN_WIDTH
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert "\x1b" not in printed


def test_a_bar_tells_the_stage_on_a_terminal_and_nothing_in_a_pipe() -> None:
    watched, piped = terminal(80), terminal(80, force_terminal=False)
    for console in (watched, piped):
        with progress_bar(console, 2) as bar:
            bar.tell("reading", 0, 1)
            bar.tell("odd stage", 1, 2)

    assert "odd stage" in text_of(watched)
    assert text_of(piped) == ""


def test_each_stage_of_a_bar_counts_the_same_and_its_steps_inside_it() -> None:
    with progress_bar(terminal(80), 4) as bar:
        done = []
        for stage, steps_done in (("reading", 0), ("reading", 4), ("solve", 1), ("solve", 3)):
            bar.tell(stage, steps_done, 4)
            done.append(bar.completed)

    # reading 0/4 and 4/4 of the first stage; solve 1/4 and 3/4 of the second
    assert done == [0.0, 1.0, 1.25, 1.75]
