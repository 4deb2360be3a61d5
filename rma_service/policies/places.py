"""Clocks, calendars and coverage of a policy file, turned into what a place makes of them."""

from collections.abc import Callable, Mapping
from typing import Any

from optimizer.business_time import BusinessTime, business_time
from optimizer.calendars import BusinessDays, business_days, local_days
from optimizer.local_days import LocalDays
from rma_service.policies.names import Entry, Names, events_of
from rma_service.policies.operators import BuildError, Compiler, Node, Path, located
from rma_service.policies.readings import read_weekend, read_windows
from rma_service.policies.run import Find, Run
from rma_service.policies.values import read_zone

_Make = Callable[["Names", Compiler, Node, Path], Entry]


def add_places(names: Names, compiler: Compiler, section: str, name: str, node: Node) -> None:
    """Add one entry of `clocks`, `calendars` or `coverage` to the names of a file.

    Raises
    ------
    BuildError
        When it refers to what is not there, or to itself.
    """
    made: dict[str, Entry] = getattr(names, section)
    if name in made:
        return
    path = (section, name)
    ((operator, argument),) = _operator_of(node)
    made[name] = _once(path, _MAKERS[section, operator](names, compiler, argument, path))


def _operator_of(node: Node) -> list[tuple[str, Node]]:
    """Tell an entry that says where to look from one that says what it is."""
    return [(key, node[key]) for key in node if key in _ALONE] or [("own", node)]


def _once(path: tuple[str, str], entry: Entry) -> Entry:
    """Let an entry that hangs on no event be found once per place."""
    if entry.events:
        return entry
    make = entry.find

    def find(run: Run) -> Any:  # noqa: ANN401 - a clock, a calendar or a coverage
        found = run.place.found.get(path)
        if found is None:
            found = run.place.found[path] = make(run)
        return found

    return Entry(find, windows=entry.windows)


def _place_clock(_: Names, __: Compiler, ___: Node, ____: Path) -> Entry:
    return Entry(lambda run: run.place.days)


def _event_clock(names: Names, _: Compiler, node: Node, path: Path) -> Entry:
    name = names.event(node, ("zone",), (*path, "event"))
    return Entry(lambda run: local_days(run.event(name)), frozenset({name}))


def _zone_clock(_: Names, __: Compiler, node: Node, path: Path) -> Entry:
    days = _days_of(node, (*path, "zone"))
    return Entry(lambda _: days)


def _days_of(zone: Node, path: Path) -> LocalDays:
    with located(path):
        return local_days(read_zone(zone))


def _clock_by_reading(names: Names, _: Compiler, node: Node, path: Path) -> Entry:
    path = (*path, "by_reading")
    zones = {
        value: _days_of(zone, (*path, "zones", value)) for value, zone in node["zones"].items()
    }
    name = _choice(names, node, "zones", path)
    return Entry(lambda run: zones[run.reading(name)])


def _choice(names: Names, node: Node, key: str, path: Path) -> str:
    """Return the name of a parameter of which every value is provided for."""
    name = names.parameter(node, ("choice",), path)
    for value in names.parameter_values(name):
        if value not in node[key]:
            raise BuildError(
                (*path, key), f"parameter {name!r} may say {value!r}, which is not here"
            )
    return name


def _by_reading(section: str, key: str) -> _Make:
    def make(names: Names, _: Compiler, node: Node, path: Path) -> Entry:
        path = (*path, "by_reading")
        name = _choice(names, node, key, path)
        entries = _entries(names, section, node[key], (*path, key))
        return _either(entries, lambda run: run.reading(name))

    return make


def _by_event(section: str, key: str) -> _Make:
    def make(names: Names, _: Compiler, node: Node, path: Path) -> Entry:
        path = (*path, "by_event")
        name = names.event(node["event"], ("word",), (*path, "event"))
        for word in names.event_words(name):
            if word not in node[key]:
                raise BuildError(
                    (*path, key), f"event {name!r} may say {word!r}, which is not here"
                )
        entries = _entries(names, section, node[key], (*path, key))
        return _either(entries, lambda run: run.event(name), frozenset({name}))

    return make


