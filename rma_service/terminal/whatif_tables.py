"""The answer to a what-if question in a terminal: promises by name, verdicts, cost, load."""

from collections.abc import Mapping, Sequence

from rich.console import Console

from optimizer.dispatch.problem import Option
from optimizer.network import Network
from optimizer.whatif.compare import Comparison, LineChange
from rma_service.terminal.columns import Column, show_table, words
from rma_service.terminal.plan_tables import VERDICT_STYLES
from rma_service.wording import level_figure, level_words, moment, money, money_difference


def show_comparison(
    console: Console,
    comparison: Comparison,
    network: Network,
    partner_names: Mapping[str, str],
) -> None:
    """Print what a scenario changes, promises first."""
    console.print(words(comparison.scenario))
    console.print(f"Compared with: {words(comparison.base)}")
    _show_promises(console, "Promises lost", comparison.lost, network, partner_names)
    _show_promises(console, "Promises gained", comparison.gained, network, partner_names)
    _show_changed(console, comparison.changed, network)
    _show_verdicts(console, comparison)
    _show_levels(console, comparison)
    _show_loads(console, comparison)


def _show_promises(
    console: Console,
    title: str,
    changes: Sequence[LineChange],
    network: Network,
    partner_names: Mapping[str, str],
) -> None:
    console.print(f"\n{title}: {len(changes) or 'none'}")
    if not changes:
        return
    partners = [f"{each.partner_id} {partner_names.get(each.partner_id, '')}" for each in changes]
    sites = [f"{each.site_id} {network.sites[each.site_id].city}" for each in changes]
    columns = [
        Column("RMA line", [each.line_id for each in changes]),
        Column("partner", partners, goes=3),
        Column("site", sites, goes=2),
        Column("before", [each.before.value for each in changes], goes=1, styles=_before(changes)),
        Column("after", [each.after.value for each in changes], styles=_after(changes)),
        Column("why", [each.reason for each in changes], folds=True),
    ]
    show_table(console, columns)


def _before(changes: Sequence[LineChange]) -> list[str]:
    return [VERDICT_STYLES[each.before] for each in changes]


def _after(changes: Sequence[LineChange]) -> list[str]:
    return [VERDICT_STYLES[each.after] for each in changes]


def _show_changed(console: Console, changes: Sequence[LineChange], network: Network) -> None:
    console.print(f"\nLines that change in another way: {len(changes) or 'none'}")
    if not changes:
        return
    columns = [
        Column("RMA line", [each.line_id for each in changes]),
        Column("verdict", [_both(each.before.value, each.after.value) for each in changes], goes=1),
        Column("depot", [_both(*_pair(each, "depot_id")) for each in changes]),
        Column("courier", [_both(*_pair(each, "service_id")) for each in changes]),
        Column("arrival", [_arrivals(each, network) for each in changes], goes=2),
    ]
    show_table(console, columns)


def _pair(change: LineChange, field: str) -> tuple[str, str]:
    options: tuple[Option | None, Option | None] = (change.option_before, change.option_after)
    before, after = (str(getattr(each, field)) if each else "-" for each in options)
    return before, after


def _arrivals(change: LineChange, network: Network) -> str:
    timezone = network.sites[change.site_id].timezone
    return _both(_arrival(change.option_before, timezone), _arrival(change.option_after, timezone))


def _arrival(option: Option | None, timezone: str) -> str:
    if option is None:
        return "-"
    return moment(option.planned_arrival_at, timezone).local


def _both(before: str, after: str) -> str:
    return before if before == after else f"{before} to {after}"


def _show_verdicts(console: Console, comparison: Comparison) -> None:
    counts = {verdict: pair for verdict, pair in comparison.verdicts.items() if any(pair)}
    console.print()
    columns = [
        Column("verdict", [verdict.value for verdict in counts]),
        Column("before", [str(before) for before, _ in counts.values()], justify="right"),
        Column("after", [str(after) for _, after in counts.values()], justify="right"),
        Column(
            "difference",
            [_signed(after - before) for before, after in counts.values()],
            justify="right",
        ),
    ]
    show_table(console, columns)


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "0"


def _show_levels(console: Console, comparison: Comparison) -> None:
    before, after = comparison.courier_cents_before, comparison.courier_cents_after
    console.print(
        f"\nCost of couriers and substitutes: {money(before)} before, {money(after)} after, "
        f"{words(money_difference(after - before))}",
        soft_wrap=True,
    )
    console.print()
    levels = comparison.levels
    columns = [
        Column("level", [level_words(each.name)[0] for each in levels]),
        Column("before", [level_figure(each.name, each.before) for each in levels], 0, "right"),
        Column("after", [level_figure(each.name, each.after) for each in levels], 0, "right"),
        Column(
            "difference",
            [
                money_difference(each.difference)
                if each.name == "cost"
                else _signed(each.difference)
                for each in levels
            ],
            justify="right",
        ),
        Column("proved", ["both" if each.proved else "not both" for each in levels], goes=1),
    ]
    show_table(console, columns)


def _show_loads(console: Console, comparison: Comparison) -> None:
    loads = comparison.loads
    console.print(f"\nLoads that change: {len(loads) or 'none'}")
    if not loads:
        return
    columns = [
        Column("depot", [each.depot_id for each in loads]),
        Column("courier", [each.service_id for each in loads]),
        Column("lines", [_both(str(each.lines_before), str(each.lines_after)) for each in loads]),
        Column(
            "kg",
            [
                _both(f"{each.weight_kg_before:.1f}", f"{each.weight_kg_after:.1f}")
                for each in loads
            ],
            goes=2,
        ),
        Column(
            "most vehicles out",
            [
                _both(str(each.vehicles_peak_before), str(each.vehicles_peak_after))
                for each in loads
            ],
            goes=1,
        ),
    ]
    show_table(console, columns)
