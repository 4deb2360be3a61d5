"""The deadline of a replacement part, with what it weighs in a dispatch plan."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from rma_service.policies.case import BadCaseError, Case, HaltedError
from rma_service.policies.evaluate import evaluate
from rma_service.policies.outcome import Outcome, Trace
from rma_service.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class Deadline:
    """One evaluation. Not owed: the clause is the one that excludes it, the sentence says why.

    A `due_at` that ends a day is the first instant of the next one; it is met before it.
    """

    kind: Literal["arrive_by", "ship_by"]
    received_at: datetime
    due_at: datetime
    due_date: date | None
    ship_date: date | None
    owed: bool
    not_owed_reason: str | None
    clause: str
    confidence: float
    miss_weight: int
    late_weight: int
    trace: Trace | None


def deadline(policy: Policy, case: Case, *, trace: bool = True) -> Deadline:
    """Evaluate the deadline of a replacement part, and weigh it.

    Raises
    ------
    HaltedError
        When its clock stands.
    BadCaseError
        When the policy promises no such thing, or the case cannot be judged.
    """
    owed = next(
        (each for each in policy.owed if each.when.fits(case.service_level, case.priority)), None
    )
    if owed is None:
        raise BadCaseError(
            "unknown_target", f"{policy.document} plans nothing for {case.target!r}."
        )
    found = evaluate(policy, case, trace=trace)
    weights = owed.weights if found.owed else policy.not_owed
    return Deadline(
        kind=_kind(found),
        received_at=_instant(found, "received_at"),
        due_at=_instant(found, "due_at"),
        due_date=_date(found, "due_date"),
        ship_date=_date(found, "ship_date"),
        owed=found.owed,
        not_owed_reason=found.not_owed_reason,
        clause=found.clause,
        confidence=owed.confidence,
        miss_weight=weights.miss_weight,
        late_weight=weights.late_weight,
        trace=found.trace,
    )


def _kind(found: Outcome) -> Literal["arrive_by", "ship_by"]:
    if found.kind == "arrive_by":
        return "arrive_by"
    if found.kind == "ship_by":
        return "ship_by"
    raise BadCaseError("unknown_target", f"{found.target} is no arrival and no shipping.")


def _instant(found: Outcome, key: str) -> datetime:
    at = found.values.get(key)
    if isinstance(at, datetime):
        return at
    raise HaltedError


def _date(found: Outcome, key: str) -> date | None:
    day = found.values.get(key)
    return day if isinstance(day, date) else None
