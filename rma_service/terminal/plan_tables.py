"""A dispatch plan in a terminal: its lines, what was set aside, totals, levels, seconds."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from optimizer.dispatch.problem import REASON_CODES, DispatchPlan, LinePlan, SetAside, Verdict
from optimizer.network import Network
from rma_service.plan_words import NO_PROOF, bound_words, cost_words, is_helped, proof_words
from rma_service.terminal.columns import Column, show_table, words
from rma_service.wording import (
    duration,
    level_figure,
    level_words,
    moment,
    money,
    percent,
    reason_words,
    short_moment,
)

VERDICT_STYLES = {
    Verdict.GUARANTEED: "green",
    Verdict.AT_RISK: "yellow",
    Verdict.IMPOSSIBLE_ALONE: "red",
    Verdict.IMPOSSIBLE_TOGETHER: "magenta",
    Verdict.NOT_PROVED: "cyan",
    Verdict.EXCLUDED_BY_CLAUSE: "blue",
}
"""Colors beside the words, never instead of them."""


def show_plan(console: Console, plan: DispatchPlan, network: Network) -> None:
    """Print a plan line by line, what would help, and totals; instants are local to their place."""
    if plan.degraded is not None:
        console.print(f"Made without proof. {words(plan.degraded)} {NO_PROOF}\n")
    show_table(console, _line_columns(plan.lines, network))
    _show_helps(console, plan)
    _show_set_aside(console, "Rejected", plan, "rejected")
    _show_set_aside(console, "On hold", plan, "on_hold")
    _show_verdicts(console, plan)
    _show_levels(console, plan)


def show_end(console: Console, seconds: Mapping[str, float], files: Sequence[Path]) -> None:
    """Print the seconds of every stage with their sum, and the files that were written."""
    stages = [*seconds.items(), ("sum", sum(seconds.values()))]
    told = ", ".join(f"{stage} {spent:.2f}" for stage, spent in stages)
    console.print(f"\nSeconds by stage: {told}", soft_wrap=True)
    if files:
        names = ", ".join(words(str(path)) for path in files)
        console.print(f"Written: {names}", soft_wrap=True)


def _line_columns(lines: Sequence[LinePlan], network: Network) -> list[Column]:
    return [
        Column(
            "verdict",
            [each.verdict.value for each in lines],
            styles=[VERDICT_STYLES[each.verdict] for each in lines],
        ),
        Column("RMA line", [each.line.line_id for each in lines]),
        Column("site", [each.line.site_id for each in lines], goes=6),
        Column("reason", [short_reason(each) for each in lines], goes=5),
        Column("depot", [each.option.depot_id if each.option else "-" for each in lines], goes=2),
        Column(
            "courier", [each.option.service_id if each.option else "-" for each in lines], goes=3
        ),
        Column("departure", [departure_words(each, network) for each in lines], goes=7),
        Column(
            "arrival",
            [arrival_words(each, network) for each in lines],
            goes=1,
            short=[short_arrival_words(each, network) for each in lines],
            shortens=4,
        ),
        Column(
            "margin",
            [duration(each.option.margin_minutes) if each.option else "-" for each in lines],
            justify="right",
        ),
    ]


def short_reason(each: LinePlan) -> str:
    """Say in a few words why a verdict is what it is; a guaranteed line needs none."""
    if each.verdict is Verdict.GUARANTEED:
        return ""
    if each.verdict is Verdict.AT_RISK and each.option is not None:
        return f"in time at {percent(each.option.on_time_probability)}"
    if each.verdict is Verdict.EXCLUDED_BY_CLAUSE:
        outlook = f", {each.outlook.value}" if each.outlook else ""
        return f"clause {each.line.target.clause}{outlook}"
    if each.verdict is Verdict.NOT_PROVED:
        return "nothing is proved"
    if each.would_lose:
        more = f" and {len(each.would_lose) - 1} more" if len(each.would_lose) > 1 else ""
        return f"against {each.would_lose[0]}{more}"
    return _nearest_miss(each)


def _nearest_miss(each: LinePlan) -> str:
    """Name the failed test of the way that passed most of the tests."""
    codes = [reason.code for reason in each.reasons if reason.code in REASON_CODES]
    return reason_words(max(codes, key=REASON_CODES.index)).lower() if codes else ""


def departure_words(each: LinePlan, network: Network) -> str:
    """Say when the option leaves, by the clock of the depot."""
    if each.option is None:
        return "-"
    depot = network.depots[each.option.depot_id]
    return moment(each.option.departs_at, depot.timezone).local


def arrival_words(each: LinePlan, network: Network) -> str:
    """Say when the option arrives at the confidence of its target, by the clock of the site."""
    if each.option is None:
        return "-"
    site = network.sites[each.line.site_id]
    return moment(each.option.planned_arrival_at, site.timezone).local


def short_arrival_words(each: LinePlan, network: Network) -> str:
    """Say the arrival by the clock of the site to the minute, rounded up, such as Mon 23 12:37."""
    if each.option is None:
        return "-"
    site = network.sites[each.line.site_id]
    return short_moment(each.option.planned_arrival_at, site.timezone)


def _show_helps(console: Console, plan: DispatchPlan) -> None:
    """Print what would let lines be met that are owed and missed, the cheapest first."""
    found = [(each, one) for each in plan.lines for one in each.relaxations]
    left = sum(is_helped(each, plan.now) and "relaxations" in each.left_out for each in plan.lines)
    if not found and not left:
        return
    console.print(f"\nWhat would help ({len(found)})")
    if found:
        columns = [
            Column("RMA line", [each.line.line_id for each, _ in found]),
            Column("what", [one.sentence for _, one in found], folds=True),
            Column("cost", [cost_words(one) for _, one in found], goes=1),
        ]
        show_table(console, columns)
    if left:
        console.print(f"Not worked out for {left} {'line' if left == 1 else 'lines'}.")


def _show_set_aside(console: Console, title: str, plan: DispatchPlan, state: str) -> None:
    found: list[SetAside] = [each for each in plan.set_aside if each.state == state]
    if not found:
        return
    console.print(f"\n{title} ({len(found)})")
    columns = [
        Column("RMA line", [each.line_id for each in found]),
        Column("clause", [each.clause for each in found], goes=1),
        Column("why", [each.sentence for each in found], folds=True),
    ]
    show_table(console, columns)


def _show_verdicts(console: Console, plan: DispatchPlan) -> None:
    found = [each.verdict for each in plan.lines]
    counts = ", ".join(
        f"{found.count(verdict)} {verdict.value}" for verdict in Verdict if verdict in found
    )
    console.print(f"\n{len(found)} lines: {counts or 'nothing to plan'}", soft_wrap=True)


def _show_levels(console: Console, plan: DispatchPlan) -> None:
    console.print(
        f"Cost: {money(plan.courier_cents)} for couriers and substitutes, "
        f"{money(plan.scarcity_cents)} for last units",
        soft_wrap=True,
    )
    console.print()
    levels = plan.levels
    columns = [
        Column("level", [level_words(level.name)[0] for level in levels]),
        Column("value", [level_figure(each.name, each.value) for each in levels], justify="right"),
        Column("bound", bound_words(levels), goes=1, justify="right"),
        Column("how good that is", proof_words(levels), folds=True),
    ]
    show_table(console, columns)
