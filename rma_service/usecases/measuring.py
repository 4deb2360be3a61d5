"""A promise whose way stays, held against another target: what may still be said of it."""

from dataclasses import replace
from datetime import datetime

from optimizer.calendars import instant_text
from rma_service.domain.rma_record import Promise, RmaLine, Terms


def measured_anew(line: RmaLine, old: Terms | None, at: datetime) -> RmaLine:
    """A line with new terms, told what its way amounts to under them; the way does not change.

    A way was planned at the confidence that the old target owed: if it meets the new one and that
    owes no more, it is guaranteed. If that owes more, the way is at risk; if it is late, or none is
    known, nobody has proved that no other one is better. A probability was that of the old target,
    and stays only where the new one is no harder.
    """
    promise, terms = line.promise, line.terms
    if promise is None or terms is None:
        return line
    done_at = _done_at(line, promise, terms)
    word = _word(done_at, old, terms)
    sentence = _sentence(terms, done_at)
    told = replace(
        promise,
        promised_at=at,
        verdict=word if terms.owed else "excluded_by_clause",
        outlook=None if terms.owed else word,
        sentence=sentence if terms.owed else terms.not_owed_reason or sentence,
        clause=terms.clause,
        owed=terms.owed,
        due_at=terms.due_at,
        probability=promise.probability if _is_no_harder(old, terms) else None,
    )
    return replace(line, promise=told)


def _done_at(line: RmaLine, promise: Promise, terms: Terms) -> datetime | None:
    """When the way of a line does what its target asks for: arrive, or leave the depot."""
    if terms.target_kind != "ship_by":
        return promise.arrival_at
    return line.progress.shipped_at or (None if line.route is None else line.route.departs_at)


def _word(done_at: datetime | None, old: Terms | None, new: Terms) -> str:
    if done_at is None or done_at > new.due_at:
        return "not_proved"
    return "guaranteed" if old is not None and new.confidence <= old.confidence else "at_risk"


def _is_no_harder(old: Terms | None, new: Terms) -> bool:
    return old is not None and old.target_kind == new.target_kind and old.due_at <= new.due_at


def _sentence(terms: Terms, done_at: datetime | None) -> str:
    due = f"The target was set anew and is due {instant_text(terms.due_at)}; the way stays."
    if done_at is None:
        return f"{due} None is known yet that meets it."
    does = "leaves" if terms.target_kind == "ship_by" else "arrives"
    when = "in time" if done_at <= terms.due_at else "after it, and no better way is proved yet"
    return f"{due} It {does} {instant_text(done_at)}, {when}."
