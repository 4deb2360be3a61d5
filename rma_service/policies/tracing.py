"""From the notes of an evaluation to its trace: what mattered, and whether clocks were changed."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from optimizer.calendars import data_versions, local_days
from optimizer.local_days import UnknownYearError, instant_of, microseconds_of
from rma_service.policies.keys import Step, Value
from rma_service.policies.outcome import ClockChange, ClockReading, Sum, Trace
from rma_service.policies.policy import Policy, TargetRule
from rma_service.policies.run import Run
from rma_service.policies.values import Event, Halts, date_of

_LONGEST_LOOK = timedelta(days=3660)


class Stated(Protocol):
    """What a clause says: a branch of a target, or an exclusion."""

    @property
    def clause(self) -> str:
        """Where it stands in the document."""

    @property
    def quote(self) -> str:
        """The words that it rests on."""


def trace_of(
    policy: Policy, rule: TargetRule, stated: Stated, run: Run, shown: Mapping[str, Value]
) -> Trace:
    """Tell how the keys of an outcome came about.

    Raises
    ------
    OverflowError
        When an event lies outside the years 1 to 9999.
    """
    notes = run.notes
    assert notes is not None  # noqa: S101 - asked only of runs that keep notes
    since = notes.halted_since
    return Trace(
        quote=stated.quote,
        clause=stated.clause,
        region="-".join(filter(None, (run.place.country, run.place.subdivision))),
        events={
            name: _written(policy.events[name], value)
            for name, value in run.events.items()
            if name in rule.events
        },
        readings=dict(sorted(notes.readings.items())),
        clock_readings=tuple(
            ClockReading(zone, instant_of(at), limit) for zone, at, limit in notes.looks
        ),
        days=dict(sorted(notes.days.items())),
        intervals=tuple(notes.intervals()),
        years_without_holidays=notes.years_without_holidays(),
        counted_in=notes.counted_in(),
        sums=tuple(
            Sum(date_of(after), amount, unit, date_of(gives))
            for after, amount, unit, gives in notes.sums
        ),
        lookups=notes.lookups,
        clock_changes=tuple(_clock_changes(run, shown)),
        halted_since=None if since is None else instant_of(since),
        versions={policy.name: policy.version, **data_versions()},
    )


def _written(event: Event, value: object) -> object:
    """Write an event as a reader knows it."""
    if event.type == "instant" and isinstance(value, int):
        return instant_of(value)
    if event.type == "date" and isinstance(value, int):
        return date_of(value)
    if event.type == "intervals" and isinstance(value, tuple):
        return _spans(value)
    return value


def _spans(halts: Halts) -> tuple[tuple[datetime, datetime | None], ...]:
    return tuple(
        (instant_of(begin), None if end is None else instant_of(end)) for begin, end in halts
    )


def _clock_changes(run: Run, shown: Mapping[str, Value]) -> Iterator[ClockChange]:
    """Find changes of the clocks that were looked at, between the first and the last instant."""
    instants = sorted(_instants(shown))
    if len(instants) < 2 or instants[-1] - instants[0] > _LONGEST_LOOK:  # noqa: PLR2004 - from one to another
        return
    first, last = microseconds_of(instants[0]), microseconds_of(instants[-1])
    assert run.notes is not None  # noqa: S101 - asked only of runs that keep notes
    for zone in {run.place.timezone: None, **run.notes.zones}:
        with suppress(UnknownYearError):
            yield from _changes(zone, first, last)


def _changes(zone: str, first: int, last: int) -> Iterator[ClockChange]:
    for at, before, after in local_days(zone).changes(first, last):
        yield ClockChange(
            zone, instant_of(at), timedelta(microseconds=before), timedelta(microseconds=after)
        )


def _instants(shown: Mapping[str, Value]) -> Iterator[datetime]:
    for value in shown.values():
        for each in value if isinstance(value, tuple) else (value,):
            at = each.at if isinstance(each, Step) else each
            if isinstance(at, datetime):
                yield at
