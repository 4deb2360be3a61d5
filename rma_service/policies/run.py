"""One evaluation under way: the case in typed values, and what it used, for the trace."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from optimizer.calendars import local_days
from rma_service.policies.case import AbsentError, Case, HaltedError
from rma_service.policies.clockwork import AroundTheClock
from rma_service.policies.notes import Notes
from rma_service.policies.readings import Reading
from rma_service.policies.values import Halts


class Place:
    """Where a case is judged and by which readings: what follows from them is found once."""

    __slots__ = (
        "around_the_clock",
        "country",
        "days",
        "found",
        "readings",
        "subdivision",
        "timezone",
    )

    def __init__(
        self, country: str, subdivision: str | None, timezone: str, readings: Mapping[str, Reading]
    ) -> None:
        """Know country, subdivision and zone of the customer, and every reading."""
        self.country = country
        self.subdivision = subdivision
        self.timezone = timezone
        self.days = local_days(timezone)
        self.around_the_clock = AroundTheClock(self.days)
        self.readings = readings
        self.found: dict[tuple[str, str], Any] = {}


class Run:
    """The case that is being judged.

    `values` has the keys of the branch that are worked out already, `defined` the definitions;
    `notes` are kept only when
    somebody wants to know how the outcome came about.
    """

    __slots__ = ("case", "defined", "events", "notes", "place", "values")

    def __init__(
        self, case: Case, place: Place, events: Mapping[str, Any], notes: Notes | None
    ) -> None:
        """Begin with nothing worked out."""
        self.case = case
        self.place = place
        self.events = events
        self.notes = notes
        self.values: dict[str, Any] = {}
        self.defined: dict[object, Any] = {}

    def reading(self, name: str) -> Any:  # noqa: ANN401 - its type is that of the parameter
        """Value of a parameter, noted as used."""
        reading = self.place.readings[name]
        if self.notes is not None:
            self.notes.readings[name] = reading.raw
        return reading.value

    def event(self, name: str) -> Any:  # noqa: ANN401 - its type is that of the event
        """Value of an event that the expression cannot do without.

        Raises
        ------
        AbsentError
            When the case does not have it.
        """
        try:
            return self.events[name]
        except KeyError:
            raise AbsentError(name) from None

    def halts(self, name: str | None) -> Halts:
        """Spans in which the clock stands; without an event of that name, none."""
        if name is None:
            return ()
        halts: Halts = self.events.get(name, ())
        return halts

    def unless_halted(self, function: "Function") -> Any:  # noqa: ANN401 - what the function gives
        """What a function gives; None: its clock stands."""
        try:
            return function(self)
        except HaltedError:
            return None

    def value(self, key: str) -> Any:  # noqa: ANN401 - its type is that of the key
        """Value of a key of the branch that comes before.

        Raises
        ------
        HaltedError
            When it is not known, as its clock stands.
        """
        try:
            return self.values[key]
        except KeyError:
            raise HaltedError from None


_Found = TypeVar("_Found")
Find = Callable[[Run], _Found]
Function = Find[Any]
Instant = Callable[[Run], int]
Day = Callable[[Run], int]
Word = Callable[[Run], str]
Test = Callable[[Run], bool]
Number = Callable[[Run], int]
