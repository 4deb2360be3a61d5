"""The batch guard: RMAs at the same time, accumulated parts and late RMAs lose a guarantee."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class BatchGuard:
    """What a policy declares about batches; `same` names the fields that RMAs must share.

    The partner is one of them: else the counts of one company would tell of the RMAs of another.
    """

    same: tuple[str, ...]
    same_time_within: timedelta
    accumulated_when_observed_before: timedelta
    accumulated_when_lines_exceed: int
    timely_within_business_days: int

    def __post_init__(self) -> None:
        """Refuse a guard under which partners would meet."""
        if "partner_id" not in self.same:
            raise ValueError("RMAs that a batch guard counts together are of the same partner.")


@dataclass(frozen=True, slots=True)
class BatchFact:
    """What the guard knows of one line.

    `fault_age_business_days` counts the business days of the site after the date of the fault, up
    to the date of the request [days].
    """

    line_id: str
    rma_number: str
    partner_id: str
    site_id: str
    part_number: str
    requested_at: datetime
    observed_at: datetime
    fault_age_business_days: int


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """What the guard found for a line; which numbers exclude a guarantee, the policy says."""

    rma_count_same_time: int
    faulty_parts_in_rma: int
    rma_timely: bool


def batch_counts(guard: BatchGuard, facts: Sequence[BatchFact]) -> Mapping[str, BatchCounts]:
    """Count for every line what its RMA and those around it ask for, by line id.

    Source: deadlines.md, "The batch guard's inputs".
    """
    alike = _grouped(facts, guard.same)
    in_rma = _grouped(facts, ("rma_number", "part_number"))
    counts = {}
    for fact in facts:
        together = in_rma[_key(fact, ("rma_number", "part_number"))]
        counts[fact.line_id] = BatchCounts(
            _rmas_around(guard, fact, alike[_key(fact, guard.same)]),
            _accumulated(guard, together),
            all(
                other.fault_age_business_days <= guard.timely_within_business_days
                for other in together
            ),
        )
    return counts


def _key(fact: BatchFact, fields: Iterable[str]) -> tuple[object, ...]:
    return tuple(getattr(fact, field) for field in fields)


def _grouped(
    facts: Sequence[BatchFact], fields: Sequence[str]
) -> Mapping[tuple[object, ...], Sequence[BatchFact]]:
    groups: dict[tuple[object, ...], list[BatchFact]] = {}
    for fact in facts:
        groups.setdefault(_key(fact, fields), []).append(fact)
    return groups


def _rmas_around(guard: BatchGuard, fact: BatchFact, alike: Sequence[BatchFact]) -> int:
    """Count RMAs opened shortly before or after this one, this one included."""
    around = {
        other.rma_number
        for other in alike
        if abs(other.requested_at - fact.requested_at) <= guard.same_time_within
    }
    return len(around)


def _accumulated(guard: BatchGuard, lines: Sequence[BatchFact]) -> int:
    """Count the lines of one part in one RMA that have accumulated; 1 when none has."""
    if len(lines) > guard.accumulated_when_lines_exceed:
        return len(lines)
    old = sum(
        line.requested_at - line.observed_at > guard.accumulated_when_observed_before
        for line in lines
    )
    return max(1, old)
