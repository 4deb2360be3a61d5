"""How a target came about, step by step, in words."""

from collections.abc import Iterable
from datetime import timedelta

from rma_service.policies.evaluate import Deadline, Trace
from rma_service.wording import day_of, duration, moment


def derivation_steps(found: Deadline, timezone: str) -> tuple[str, ...]:
    """Steps from the clause to the due instant, each one sentence."""
    return tuple(_steps(found, timezone))


def _steps(found: Deadline, timezone: str) -> Iterable[str]:
    yield f"Clause {found.clause} says: {_quoted(found.trace)}"
    yield f"The clock starts {moment(found.received_at, timezone).local}."
    yield from _days(found.trace)
    if found.trace.clock_change:
        yield f"Local clocks move by {_change(found.trace.clock_change)} in between."
    if found.ship_date:
        yield f"The part must be handed over by {day_of(found.ship_date)}."
    yield f"It is due {moment(found.due_at, timezone).local}."
    if found.not_owed_reason:
        yield f"Nothing is owed: {found.not_owed_reason}"
    versions = ", ".join(f"{name} {version}" for name, version in found.trace.versions.items())
    yield f"Derived with {versions}."


def _quoted(trace: Trace) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{trace.quote.strip()}\N{RIGHT DOUBLE QUOTATION MARK}"


def _days(trace: Trace) -> Iterable[str]:
    for day, taken_for in trace.days.items():
        yield f"{day_of(day)}: {taken_for.replace('_', ' ')}."


def _change(change: timedelta) -> str:
    return duration(change.total_seconds() / 60)
