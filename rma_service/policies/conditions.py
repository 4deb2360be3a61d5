"""Operators that give yes or no: what the case says, what the clock says, how a clause is read."""

from collections.abc import Sequence

from optimizer.calendars import BusinessDays
from optimizer.local_days import MICROSECONDS_PER_DAY, MICROSECONDS_PER_MINUTE, LocalDays
from rma_service.policies.choosing import choosing
from rma_service.policies.clockwork import Clockwork
from rma_service.policies.operators import (
    CALENDAR,
    CLOCK,
    COVERAGE,
    DATE,
    INSTANT,
    NUMBER,
    TEST,
    TIME,
    Argument,
    BuildError,
    Compiler,
    Node,
    Operator,
    Path,
    event,
    many,
)
from rma_service.policies.run import Day, Find, Function, Instant, Number, Run, Test
from rma_service.policies.values import EVENT_READERS

_ANY = tuple(EVENT_READERS)


def _reading(compiler: Compiler, node: Node, path: Path) -> Test:
    name = compiler.parameter(node, ("choice", "flag", "optional_count"), path)
    wanted = node["equals"]
    if wanted not in compiler.parameter_values(name):
        raise BuildError((*path, "equals"), f"parameter {name!r} never says {wanted!r}")
    return lambda run: run.reading(name) == wanted


def _event_equals(compiler: Compiler, node: Node, path: Path) -> Test:
    name = compiler.event(node["event"], ("flag", "word"), (*path, "event"))
    wanted = node["value"]
    known = compiler.event_words(name) or (True, False)
    if wanted not in known:
        raise BuildError((*path, "value"), f"event {name!r} never says {wanted!r}")
    return lambda run: run.event(name) == wanted


def _event_above(event: str, limit: Number) -> Test:
    return lambda run: run.event(event) > limit(run)


def _clock_before(
    of: Instant, clock: Find[LocalDays], time: Number, inclusive: Test | None
) -> Test:
    """Compare what the clock on the wall shows; source: deadlines.md T6."""

    def before(run: Run) -> bool:
        at, days = of(run), clock(run)
        shown = (at + days.offset_at(at)) % MICROSECONDS_PER_DAY
        minute = time(run)
        limit = minute * MICROSECONDS_PER_MINUTE
        if run.notes is not None:
            run.notes.read_clock(days, at, minute)
        within = inclusive is not None and inclusive(run)
        return shown < limit or (shown == limit and within)

    return before


def _business_day(of: Day, calendar: Find[BusinessDays]) -> Test:
    def is_one(run: Run) -> bool:
        days, day = calendar(run), of(run)
        if run.notes is not None:
            run.notes.looked_at(days, day)
        return days.is_open_day(day)

    return is_one


def _pair(compiler: Compiler, node: Node, path: Path) -> Test:
    """Compare two instants or two dates, whichever the first one is."""
    kind = compiler.type_of(node["first"], (*path, "first"))
    first = compiler.expression(kind, node["first"], (*path, "first"))
    second = compiler.expression(kind, node["second"], (*path, "second"))
    return lambda run: first(run) < second(run)


def _open(at: Instant, coverage: Find[Clockwork]) -> Test:
    return lambda run: coverage(run).is_open(at(run))


def _all(tests: Sequence[Test]) -> Test:
    return lambda run: all(test(run) for test in tests)


def _any(tests: Sequence[Test]) -> Test:
    return lambda run: any(test(run) for test in tests)


def _whole(test: Function) -> Function:
    """Take an operator's function as its argument made it."""
    return test


CONDITIONS = (
    choosing("test", TEST)[0],
    Operator("test", "reading", Argument("reading", _reading), _whole),
    Operator("test", "present", event(*_ANY), lambda name: lambda run: name in run.events),
    Operator("test", "absent", event(*_ANY), lambda name: lambda run: name not in run.events),
    Operator("test", "event_equals", Argument("event_equals", _event_equals), _whole),
    Operator("test", "event_above", {"event": event("count"), "limit": NUMBER}, _event_above),
    Operator(
        "test",
        "clock_before",
        {"of": INSTANT, "clock": CLOCK, "time": TIME, "inclusive": TEST},
        _clock_before,
        frozenset({"inclusive"}),
    ),
    Operator("test", "business_day", {"of": DATE, "calendar": CALENDAR}, _business_day),
    Operator("test", "before", Argument("pair", _pair), _whole),
    Operator("test", "open", {"at": INSTANT, "coverage": COVERAGE}, _open),
    Operator("test", "all", many(TEST), _all),
    Operator("test", "any", many(TEST), _any),
    Operator("test", "not", TEST, lambda test: lambda run: not test(run)),
)
