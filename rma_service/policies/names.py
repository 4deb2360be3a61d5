"""The names that a policy file defines for its expressions: events, params, clocks and the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from optimizer.business_time import BusinessTime
from optimizer.calendars import BusinessDays
from optimizer.local_days import LocalDays
from rma_service.policies.clockwork import Clockwork
from rma_service.policies.operators import BuildError, Node, Path, known
from rma_service.policies.readings import Parameter
from rma_service.policies.run import Find, Run
from rma_service.policies.values import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """A clock, a calendar or a coverage by its name.

    `events` are those that it hangs on; one without any follows from place and readings alone, so
    that it is found once per place. `windows` says whether a coverage has any, or runs around the
    clock.
    """

    find: Find[Any]
    events: frozenset[str] = frozenset()
    windows: bool = True


def events_of(entries: Iterable[Entry]) -> frozenset[str]:
    """All events that some entries hang on."""
    return frozenset(name for entry in entries for name in entry.events)


@dataclass(slots=True)
class Names:
    """All that a file defines; clocks, calendars and coverage come in after the rest."""

    events: Mapping[str, Event]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, Mapping[str, Mapping[str, object]]]
    definitions: Mapping[str, Mapping[str, Node]]
    clocks: dict[str, Entry] = field(default_factory=dict)
    calendars: dict[str, Entry] = field(default_factory=dict)
    coverage: dict[str, Entry] = field(default_factory=dict)

    def event(self, name: str, types: tuple[str, ...], path: Path) -> str:
        """Return the name of an event, of which the type is one of these."""
        if known("event", self.events, name, path).type not in types:
            raise BuildError(path, f"event {name!r} is not of type {' or '.join(types)}")
        return name

    def event_words(self, name: str) -> tuple[str, ...]:
        """Return the words that an event can say, none for one of another type."""
        return self.events[name].words if name in self.events else ()

    def parameter(self, node: Node, types: tuple[str, ...], path: Path) -> str:
        """Return the name of a parameter, of which the type is one of these."""
        name: str = node["param"]
        parameter = known("parameter", self.parameters, name, (*path, "param"))
        if parameter.type not in types:
            raise BuildError(path, f"parameter {name!r} is not of type {' or '.join(types)}")
        return name

    def parameter_values(self, name: str) -> tuple[object, ...]:
        """Return all that the file itself lets a parameter say, as written."""
        values = self.parameters[name].named_values
        return (*values, *({True, False} if self.parameters[name].type == "flag" else ()))

    def clock(self, node: Node, path: Path) -> Find[LocalDays]:
        """Return the clock of a name, or of the name that a parameter says; it is noted."""
        find = self.clock_entry(node, path).find

        def noted(run: Run) -> LocalDays:
            days: LocalDays = find(run)
            if run.notes is not None:
                run.notes.zones[days.zone.key] = None
            return days

        return noted

    def clock_entry(self, node: Node, path: Path) -> Entry:
        """Return the entry of a clock's name, or of the name that a parameter says."""
        if isinstance(node, str):
            return known("clock", self.clocks, node, path)
        name = self.parameter(node, ("choice",), path)
        clocks = {
            value: known("clock", self.clocks, str(value), path)
            for value in self.parameters[name].named_values
        }
        events = events_of(clocks.values())
        return Entry(lambda run: clocks[run.reading(name)].find(run), events)

    def calendar(self, name: str, path: Path) -> Find[BusinessDays]:
        """Return the business days of a calendar's name."""
        return known("calendar", self.calendars, name, path).find

    def events_of_place(self, section: str, name: str) -> frozenset[str]:
        """Return the events that a calendar or a coverage hangs on."""
        entries: Mapping[str, Entry] = getattr(self, section)
        return entries[name].events

    def coverage_of(self, name: str, path: Path) -> Find[Clockwork]:
        """Return the business time of a name of the coverage, around the clock included."""
        return known("coverage", self.coverage, name, path).find

    def windows(self, name: str, path: Path) -> Find[BusinessTime]:
        """Return the business time of a name of the coverage that has windows."""
        entry = known("coverage", self.coverage, name, path)
        if not entry.windows:
            raise BuildError(path, f"coverage {name!r} runs around the clock and has no windows")
        return entry.find

    def table(self, name: str, path: Path) -> Mapping[str, Mapping[str, object]]:
        """Return the rows of a table."""
        return known("table", self.tables, name, path)
