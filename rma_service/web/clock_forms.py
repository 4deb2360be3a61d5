"""Forms by which the clocks of a case are told something, and its priority is changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from rma_service.domain.access import ACCESS, may
from rma_service.domain.people import Principal
from rma_service.usecases.clock_log import ClockChoices
from rma_service.wording import plain_words

CLOCK_FIELDS = ("clock_event", "clock_line", "clock_at", "clock_value", "clock_why")
PRIORITY_FIELDS = ("priority", "priority_why")

_NOTHING = dict.fromkeys((*CLOCK_FIELDS, *PRIORITY_FIELDS), "")


VALUE_WORDS = {
    "date": "a day",
    "count": "a number",
    "flag": "yes or no",
    "word": "a word",
    "zone": "a time zone",
    "intervals": "pause or resume",
}
"""What has to be entered as the value of an event, by its type; a moment has none."""


@dataclass(frozen=True, slots=True)
class ClockForms:
    """What may be told and changed, and what was entered when that was refused.

    `refused` names the form that was: clock or priority.
    """

    events: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    priorities: tuple[tuple[str, str], ...]
    priority: str
    timezone: str
    entered: Mapping[str, str]
    refused: str


def clock_forms(
    choices: ClockChoices, principal: Principal, entered: Mapping[str, str], refused: str
) -> ClockForms:
    """Forms for what somebody may tell and change; without choices there is no form."""
    may_change = may(principal, ACCESS["POST", "/cases/{rma_number}/priority"])
    may_tell = may(principal, ACCESS["POST", "/cases/{rma_number}/clock"])
    events = choices.events if may_tell else {}
    return ClockForms(
        events=tuple((name, _event_words(name, kind)) for name, kind in events.items()),
        lines=tuple((line_id, line_id) for line_id in choices.line_ids),
        priorities=tuple((each, each) for each in choices.priorities) if may_change else (),
        priority=choices.priority,
        timezone=choices.timezone,
        entered=_NOTHING | dict(entered),
        refused=refused,
    )


def _event_words(name: str, kind: str) -> str:
    """An event as a person chooses it, with what to enter as its value."""
    words = plain_words(name)
    return f"{words} ({VALUE_WORDS[kind]})" if kind in VALUE_WORDS else words
