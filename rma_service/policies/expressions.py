"""The expressions of a policy file, turned into functions once when the file is loaded.

docs/policies.md explains each of them to whoever writes a policy; policy.schema.json has seen to
it that every node here has one operator and that operator's keys.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from optimizer.calendars import BusinessDays, business_days, local_instant
from optimizer.network import MINUTES_PER_DAY
from rma_service.policies.run import Run
from rma_service.policies.values import Event, Parameter, Windows, read_zone

Node = Mapping[str, Any]
Instant = Callable[[Run], datetime]
Day = Callable[[Run], date]
Test = Callable[[Run], bool]
Clock = Callable[[Run], ZoneInfo]
Calendar = Callable[[Run], BusinessDays]
CloseOfDay = Callable[[Run, date], datetime]
_Known = TypeVar("_Known")

OWN_DUE_DATE = "due_date"
"""The name by which an instant refers to the due date of the branch that uses it."""


class UnknownNameError(ValueError):
    """An expression that uses a name which the file does not define, or not for such a use."""


def _known(kind: str, names: Mapping[str, _Known], name: str) -> _Known:
    if name not in names:
        raise UnknownNameError(f"no {kind} is named {name!r}")
    return names[name]


class Expressions:
    """Turns nodes into functions of a run, and refuses names that are not defined."""

    def __init__(
        self,
        parameters: Mapping[str, Parameter],
        events: Mapping[str, Event],
        definitions: Mapping[str, Mapping[str, Node]],
    ) -> None:
        """Know parameters, events and definitions; clocks, calendars and coverage are added."""
        self._parameters = parameters
        self._events = events
        self._definitions = definitions
        self._made: dict[tuple[str, str], Any] = {}
        self._under_way: set[tuple[str, str]] = set()
        self.clocks: dict[str, Clock] = {}
        self.calendars: dict[str, Calendar] = {}
        self.coverage: dict[str, CloseOfDay] = {}

    def instant(self, node: Node) -> Instant:
        """Return the function of an instant expression."""
        ((operator, argument),) = node.items()
        operators: Mapping[str, Callable[[Any], Instant]] = {
            "use": lambda name: self._use("instants", name, self.instant),
            "latest": self._latest,
            "choose": self._choose,
            "elapsed": self._elapsed,
            "window_close": self._window_close,
            "day_end": self._day_end,
        }
        return operators[operator](argument)

    def date(self, node: Node) -> Day:
        """Return the function of a date expression."""
        ((operator, argument),) = node.items()
        operators: Mapping[str, Callable[[Any], Day]] = {
            "use": self._use_date,
            "local_date": self._local_date,
            "nth_business_day": self._nth_business_day,
        }
        return operators[operator](argument)

    def test(self, node: Node) -> Test:
        """Return the function of a test."""
        ((operator, argument),) = node.items()
        operators: Mapping[str, Callable[[Any], Test]] = {
            "use": lambda name: self._use("tests", name, self.test),
            "reading": self._reading_equals,
            "clock_before": self._clock_before,
            "business_day": self._business_day,
            "event_above": self._event_above,
            "event_equals": self._event_equals,
            "all": self._all,
            "not": self._not,
        }
        return operators[operator](argument)

    def clock(self, node: Node) -> Clock:
        """Return the function of an entry of `clocks`: the place's own, or an event's zone."""
        if "place" in node:
            return lambda run: read_zone(run.case.timezone)
        name = self._event(node["event"], "zone")
        return lambda run: cast("ZoneInfo", run.event(name))

    def calendar(self, node: Node) -> Calendar:
        """Return the function of an entry of `calendars`: business days of the case's place."""
        weekend = self._parameter(node["weekend"], "weekend")
        makeup_workdays = self.test(node["makeup_workdays"])
        half_days = self.test(node["half_days_closed"])
        return lambda run: business_days(
            run.case.country,
            run.case.subdivision,
            run.case.timezone,
            weekend=cast("frozenset[int] | None", run.reading(weekend)),
            makeup_workdays=makeup_workdays(run),
            half_days=half_days(run),
        )

    def named_calendar(self, name: str) -> Calendar:
        """Return a calendar by its name."""
        return _known("calendar", self.calendars, name)

    def require_default(self, event: str) -> None:
        """Refuse an event that a case may lack altogether."""
        if _known("event", self._events, event).default is None:
            raise UnknownNameError(f"event {event!r} has no default")

    def close_of_day(self, node: Node) -> CloseOfDay:
        """Return the function of an entry of `coverage`: when its last window of a date closes."""
        calendar = self.named_calendar(node["calendar"])
        name = self._parameter(node["windows"], "windows")

        def close(run: Run, day: date) -> datetime:
            windows = cast("Windows", run.reading(name))
            return local_instant(calendar(run).zone, day, windows[-1][1])

        return close

    def _use(self, section: str, name: str, make: Callable[[Node], _Known]) -> _Known:
        """Return a definition's function, made when it is first used."""
        key = (section, name)
        if key in self._under_way:
            raise UnknownNameError(f"{name!r} is defined by itself")
        if key not in self._made:
            node = _known("definition", self._definitions[section], name)
            self._under_way.add(key)
            self._made[key] = make(node)
            self._under_way.remove(key)
        return cast("_Known", self._made[key])

    def _use_date(self, name: str) -> Day:
        if name == OWN_DUE_DATE:
            return lambda run: cast("date", run.due_date)
        return self._use("dates", name, self.date)

    def _parameter(self, node: Node, *types: str) -> str:
        name = cast("str", node["param"])
        if _known("parameter", self._parameters, name).type not in types:
            raise UnknownNameError(f"parameter {name!r} is not of type {' or '.join(types)}")
        return name

    def _event(self, name: str, event_type: str) -> str:
        if _known("event", self._events, name).type != event_type:
            raise UnknownNameError(f"event {name!r} is not of type {event_type}")
        return name

    def _named_clock(self, node: str | Node) -> Clock:
        """Return a clock by its name, or by a parameter whose values are names of clocks."""
        if isinstance(node, str):
            return _known("clock", self.clocks, node)
        name = self._parameter(node, "choice")
        for value in self._parameters[name].named_values:
            _known("clock", self.clocks, cast("str", value))
        return lambda run: self.clocks[cast("str", run.reading(name))](run)

    def _latest(self, names: list[str]) -> Instant:
        known = [self._event(name, "instant") for name in names]
        if not any(self._events[name].required for name in known):
            raise UnknownNameError("'latest' needs at least one event that is required")
        return lambda run: max(
            cast("datetime", run.events[name]) for name in known if name in run.events
        )

    def _choose(self, cases: list[Node]) -> Instant:
        tests = [self.test(case["if"]) if "if" in case else None for case in cases]
        instants = [self.instant(case["then"]) for case in cases]
        if tests[-1] is not None:
            raise UnknownNameError("the last case of 'choose' must have no 'if'")
        pairs = list(zip(tests, instants, strict=True))
        return lambda run: next(then(run) for test, then in pairs if test is None or test(run))

    def _elapsed(self, node: Node) -> Instant:
        """Source: deadlines.md T2: added to the UTC instant, whatever local clocks do."""
        after = self.instant(node["after"])
        span = timedelta(hours=node["hours"])
        return lambda run: after(run) + span

    def _window_close(self, node: Node) -> Instant:
        day = self.date(node["of"])
        close = _known("coverage", self.coverage, node["coverage"])
        return lambda run: close(run, day(run))

    def _day_end(self, node: Node) -> Instant:
        """Source: deadlines.md T7: a day ends at the first instant of the next one."""
        day = self.date(node["of"])
        clock = self._named_clock(node["clock"])
        return lambda run: local_instant(clock(run), day(run), MINUTES_PER_DAY)

    def _local_date(self, node: Node) -> Day:
        of = self.instant(node["of"])
        clock = self._named_clock(node["clock"])
        return lambda run: of(run).astimezone(clock(run)).date()

    def _nth_business_day(self, node: Node) -> Day:
        after = self.date(node["after"])
        calendar = self.named_calendar(node["calendar"])
        n = node["n"]

        def nth(run: Run) -> date:
            first, days = after(run), calendar(run)
            found = days.nth_business_day_after(first, n)
            for ordinal in range(first.toordinal() + 1, found.toordinal() + 1):
                run.note_day(days, date.fromordinal(ordinal))
            return found

        return nth

    def _reading_equals(self, node: Node) -> Test:
        name = self._parameter(node, "choice", "flag")
        wanted = node["equals"]
        if wanted not in self._parameters[name].named_values:
            raise UnknownNameError(f"parameter {name!r} never says {wanted!r}")
        return lambda run: run.reading(name) == wanted

    def _clock_before(self, node: Node) -> Test:
        of = self.instant(node["of"])
        clock = self._named_clock(node["clock"])
        time = self._parameter(node["time"], "time")
        inclusive = self.test(node["inclusive"])

        def before(run: Run) -> bool:
            wall = of(run).astimezone(clock(run)).replace(tzinfo=None)
            limit = timedelta(minutes=cast("int", run.reading(time)))
            since_midnight = wall - wall.replace(hour=0, minute=0, second=0, microsecond=0)
            return since_midnight < limit or (inclusive(run) and since_midnight == limit)

        return before

    def _business_day(self, node: Node) -> Test:
        of = self.date(node["of"])
        calendar = self.named_calendar(node["calendar"])

        def is_one(run: Run) -> bool:
            day, days = of(run), calendar(run)
            run.note_day(days, day)
            return days.is_business_day(day)

        return is_one

    def _event_above(self, node: Node) -> Test:
        event = self._event(node["event"], "count")
        self.require_default(event)
        limit = self._parameter(node["limit"], "count")
        return lambda run: cast("int", run.event(event)) > cast("int", run.reading(limit))

    def _event_equals(self, node: Node) -> Test:
        event = self._event(node["event"], "flag")
        self.require_default(event)
        wanted = node["value"]
        return lambda run: run.event(event) == wanted

    def _all(self, nodes: list[Node]) -> Test:
        tests = [self.test(node) for node in nodes]
        return lambda run: all(test(run) for test in tests)

    def _not(self, node: Node) -> Test:
        test = self.test(node)
        return lambda run: not test(run)
