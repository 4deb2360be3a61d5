"""The promise for a line in one or two sentences, at the clock of the site."""

from datetime import datetime

from rma_service.domain.rma import CALLED_OFF
from rma_service.domain.rma_record import Promise, RmaLine
from rma_service.wording import duration, minute_gone, minute_moment, percent

NOT_YET = "Nothing is promised yet; the next plan of all open lines will tell."
"""What stands where a promise will stand."""

_IMPOSSIBLE = {
    "impossible_alone": "No depot and courier could be in time.",
    "impossible_together": (
        "It could be in time alone, but only by breaking promises that weigh as much."
    ),
    "not_proved": "The time to look for a way ended before there was a proof.",
}
"""Why nothing is guaranteed, by verdict."""


def promise_words(line: RmaLine, timezone: str) -> str:
    """What is promised for a line, what became of it, or why nothing is."""
    if line.state in CALLED_OFF:
        return f"{line.state.capitalize()}: {line.state_sentence or 'no reason was told'}"
    if line.progress.delivered_at is not None:
        return _arrived(line, line.progress.delivered_at, timezone)
    if line.state_sentence is not None or line.promise is None:
        return line.state_sentence or NOT_YET
    promise = line.promise
    expected = _expected(line, promise, timezone)
    if promise.verdict == "excluded_by_clause":
        return f"No guarantee is owed for this line. {expected}"
    if promise.verdict == "at_risk" and promise.probability is not None and line.terms:
        owed = percent(line.terms.confidence)
        return f"{expected} The chance of that is {percent(promise.probability)}; owed are {owed}."
    return " ".join(filter(None, [_IMPOSSIBLE.get(promise.verdict, ""), expected]))


def _arrived(line: RmaLine, at: datetime, timezone: str) -> str:
    told = f"It arrived {minute_gone(at, timezone).local}"
    if line.terms is None or line.terms.target_kind != "arrive_by":
        return f"{told}."
    minutes = (line.terms.due_at - at).total_seconds() / 60
    when = "before" if minutes >= 0 else "after"
    return f"{told}, {duration(abs(minutes))} {when} it was due."


def reached_at(line: RmaLine) -> datetime | None:
    """When the line does what its target asks for: arrive, or be handed over."""
    if line.terms is not None and line.terms.target_kind == "ship_by":
        return line.route.departs_at if line.route else None
    return line.promise.arrival_at if line.promise else None


def _expected(line: RmaLine, promise: Promise, timezone: str) -> str:
    if promise.arrival_at is None:
        return "Nothing can be sent within ten days."
    arrives = f"We expect it at the site {minute_moment(promise.arrival_at, timezone).local}"
    reached = reached_at(line)
    if reached is None or line.terms is None:
        return f"{arrives}."
    minutes = (line.terms.due_at - reached).total_seconds() / 60
    asked = "arrive" if line.terms.target_kind == "arrive_by" else "be handed over"
    if minutes < 0:
        return f"{arrives}, {duration(-minutes)} after it is due to {asked}."
    return f"{arrives}, {duration(minutes)} before it is due to {asked}."
