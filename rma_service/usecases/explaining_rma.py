"""How the targets of an RMA came about, in sentences."""

from collections.abc import Callable, Iterator
from datetime import datetime

from rma_service.db.engine import Database
from rma_service.domain.people import Principal, Role
from rma_service.policies.telling import trace_sentences
from rma_service.usecases.explaining import Explained
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.targets import RmaTarget, targets_of

ASKER = Principal("rma explain-target", Role.DISPATCHER)
"""Who asks at the terminal of the server: somebody who may see every RMA."""


def explain_rma(
    database: Database, clock: Callable[[], datetime], rma_number: str, target: str | None
) -> tuple[Explained, ...]:
    """Explain every target of an RMA and its lines, or those of one name.

    Raises
    ------
    NotFound
        When there is no such RMA.
    FaultyInput
        When it has no target of that name.
    """
    _, found = targets_of(database, clock, ASKER, rma_number)
    chosen = [each for each in found if target in {None, each.target}]
    if not chosen:
        names = ", ".join(dict.fromkeys(each.target for each in found)) or "none"
        asked = "" if target is None else f" of the name {target}"
        raise FaultyInput([f"{rma_number} has no target{asked}; what it has: {names}."])
    return tuple(_explained(each, rma_number) for each in chosen)


def _explained(target: RmaTarget, rma_number: str) -> Explained:
    purpose = f", for {target.purpose.replace('_', ' ')}" if target.purpose else ""
    state = target.state.value.replace("_", " ")
    heading = f"{target.line_id or rma_number}: {target.target}{purpose}: {state}"
    return Explained(heading, tuple(_sentences(target)))


def _sentences(target: RmaTarget) -> Iterator[str]:
    if target.outcome is not None:
        yield from trace_sentences(target.outcome, target.timezone)
        return
    yield f"Told by clause {target.said.clause}:"
    yield from (f"{key} is {value}." for key, value in target.said.values.items())
    yield target.differs
