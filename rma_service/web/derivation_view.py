"""How a target came about, step by step, in words."""

from collections.abc import Iterable

from rma_service.policies.deadline import Deadline
from rma_service.policies.outcome import Trace
from rma_service.policies.telling import clause_sentence, counting_sentences, rest_sentences
from rma_service.wording import day_of, moment


def derivation_steps(found: Deadline, timezone: str) -> tuple[str, ...]:
    """Steps from the clause to the due instant, each one sentence."""
    return () if found.trace is None else tuple(_steps(found, found.trace, timezone))


def _steps(found: Deadline, trace: Trace, timezone: str) -> Iterable[str]:
    yield clause_sentence(trace)
    yield f"The clock starts {moment(found.received_at, timezone).local}."
    yield from counting_sentences(trace, timezone)
    if found.ship_date:
        yield f"The part must be handed over by {day_of(found.ship_date)}."
    yield f"It is due {moment(found.due_at, timezone).local}."
    if found.not_owed_reason:
        yield f"Nothing is owed: {found.not_owed_reason}"
    yield from rest_sentences(trace)
