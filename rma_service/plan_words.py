"""What is said of a plan: how good each level is known to be, and what would help a line."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil, isfinite

from optimizer.dispatch.problem import Level, LinePlan, Relaxation, Verdict
from rma_service.wording import level_figure, money

NO_PROOF = (
    "In its place lines choose in turn, and choices are changed while that betters the plan: "
    "promises may be missed that a full plan keeps, and it may cost more than it must."
)
"""What a degraded plan is, after the sentence why."""

NOTHING_HELPS = (
    "Nothing that was tried would do: one more unit at a depot, an earlier release, one more "
    "vehicle, a service that takes more, longer hours of a depot or of the site, a promise at the "
    "median."
)
"""What is said where everything was tried and nothing helps."""

NOT_WORKED_OUT = "Not worked out: the searches of this plan were spent on other lines."
"""What is said where nothing was tried, which is no proof that nothing helps."""

NO_BOUND = "none known"
"""What stands for a lower bound that says nothing."""

_LESS = {
    "missed": ("misses less", "miss less"),
    "tardiness": ("is less late", "be late by less"),
    "moves": ("moves less", "move less"),
    "cost": ("costs less", "cost less"),
}
"""How a better plan differs at each level: of a plan that does, and of one that can."""

_HELPED = frozenset({Verdict.AT_RISK, Verdict.IMPOSSIBLE_ALONE, Verdict.IMPOSSIBLE_TOGETHER})
"""Verdicts of owed lines for which it is told what would turn them."""


def proof_words(levels: Sequence[Level]) -> tuple[str, ...]:
    """How good each level is known to be, in a sentence or two; no gap is rounded down."""
    return tuple(
        _proof(level, is_first=place == 0, is_reached=all(x.proved for x in levels[:place]))
        for place, level in enumerate(levels)
    )


def bound_words(levels: Sequence[Level]) -> tuple[str, ...]:
    """Lower bound of each level as a figure; one that says nothing is not told as one."""
    return tuple(
        level_figure(level.name, level.bound)
        if level.proved or (level.bound > 0 and all(x.proved for x in levels[:place]))
        else NO_BOUND
        for place, level in enumerate(levels)
    )


def _proof(level: Level, *, is_first: bool, is_reached: bool) -> str:
    does, can = _LESS.get(level.name, ("is worth less", "be worth less"))
    like_it = "" if is_first else " that does as well above"
    if level.proved:
        return f"Proved: no plan{like_it} {does}."
    if not is_reached:
        return "Best found; nothing is proved here before the level above is."
    if not isfinite(level.bound) or level.bound <= 0:
        return "Best found; how much better it could be is not known."
    bound = level_figure(level.name, level.bound)
    return f"Best found; no plan{like_it} can {can} than {bound} (bound). {_gap(level)}"


def _gap(level: Level) -> str:
    gap = level.value - ceil(level.bound - 1e-6)
    if gap <= 0:
        return "It reaches that."
    share = ceil(1000 * gap / level.value) / 10
    return f"At most {level_figure(level.name, gap)} could be gained, {share:g} % of it."


def short_sentence(answer: LinePlan) -> str:
    """The sentence of a line without the way that it goes, for where that is told beside it."""
    option = answer.option
    if option is None:
        return answer.sentence
    sent, asked = option.part_number, answer.line.part_number
    verb = "ships" if sent == asked else f"sends the substitute {sent}"
    way = (
        f"{option.depot_id} {verb} by {option.service_id} at {_coded(option.departs_at)}, "
        f"arrival {_coded(option.planned_arrival_at)} at {answer.line.target.confidence:.0%}"
    )
    return answer.sentence.replace(f"{way}, ", "").replace(f"; {way}.", ".")


def _coded(at: datetime) -> str:
    """An instant as sentences of a plan tell it: UTC, rounded up to the minute."""
    up = at if not (at.second or at.microsecond) else at + timedelta(minutes=1)
    return up.strftime("%Y-%m-%d %H:%M UTC")


def is_helped(answer: LinePlan, now: datetime) -> bool:
    """Whether it is told of a line what would help: owed, proved to be missed, not overdue."""
    target = answer.line.target
    return target.owed and answer.verdict in _HELPED and target.due_at > now


def help_words(answer: LinePlan) -> str:
    """What is said of a line for which nothing is known to help."""
    return NOT_WORKED_OUT if "relaxations" in answer.left_out else NOTHING_HELPS


def losers_words(answer: LinePlan) -> str:
    """What is said of a line of which no other one is known to stand in its way."""
    word = answer.outlook or answer.verdict
    if word is Verdict.NOT_PROVED:
        return "Not worked out: nothing is proved of this line."
    if "would_lose" in answer.left_out:
        return NOT_WORKED_OUT
    if word is not Verdict.IMPOSSIBLE_TOGETHER:
        return "No other line stands in its way."
    if answer.line.target.owed:
        return "Other lines use what it needs."
    return "Other lines use what it needs. Nothing is owed for this one, so they keep it."


def no_test_words(answer: LinePlan) -> str:
    """What is said of a line of which no failed test is told."""
    word = answer.outlook or answer.verdict
    if word is Verdict.NOT_PROVED:
        return "Not worked out: nothing is proved of this line, so it may well be possible."
    return "No test failed that bears on this line."


def cost_words(relaxation: Relaxation) -> str:
    """What a relaxation would do to the cost of the whole plan."""
    cents = relaxation.plan_costs_more_cents
    if cents == 0:
        return "the whole plan would cost the same"
    return f"the whole plan would cost {money(abs(cents))} {'more' if cents > 0 else 'less'}"