def _entries(names: Names, section: str, node: Node, path: Path) -> Mapping[str, Entry]:
    made: Mapping[str, Entry] = getattr(names, section)
    found = {}
    for word, name in node.items():
        if name not in made:
            kind = section.removesuffix("s")
            raise BuildError((*path, word), f"no {kind} is named {name!r} before this one")
        found[word] = made[name]
    return found


def _either(
    entries: Mapping[str, Entry], word: Find[Any], events: frozenset[str] = frozenset()
) -> Entry:
    return Entry(
        lambda run: entries[word(run)].find(run),
        events | events_of(entries.values()),
        windows=all(entry.windows for entry in entries.values()),
    )


def _calendar(names: Names, compiler: Compiler, node: Node, path: Path) -> Entry:
    """Source: deadlines.md T3."""
    clock = names.clock_entry(node["clock"], (*path, "clock")) if "clock" in node else _CUSTOMERS
    weekend = _weekend(names, node.get("weekend", "country"), (*path, "weekend"))
    makeup = compiler.expression(
        "test", node.get("makeup_workdays", True), (*path, "makeup_workdays")
    )
    half_days = compiler.expression(
        "test", node.get("half_days_closed", False), (*path, "half_days_closed")
    )
    with_holidays = node.get("holidays", "place") == "place"

    def find(run: Run) -> BusinessDays:
        zone = clock.find(run).zone.key
        if run.notes is not None:
            run.notes.zones[zone] = None
        return business_days(
            run.place.country,
            run.place.subdivision,
            zone,
            weekend=weekend(run),
            makeup_workdays=makeup(run),
            half_days=half_days(run),
            public_holidays=with_holidays,
        )

    return Entry(find, clock.events)


def _weekend(names: Names, node: Node, path: Path) -> Find[frozenset[int] | None]:
    if isinstance(node, Mapping):
        name = names.parameter(node, ("weekend",), path)
        return lambda run: run.reading(name)
    with located(path):
        weekend = read_weekend(node)
    return lambda _: weekend


def _coverage(names: Names, _: Compiler, node: Node, path: Path) -> Entry:
    """Source: deadlines.md T4."""
    name = node["calendar"]
    days = names.calendar(name, (*path, "calendar"))
    windows = _windows(names, node["windows"], (*path, "windows"))

    def find(run: Run) -> BusinessTime:
        return business_time(days(run), windows(run))

    return Entry(find, names.calendars[name].events)


def _windows(names: Names, node: Node, path: Path) -> Find[tuple[tuple[int, int], ...]]:
    if isinstance(node, Mapping):
        name = names.parameter(node, ("windows",), path)
        return lambda run: run.reading(name)
    with located(path):
        windows = read_windows(node)
    return lambda _: windows


def _always(_: Names, __: Compiler, ___: Node, ____: Path) -> Entry:
    return Entry(lambda run: run.place.around_the_clock, windows=False)


_CUSTOMERS = Entry(lambda run: run.place.days)
_ALONE = frozenset({"place", "event", "zone", "always", "by_event", "by_reading"})
_MAKERS: Mapping[tuple[str, str], _Make] = {
    ("clocks", "place"): _place_clock,
    ("clocks", "event"): _event_clock,
    ("clocks", "zone"): _zone_clock,
    ("clocks", "by_reading"): _clock_by_reading,
    ("clocks", "by_event"): _by_event("clocks", "clocks"),
    ("calendars", "own"): _calendar,
    ("calendars", "by_reading"): _by_reading("calendars", "calendars"),
    ("calendars", "by_event"): _by_event("calendars", "calendars"),
    ("coverage", "own"): _coverage,
    ("coverage", "always"): _always,
    ("coverage", "by_reading"): _by_reading("coverage", "coverages"),
    ("coverage", "by_event"): _by_event("coverage", "coverages"),
}
