"""Lines as the search for the best way to send them knows them: who meets whom, and what passes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from rma_service.domain.batch import BatchCounts, BatchFact, BatchGuard
from rma_service.domain.crowd import Crowd, Passing, Taken
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine
from rma_service.domain.staggering import FactsAt
from rma_service.usecases.intake import Basis, judged, request_row
from rma_service.usecases.judging import batch_facts, owed_if
from rma_service.usecases.meeting import guard_of, policy_of

_Key = tuple[object, ...]


def sent_at(line: RmaLine, number: str, at: datetime) -> RmaLine:
    """A line as it would be if it was sent in an RMA at an instant."""
    told = line.reported
    form_completed_at = None if told.form_completed_at is None else at
    moved = replace(
        told, requested_at=at, part_deemed_necessary_at=at, form_completed_at=form_completed_at
    )
    return replace(line, rma_number=number, reported=moved)


def crowds_of(lines: Sequence[RmaLine], beside: Sequence[RmaLine], basis: Basis) -> list[Crowd]:
    """Lines by their policy and by what they share at its guard; without a guard, in no crowd."""
    before = _keyed(_counted(beside, basis), basis)
    groups: dict[_Key, list[RmaLine]] = {}
    for key, line in _keyed(lines, basis):
        groups.setdefault(key, []).append(line)
    return [
        _crowd(own, [line for other, line in before if other == key], basis)
        for key, own in groups.items()
    ]


def facts_of(lines: Sequence[RmaLine], basis: Basis) -> FactsAt:
    """What the guard would know of lines if they were sent at an instant, found once for each."""
    known: dict[datetime, Mapping[str, BatchFact]] = {}

    def facts_at(at: datetime) -> Mapping[str, BatchFact]:
        if at not in known:
            moved = [sent_at(line, line.rma_number, at) for line in lines]
            known[at] = _facts(moved, basis)
        return known[at]

    return facts_at


def _facts(lines: Sequence[RmaLine], basis: Basis) -> Mapping[str, BatchFact]:
    rows = [request_row(line) for line in lines]
    facts = batch_facts(basis.directory, basis.policies, rows)
    return {fact.line_id: fact for fact in facts}


def _counted(beside: Sequence[RmaLine], basis: Basis) -> list[RmaLine]:
    """Lines that the guard counts: not those that are rejected when they are judged once more."""
    return [
        line
        for line, again in zip(beside, judged(beside, basis), strict=True)
        if again.state is not State.REJECTED
    ]


def _keyed(lines: Sequence[RmaLine], basis: Basis) -> list[tuple[_Key, RmaLine]]:
    """Lines that a guard knows, each with what it shares with those that it would meet."""
    facts = _facts(lines, basis)
    found: list[tuple[_Key, RmaLine]] = []
    for line in lines:
        policy = policy_of(line, basis)
        guard = None if policy is None else guard_of(policy)
        if policy is not None and guard is not None:
            fact = facts[line.line_id]
            found.append(((policy.name, *(getattr(fact, name) for name in guard.same)), line))
    return found


def _crowd(lines: Sequence[RmaLine], met: Sequence[RmaLine], basis: Basis) -> Crowd:
    """Lines that meet, at the guard that looks furthest and by the strictest of their readings."""
    guards = {guard: None for guard in (_guard(line, basis) for line in lines) if guard}
    of_contracts = {line.reported.contract_id: line for line in lines}
    passings = [_passing(line, len(lines), basis) for line in of_contracts.values()]
    strictest = Passing(
        min(each.rmas_at_once for each in passings),
        min(each.parts_in_rma for each in passings),
        all(each.late for each in passings),
    )
    return Crowd(
        max(guards, key=lambda each: each.same_time_within),
        strictest,
        tuple(line.line_id for line in lines),
        _taken(met),
        len(guards) == len(set(passings)) == 1,
    )


def _guard(line: RmaLine, basis: Basis) -> BatchGuard | None:
    policy = policy_of(line, basis)
    return None if policy is None else guard_of(policy)


def _taken(met: Iterable[RmaLine]) -> tuple[Taken, ...]:
    """RMAs that were sent before, each with how many open lines of it are owed."""
    owed: dict[tuple[str, datetime], int] = {}
    for line in met:
        rma = (line.rma_number, line.reported.requested_at)
        owed[rma] = owed.get(rma, 0) + is_owed(line)
    return tuple(Taken(at, lines) for (_, at), lines in owed.items())


def is_owed(line: RmaLine) -> bool:
    """Whether a line is open and owed a guarantee."""
    return line.state is State.OPEN and line.terms is not None and line.terms.owed


def _passing(line: RmaLine, most: int, basis: Basis) -> Passing:
    """What the policy of a line lets pass, found by asking it with up to so many RMAs or parts."""
    told = line.reported
    whole = replace(told, form_completed_at=told.form_completed_at or told.requested_at)
    row = request_row(replace(line, reported=whole))

    def passes(rmas: int, parts: int, *, timely: bool = True) -> bool:
        counts = BatchCounts(rmas, parts, timely)
        return owed_if(basis.directory, basis.policies, row, counts)

    return Passing(
        _passed(lambda number: passes(number, 1), most),
        _passed(lambda number: passes(1, number), most),
        passes(1, 1, timely=False),
    )


def _passed(passes: Callable[[int], bool], most: int) -> int:
    """How many pass, up to the first number that does not."""
    return sum(1 for _ in takewhile(passes, range(1, most + 1)))
