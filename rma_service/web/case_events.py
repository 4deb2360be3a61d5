"""What happened to a case, in words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from optimizer.calendars import zone
from optimizer.dispatch.problem import Verdict
from rma_service.domain.clock_log import CLOCK
from rma_service.domain.event import Event
from rma_service.web.plan_row import verdict_words
from rma_service.wording import Moment, day_of, moment, plain_words


@dataclass(frozen=True, slots=True)
class EventWords:
    """One event in words."""

    word: str
    line_id: str
    at: Moment
    actor: str
    detail: str


EVENT_WORDS = {
    "open": "RMA opened",
    "take_over": "Taken over from files",
    "tell": "Promise made",
    "target_changed": "Target changed",
    "target_set": "Target set",
    "clock": "The clocks were told",
    "change_priority": "Priority changed",
    "complete_fault_tag": "Fault tag completed",
    "release": "Clock started",
    "reserve": "Unit reserved",
    "hand_over": "Handed over to the courier",
    "ship": "Shipped",
    "deliver": "Delivered",
    "receive_defective": "Defective part received",
    "close": "Closed",
    "close_retained": "Closed, part retained",
    "cancel": "Canceled",
    "reject": "Rejected",
}
"""What a person reads for an event."""

UNPROMISED = "Told why nothing is promised yet"
"""What a person reads where a line was told its state alone, such as on hold."""

TOLD = (
    "priority",
    "target",
    "verdict",
    "sentence",
    "why",
    "reason",
    "tracking_number",
    "shipped_serial",
    "returned_serial",
    "warranty_ends_on",
)
"""Facts of an event that a person reads; the API gives all of them."""


def event_words(event: Event, actor: str, timezone: str) -> EventWords:
    """One event in words, by somebody who is called so, at the clock of a place."""
    word = EVENT_WORDS.get(event.kind, event.kind.replace("_", " ").capitalize())
    if event.kind == "tell" and not event.data.get("verdict"):
        word = UNPROMISED
    told = [_clock_words(event, timezone)] if event.kind == CLOCK else []
    told += [_told(name, event.data[name]) for name in TOLD if event.data.get(name)]
    at = moment(event.happened_at, timezone)
    return EventWords(word, event.line_id or "", at, actor, " ".join(told))


def together(events: Iterable[EventWords]) -> tuple[EventWords, ...]:
    """Events with what happened to several lines at once told once; lines in their own order."""
    told: list[EventWords] = []
    for event in events:
        last = told[-1] if told else None
        if last and event.line_id and replace(event, line_id=last.line_id) == last:
            told[-1] = replace(last, line_id=f"{event.line_id}, {last.line_id}")
        else:
            told.append(event)
    return tuple(told)


def _clock_words(event: Event, timezone: str) -> str:
    """What the clocks were told; an instant with its year, as that may lie far back."""
    value, name = event.data.get("value"), plain_words(str(event.data["name"]))
    if value is None:
        return f"{name}: withdrawn."
    if event.data.get("type") == "instant":
        at = datetime.fromisoformat(str(value)).astimezone(zone(timezone))
        value = f"{day_of(at.date())} {moment(at, timezone).local_clock}"
    elif isinstance(value, bool):
        value = "yes" if value else "no"
    return f"{name}: {value}."


def _told(name: str, value: object) -> str:
    if name == "verdict":
        return f"{verdict_words(Verdict(str(value))).word}."
    if name == "warranty_ends_on":
        return f"Warranty ends {day_of(date.fromisoformat(str(value)))}."
    return (
        f"{value}"
        if name in {"sentence", "why", "reason"}
        else f"{name.replace('_', ' ').capitalize()}: {value}."
    )
