"""What a page says of two plans of the same lines: a re-plan, or a changed world."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.dispatch.problem import Option, Verdict
from optimizer.network import Network
from optimizer.whatif.compare import Comparison, LevelChange, LineChange
from rma_service.web.plan_row import VerdictWords, verdict_words
from rma_service.wording import LEVEL_WORDS, level_figure, moment, money_difference

BETTER, WORSE, SAME = "change-up", "change-down", ""
"""Tones of a change; less is better at every level."""

_GROUP_WORDS = {
    "lost": ("Promises lost", "Guaranteed before, not after.", "No promise is lost."),
    "gained": ("Promises gained", "Guaranteed after, not before.", "No promise is gained."),
    "changed": (
        "Changed otherwise",
        "Another way, or another verdict without a promise.",
        "No other line changes.",
    ),
}
"""Title of each group, what its lines have in common, and what stands there when it is empty."""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of the objective on both sides, in words."""

    word: str
    meaning: str
    before: str
    after: str
    change: str
    tone: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """How many lines have one verdict, on both sides."""

    words: VerdictWords
    before: int
    after: int
    change: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line that differs, in words."""

    line_id: str
    place: str
    before: VerdictWords
    after: VerdictWords
    way_before: str
    way_after: str
    reason: str
    moved: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that differ in the same manner."""

    key: str
    title: str
    meaning: str
    empty: str
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Everything on a page that compares two plans."""

    before: str
    after: str
    lead: str
    lines: str
    levels: tuple[LevelRow, ...]
    verdicts: tuple[VerdictRow, ...]
    groups: tuple[Group, ...]


def difference_view(
    comparison: Comparison, network: Network, before: str, after: str
) -> DifferenceView:
    """The comparison in the words of a page; `before` and `after` head its columns."""
    return DifferenceView(
        before=before,
        after=after,
        lead=_lead(comparison),
        lines=_count(sum(will for _, will in comparison.verdicts.values()), "open line"),
        levels=tuple(_level(each) for each in comparison.levels),
        verdicts=tuple(
            VerdictRow(verdict_words(verdict), was, will, _signed(will - was))
            for verdict, (was, will) in comparison.verdicts.items()
            if was or will
        ),
        groups=tuple(_groups(comparison, network)),
    )


def _lead(comparison: Comparison) -> str:
    lost, gained, other = (
        len(each) for each in (comparison.lost, comparison.gained, comparison.changed)
    )
    if not lost + gained + other:
        return "Nothing differs: every line goes the same way and keeps its verdict."
    cents = comparison.courier_cents_after - comparison.courier_cents_before
    dearer = f"; couriers cost {money_difference(cents)}" if cents else ""
    said = f"{_count(lost, 'promise')} lost, {gained or 'none'} gained, "
    said += f"{_count(other, 'line')} changed otherwise"
    return f"{said[0].upper()}{said[1:]}{dearer}."


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"


def _level(level: LevelChange) -> LevelRow:
    word, meaning = LEVEL_WORDS.get(level.name, (level.name, ""))
    difference = level.difference
    change = money_difference(difference) if level.name == "cost" else _signed(difference)
    return LevelRow(
        word=word,
        meaning=meaning,
        before=level_figure(level.name, level.before),
        after=level_figure(level.name, level.after),
        change=change if difference else "same",
        tone=SAME if not difference else WORSE if difference > 0 else BETTER,
    )


def _signed(number: int) -> str:
    sign = "+" if number > 0 else "\N{MINUS SIGN}" if number < 0 else ""
    return f"{sign}{abs(number):,}" if number else "same"


def _groups(comparison: Comparison, network: Network) -> Iterable[Group]:
    for key, changes in (
        ("lost", comparison.lost),
        ("gained", comparison.gained),
        ("changed", comparison.changed),
    ):
        yield Group(key, *_GROUP_WORDS[key], tuple(_line(each, network) for each in changes))


def _line(change: LineChange, network: Network) -> LineRow:
    site = network.sites[change.site_id]
    return LineRow(
        line_id=change.line_id,
        place=f"{site.city}, {site.country}, {site.customer}",
        before=verdict_words(change.before),
        after=verdict_words(change.after),
        way_before=_way(change.option_before, site.timezone, network),
        way_after=_way(change.option_after, site.timezone, network),
        reason=_reason(change),
        moved=_listed(change.moved),
    )


def _reason(change: LineChange) -> str:
    """The sentence says why there is no promise; two guaranteed ways need no excuse."""
    both = change.before is change.after is Verdict.GUARANTEED
    return "Kept on both sides." if both else change.reason


def _way(option: Option | None, timezone: str, network: Network) -> str:
    if option is None:
        return "nothing is sent"
    arrives = moment(option.planned_arrival_at, timezone)
    depot, service = network.depots[option.depot_id], network.services[option.service_id]
    return f"{depot.name}, {service.name}, arrives {arrives.local}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
