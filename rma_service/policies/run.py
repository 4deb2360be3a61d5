"""One evaluation under way: the case in typed values, and what it used, for the trace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from optimizer.calendars import BusinessDays
from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.values import Reading


@dataclass(slots=True)
class Run:
    """The case that is being judged. `used` and `days` fill up while expressions are evaluated."""

    case: Case
    events: Mapping[str, object]
    readings: Mapping[str, Reading]
    due_date: date | None = None
    used: dict[str, object] = field(default_factory=dict)
    days: dict[date, str] = field(default_factory=dict)

    def reading(self, name: str) -> object:
        """Value of a parameter, noted as used."""
        self.used[name] = self.readings[name].raw
        return self.readings[name].value

    def event(self, name: str) -> object:
        """Value of an event that the expression cannot do without.

        Raises
        ------
        BadCaseError
            When the case does not have it.
        """
        if name not in self.events:
            raise BadCaseError("missing_field", f"The case needs the event {name}.")
        return self.events[name]

    def note_day(self, calendar: BusinessDays, day: date) -> None:
        """Note what a date was taken for."""
        makeup = calendar.is_weekend(day) and calendar.is_business_day(day)
        open_as = "make-up working day" if makeup else "business day"
        self.days[day] = calendar.closed_because(day) or open_as
