"""What a page says of one line of a plan: words and figures, before any HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt

from optimizer.dispatch.problem import REASON_CODES, LinePlan, Option, Reason, Verdict
from optimizer.network import Network, Place, Site
from rma_service.plan_words import (
    cost_words,
    help_words,
    is_helped,
    losers_words,
    no_test_words,
    short_sentence,
)
from rma_service.wording import (
    TARGET_WORDS,
    VERDICT_WORDS,
    Moment,
    duration,
    later,
    moment,
    money,
    money_difference,
    percent,
    reason_words,
)

NEAREST_SHOWN = 3
"""Depots named per reason; the others are counted."""

SAME_COST = "same cost"
"""What is said of another way that costs neither more nor less."""


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """A verdict as a page shows it; `key` also names its shape and color."""

    key: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Way:
    """An option in words; `pin` names it in a form: depot, service and part with spaces."""

    pin: str
    depot_id: str
    service_id: str
    depot: str
    depot_place: str
    service: str
    part: str
    substitute: bool
    departs: Moment
    arrives: Moment
    median: Moment
    on_time: str
    on_time_share: float
    margin: str
    late: bool
    cost: str


@dataclass(frozen=True, slots=True)
class OtherWay:
    """An alternative in words, with what it would change."""

    way: Way
    later: str
    dearer: str


@dataclass(frozen=True, slots=True)
class FailedTest:
    """All ways that fail the same test; `nearest` are (depot and service, numbers)."""

    code: str
    word: str
    count: int
    nearest: tuple[tuple[str, str], ...]
    others: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the plan; `verdict` decides shape and color, `anchor` is where links lead.

    `helps` are things that would let it be met, each with what it does to the cost of the plan;
    `no_help` is said where there are none, and empty where it is not told what would help.
    `nobody_loses` and `no_test` are said where there are no losers and no failed tests.
    """

    anchor: str
    line_id: str
    verdict: VerdictWords
    outlook: VerdictWords | None
    customer: str
    city: str
    country: str
    site_id: str
    part_number: str
    description: str
    target: str
    due: Moment
    confidence: str
    owed: bool
    not_owed_reason: str
    clause: str
    sentence: str
    way: Way | None
    failed_tests: tuple[FailedTest, ...]
    alternatives: tuple[OtherWay, ...]
    losers: tuple[tuple[str, str], ...]
    nobody_loses: str
    no_test: str
    helps: tuple[tuple[str, str], ...]
    no_help: str


def verdict_words(verdict: Verdict) -> VerdictWords:
    """How pages show a verdict."""
    word, meaning = VERDICT_WORDS[verdict]
    return VerdictWords(verdict.value, word, meaning)


def anchor(line_id: str) -> str:
    """Name of a line's place on the page; every character outside A-Z, a-z, 0-9 is spelled out."""
    spelled = [
        each if each.isascii() and each.isalnum() else f"_{ord(each):x}_" if each != "-" else each
        for each in line_id
    ]
    return f"line-{''.join(spelled)}"


def row_of(answer: LinePlan, network: Network, now: datetime) -> Row:
    """One line of a plan of an instant in the words of the page."""
    line, target = answer.line, answer.line.target
    site = network.sites[line.site_id]
    return Row(
        anchor=anchor(line.line_id),
        line_id=line.line_id,
        verdict=verdict_words(answer.verdict),
        outlook=verdict_words(answer.outlook) if answer.outlook else None,
        customer=site.customer,
        city=site.city,
        country=site.country,
        site_id=site.site_id,
        part_number=line.part_number,
        description=network.parts[line.part_number].description,
        target=TARGET_WORDS[target.kind],
        due=moment(target.due_at, site.timezone),
        confidence=percent(target.confidence),
        owed=target.owed,
        not_owed_reason=target.not_owed_reason or "",
        clause=target.clause,
        sentence=short_sentence(answer),
        way=_way(answer.option, line.part_number, site, network) if answer.option else None,
        failed_tests=tuple(_failed_tests(answer.reasons, site, network)),
        alternatives=tuple(
            OtherWay(
                _way(each.option, line.part_number, site, network),
                later(each.arrives_later_minutes),
                money_difference(each.costs_more_cents) if each.costs_more_cents else SAME_COST,
            )
            for each in answer.alternatives
        ),
        losers=tuple((each, anchor(each)) for each in answer.would_lose),
        nobody_loses=losers_words(answer),
        no_test=no_test_words(answer),
        helps=tuple((each.sentence, cost_words(each)) for each in answer.relaxations),
        no_help=help_words(answer) if is_helped(answer, now) else "",
    )


def way_of(option: Option) -> str:
    """Name of a way in a form: depot, service and part with spaces between."""
    return f"{option.depot_id} {option.service_id} {option.part_number}"


def _way(option: Option, asked: str, site: Site, network: Network) -> Way:
    depot = network.depots[option.depot_id]
    return Way(
        pin=way_of(option),
        depot_id=option.depot_id,
        service_id=option.service_id,
        depot=depot.name,
        depot_place=f"{depot.city}, {depot.country}",
        service=network.services[option.service_id].name,
        part=option.part_number,
        substitute=option.part_number != asked,
        departs=moment(option.departs_at, depot.timezone),
        arrives=moment(option.planned_arrival_at, site.timezone),
        median=moment(option.median_arrival_at, site.timezone),
        on_time=percent(option.on_time_probability),
        on_time_share=option.on_time_probability,
        margin=duration(option.margin_minutes),
        late=option.margin_minutes < 0,
        cost=money(option.cost_cents),
    )


def _failed_tests(reasons: Sequence[Reason], site: Site, network: Network) -> Iterable[FailedTest]:
    """Reasons by code, those first that came closest to passing every test."""
    by_code: dict[str, list[Reason]] = {}
    for each in reasons:
        by_code.setdefault(each.code, []).append(each)
    far = {each: haversine_km(network.depots[each], site) for each in _depots_of(reasons)}
    for code in sorted(by_code, key=_tests_passed, reverse=True):
        failing = by_code[code]
        named = [(far.get(each.depot_id or "", 0.0), _words_of(each, network)) for each in failing]
        nearest = nsmallest(NEAREST_SHOWN, range(len(failing)), key=named.__getitem__)
        shown = tuple((named[each][1], failing[each].detail) for each in nearest)
        yield FailedTest(code, reason_words(code), len(failing), shown, len(failing) - len(shown))


def _depots_of(reasons: Iterable[Reason]) -> set[str]:
    return {each.depot_id for each in reasons if each.depot_id is not None}


def _tests_passed(code: str) -> tuple[int, str]:
    return (REASON_CODES.index(code) if code in REASON_CODES else len(REASON_CODES), code)


def _words_of(reason: Reason, network: Network) -> str:
    depot = network.depots[reason.depot_id].name if reason.depot_id else ""
    service = network.services[reason.service_id].name if reason.service_id else ""
    return ", ".join(word for word in (depot, service) if word)


def haversine_km(one: Place, other: Place) -> float:
    """Distance on a sphere [km], to put depots in order; plans measure on the ellipsoid.

    Source: R. W. Sinnott, Virtues of the Haversine, Sky and Telescope 68 (1984).
    """
    tilt, turn = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    chord = (
        sin(tilt / 2) ** 2
        + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(turn / 2) ** 2
    )
    return 2 * 6371.0 * asin(sqrt(min(1.0, chord)))
