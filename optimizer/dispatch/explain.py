"""Reasons and sentences: the first test that every depot and courier failed, with its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil, floor

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.details import ROUNDING, detail, minutes_text
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.pins_apart import NOT_KEPT
from optimizer.dispatch.problem import REASON_CODES, Line, LinePlan, Option, Reason, Verdict

_OF_THE_DEPOT = frozenset({CODE["stock"], CODE["export_licence"], CODE["depot_closed"]})
"""Tests that every service of a depot fails or passes alike: told once for the depot."""

_FIRST_BY_THE_CLOCK = CODE["depot_closed"]
"""Tests before this one look at no clock."""

MOST_NAMED = 5
"""Lines that a sentence names before it only counts them."""


@dataclass(slots=True)
class Told:
    """What lines are told alike, by what it depends on: reasons without a clock, and texts."""

    reasons: dict[tuple[object, ...], Reason] = field(default_factory=dict)
    texts: dict[tuple[object, ...], str] = field(default_factory=dict)


def reasons_of(
    options: DemandOptions, line: Line, word: Verdict, world: World, known: Told
) -> tuple[Reason, ...]:
    """First failed test of every depot and service that cannot meet the target, nearest first.

    `known` takes up what lines of the same parts for the same site are told alike.
    """
    if word is Verdict.GUARANTEED:
        return ()
    if word is Verdict.NOT_PROVED:
        return reasons_of_pin(options, line, world)
    failing = _Failing(options, line, world, known)
    distance = world.drives.geodesic_km[:, world.column(line.site_id)]
    reasons: list[Reason] = []
    for depot in np.argsort(distance, kind="stable").tolist():
        reasons += failing.of_depot(depot)
    return tuple(reasons)


def reasons_of_pin(options: DemandOptions, line: Line, world: World) -> tuple[Reason, ...]:
    """Why nothing can be sent as a line is pinned; none where something can, or nothing is."""
    pin = options.demand.pin
    if pin is None or options.unpinnable is None:
        return ()
    depot = [each.depot_id for each in world.depots].index(pin.depot_id)
    service = [each.service_id for each in world.services].index(pin.service_id)
    return (Reason("pinned", detail(world, options, line, depot, service), *pin.pair),)


@dataclass(frozen=True)
class _Failing:
    """Depots and services that fail one line."""

    options: DemandOptions
    line: Line
    world: World
    known: Told

    def of_depot(self, depot: int) -> list[Reason]:
        """Reasons of one depot, service by service or once for all."""
        codes = self.options.failures[depot].tolist()
        if len(set(codes)) == 1 and codes[0] in _OF_THE_DEPOT:
            return [self._reason(codes[0], depot, None)]
        return [
            self._reason(code, depot, service)
            for service, code in enumerate(codes)
            if code != PASSED
        ]

    @cached_property
    def _alike(self) -> tuple[object, ...]:
        """What lines share that fail the tests without a clock with the same numbers."""
        demand = self.options.demand
        asked = tuple(line.part_number for line in demand.shipped_lines)
        return self.line.site_id, asked, demand.pins

    def _reason(self, code: int, depot: int, service: int | None) -> Reason:
        if code >= _FIRST_BY_THE_CLOCK:
            return self._told(code, depot, service)
        key = (code, depot, service, self._alike)
        if key not in self.known.reasons:
            self.known.reasons[key] = self._told(code, depot, service)
        return self.known.reasons[key]

    def _told(self, code: int, depot: int, service: int | None) -> Reason:
        text = self._text(code, depot, service or 0)
        depot_id = self.world.depots[depot].depot_id
        service_id = None if service is None else self.world.services[service].service_id
        return Reason(REASON_CODES[code], text, depot_id, service_id)

    def _text(self, code: int, depot: int, service: int) -> str:
        """Numbers of a test; services of one scope are told the same of a depot and site."""
        courier = self.world.services[service]
        if code != CODE["scope"]:
            return detail(self.world, self.options, self.line, depot, service)
        countries = None if courier.countries is None else len(courier.countries)
        key = (depot, self.line.site_id, courier.scope, countries)
        if key not in self.known.texts:
            self.known.texts[key] = detail(self.world, self.options, self.line, depot, service)
        return self.known.texts[key]


def sentence_of(
    line: Line, word: Verdict, option: Option | None, losers: Sequence[str], options: DemandOptions
) -> str:
    """One plain sentence, or two, for a line: what will happen, and why it is called that."""
    alone = "No depot and courier can" if options.demand.pin is None else "The pin cannot"
    told = {
        Verdict.GUARANTEED: "In time",
        Verdict.AT_RISK: "In time at the median only",
        Verdict.IMPOSSIBLE_ALONE: f"{alone} meet the target",
        Verdict.IMPOSSIBLE_TOGETHER: _together(losers),
        Verdict.NOT_PROVED: "Not in time in the best plan found, though a better one may exist",
    }[word]
    plan = _nothing(word, options) if option is None else _movement(line, option)
    if line.target.owed:
        return f"{told}: {plan}{_shortfall(word, option, options)}."
    start = f"Not owed ({line.target.clause}): {line.target.not_owed_reason or 'see the clause'}"
    told = _lowered(told)
    return f"{start.rstrip('.')}. Expected: {told}; {plan}."


def for_partner(answer: LinePlan) -> LinePlan:
    """An answer that names nobody else: no lines that would lose, and nothing that others need.

    Relaxations and reasons tell of shelves and vehicles that serve other companies too, so that
    only what fails for this line alone is left.
    """
    told = replace(answer, sentence=without_rivals(answer), would_lose=(), relaxations=())
    return replace(told, left_out=())


def without_rivals(answer: LinePlan) -> str:
    """The sentence of an answer for whoever must not know whose promise stands in the way."""
    named, unnamed = _together(answer.would_lose), _together(())
    told = answer.sentence.partition(NOT_KEPT)[0].replace(named, unnamed)
    return told.replace(_lowered(named), _lowered(unnamed))


def _lowered(words: str) -> str:
    return words[0].lower() + words[1:]


def _nothing(word: Verdict, options: DemandOptions) -> str:
    pin = options.demand.pin
    if pin is None or options.unpinnable is None:
        return "nothing is sent" if word is Verdict.NOT_PROVED else "nothing can be sent"
    return f"nothing can be sent as pinned, {pin.depot_id} by {pin.service_id}"


def _together(losers: Sequence[str]) -> str:
    """Which promises stand in the way."""
    if not losers:
        return "Possible alone, but others use what it needs"
    named = ", ".join(losers[:MOST_NAMED])
    more = f" and {len(losers) - MOST_NAMED} more" if len(losers) > MOST_NAMED else ""
    return f"Possible alone, but only by breaking the promise of {named}{more}"


def _movement(line: Line, option: Option) -> str:
    sent = "" if option.part_number == line.part_number else f" the substitute {option.part_number}"
    what = f"{option.depot_id} sends{sent}" if sent else f"{option.depot_id} ships"
    return (
        f"{what} by {option.service_id} at {_clock(option.departs_at)}, "
        f"arrival {_clock(option.planned_arrival_at)} at {line.target.confidence:.0%}"
    )


def _shortfall(word: Verdict, option: Option | None, options: DemandOptions) -> str:
    """By how much the target is kept or missed."""
    if option is None:
        return ""
    minutes = option.margin_minutes
    if minutes >= 0:
        return f", {minutes_text(floor(minutes + ROUNDING))} to spare"
    late = f", {minutes_text(ceil(-minutes - ROUNDING))} late"
    if word is Verdict.AT_RISK:
        return f"{late} at that confidence and {option.on_time_probability:.1%} probable"
    if word is Verdict.IMPOSSIBLE_ALONE:
        least = float(options.least_late.min()) / 60
        least_text = minutes_text(ceil(least - ROUNDING))
        return late if least >= -minutes else f"{late} (the least late way: {least_text})"
    return late


def _clock(at: datetime) -> str:
    """Instant rounded up to the minute."""
    up = at if not (at.second or at.microsecond) else at + timedelta(minutes=1)
    return up.strftime("%Y-%m-%d %H:%M UTC")
