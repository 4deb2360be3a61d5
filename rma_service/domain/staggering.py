"""Lines split into RMAs that are sent one after the other, so that the most of them are owed.

The search is exact, because everything only gets worse by waiting. A line is fresh, then one that
has accumulated, then too late, and never goes back; an older fault is always further on this way
than a younger one. So each batch takes the oldest faults that still pass, at the first instant at
which the guard lets an RMA pass, and no other choice serves more lines or ends earlier. Lines that
cannot pass any more are sent last, in one RMA, where they take no guarantee from others.

How many lines are owed is proved in any case but two: a policy lets several RMAs pass at once, and
others were sent shortly before; or what passes differs between lines that meet. The rest is not
where there are many instants to choose from, and where lines that are too late could go before the
others because what they would meet is lost too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations

from rma_service.domain.batch import BatchFact, BatchGuard
from rma_service.domain.crowd import Crowd

FactsAt = Callable[[datetime], Mapping[str, BatchFact]]
"""What the guard would know of each line, by its id, if the line was sent at an instant."""

MOST_INSTANTS = 10
"""Instants of which every set is tried for fewer RMAs; with more, that number stays unproved."""


@dataclass(frozen=True, slots=True)
class Sending:
    """An RMA, and when it is sent."""

    at: datetime
    line_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staggered:
    """RMAs in the order in which they are sent; `proved` when no way is better.

    Better is: more lines are owed; then, the last RMA is sent earlier; then, there are fewer RMAs.
    """

    sendings: tuple[Sending, ...]
    owed: frozenset[str]
    proved: bool


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a crowd sends at one instant: lines for each of its RMAs then."""

    at: datetime
    rmas: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Way:
    """The turns of a crowd, and which of its lines are owed by them."""

    crowd: Crowd
    turns: Sequence[_Turn]
    owed: frozenset[str]

    @property
    def is_best(self) -> bool:
        """Whether there is no better way for this crowd alone."""
        several = self.crowd.passing.rmas_at_once > 1
        lost = any(not each.owed_lines for each in self.crowd.taken)
        late = 0 < len(self.owed) < len(self.crowd.line_ids)
        doubtful = (several and self.crowd.taken) or (late and lost)
        return self.crowd.alike and not doubtful


def staggered(
    crowds: Sequence[Crowd], facts_at: FactsAt, at: datetime, room: timedelta
) -> Staggered:
    """Split lines into RMAs, the first of which may be sent at an instant.

    Between two RMAs that would meet lie the window of the guard and some room, so that the first
    may be sent so much later than is said here.

    Source: deadlines.md, "The batch guard's inputs".
    """
    ways = [_best_way(crowd, facts_at, at, room) for crowd in crowds]
    chosen, fewest = _with_fewest_rmas(ways, facts_at, at, room)
    owed = frozenset[str]().union(*(way.owed for way in chosen))
    return Staggered(_sendings(chosen), owed, fewest and all(way.is_best for way in ways))


def sent_together(crowds: Sequence[Crowd], facts_at: FactsAt, at: datetime) -> Staggered:
    """Send all lines in one RMA, as a kit must be, at the first instant when the most are owed."""
    instants = sorted({at, *(crowd.clear(at) for crowd in crowds)})
    worth = {each: _owed_together(crowds, facts_at(each), each) for each in instants}
    best = max(instants, key=lambda each: worth[each][1])  # the first of equal ones
    line_ids = tuple(line_id for crowd in crowds for line_id in crowd.line_ids)
    return Staggered((Sending(best, line_ids),), worth[best][0], proved=True)


def _owed_together(
    crowds: Sequence[Crowd], facts: Mapping[str, BatchFact], at: datetime
) -> tuple[frozenset[str], int]:
    """Lines that are owed when all are sent at once; how many, less what other RMAs lose."""
    owed: set[str] = set()
    lost = 0
    for crowd in crowds:
        met = [each for each in crowd.taken if crowd.meets(each, at)]
        lost += sum(each.owed_lines for each in met)
        for lines in _by_part(crowd.line_ids, facts):
            batch = _next_batch(crowd, lines)
            if len(batch) == len(lines) and len(met) < crowd.passing.rmas_at_once:
                owed.update(batch)
    return frozenset(owed), len(owed) - lost


def _best_way(crowd: Crowd, facts_at: FactsAt, at: datetime, room: timedelta) -> _Way:
    """As many lines as can be owed, as early as that goes.

    Where none can, RMAs that are not owed either may be met.
    """
    way = _way(crowd, facts_at, _instants(crowd, at, room))
    if way is None or not way.owed:
        owed = tuple(each for each in crowd.taken if each.owed_lines)
        hopeless = replace(crowd, passing=replace(crowd.passing, rmas_at_once=0), taken=owed)
        way = _way(hopeless, facts_at, _instants(hopeless, at, room))
    if way is None:
        raise ValueError("Instants do not end before every line had its turn.")
    return way


def _way(crowd: Crowd, facts_at: FactsAt, instants: Iterable[datetime]) -> _Way | None:
    """Serve the lines of a crowd at the instants in turn; None: these end too early."""
    left, turns, owed = list(crowd.line_ids), [], set[str]()
    for instant in instants:
        rmas: list[list[str]] = []
        for lines in _by_part(left, facts_at(instant)):
            batches, passed = _batches(crowd, lines)
            owed |= passed
            rmas += [[] for _ in batches[len(rmas) :]]
            for rma, batch in zip(rmas, batches, strict=False):
                rma.extend(batch)
        turns.append(_Turn(instant, rmas))
        sent = {line_id for rma in rmas for line_id in rma}
        left = [each for each in left if each not in sent]
        if not left:
            return _Way(crowd, turns, frozenset(owed))
    return None


def _batches(crowd: Crowd, lines: Sequence[BatchFact]) -> tuple[list[list[str]], set[str]]:
    """Lines of one part for each RMA of one instant, and those of them that are owed."""
    batches: list[list[str]] = []
    left, most = list(lines), max(crowd.passing.rmas_at_once, 1)
    while len(batches) < most and (batch := _next_batch(crowd, left)):
        batches.append(batch)
        left = [each for each in left if each.line_id not in batch]
    owed = {line_id for batch in batches for line_id in batch}
    if left and len(batches) < most:
        batches.append([each.line_id for each in left])
    return batches, owed


def _next_batch(crowd: Crowd, lines: Sequence[BatchFact]) -> list[str]:
    """The oldest faults of one part that pass in one RMA; there may be none."""
    guard, passing = crowd.guard, crowd.passing
    if min(passing.rmas_at_once, passing.parts_in_rma) < 1:
        return []
    timely = [
        each
        for each in sorted(lines, key=lambda each: (each.observed_at, each.line_id))
        if passing.late or each.fault_age_business_days <= guard.timely_within_business_days
    ]
    old = [each for each in timely if _is_old(guard, each)]
    most = max(guard.accumulated_when_lines_exceed, passing.parts_in_rma)
    taken = [*old[: passing.parts_in_rma], *timely[len(old) :]]
    return [each.line_id for each in taken[:most]]


def _is_old(guard: BatchGuard, fact: BatchFact) -> bool:
    return fact.requested_at - fact.observed_at > guard.accumulated_when_observed_before


def _by_part(
    line_ids: Iterable[str], facts: Mapping[str, BatchFact]
) -> Iterable[Sequence[BatchFact]]:
    groups: dict[str, list[BatchFact]] = {}
    for fact in (facts[line_id] for line_id in line_ids):
        groups.setdefault(fact.part_number, []).append(fact)
    return groups.values()


def _instants(crowd: Crowd, at: datetime, room: timedelta) -> Iterator[datetime]:
    """Instants at which a crowd may send, each as early as the one before lets it be."""
    instant = crowd.clear(at)
    while True:
        yield instant
        instant = crowd.after(instant, room)


def _with_fewest_rmas(
    ways: Sequence[_Way], facts_at: FactsAt, at: datetime, room: timedelta
) -> tuple[Sequence[_Way], bool]:
    """Ways that owe as many lines and end as early in the fewest RMAs; whether that is proved."""
    least = max((sum(len(turn.rmas) for turn in way.turns) for way in ways), default=0)
    most = len(_sendings(ways))
    last = max((way.turns[-1].at for way in ways), default=at)
    grid = _grid([way.crowd for way in ways], (at, last), room)
    if least == most:
        return ways, True
    if len(grid) > MOST_INSTANTS or any(way.crowd.passing.rmas_at_once > 1 for way in ways):
        return ways, False
    for count in range(least, most):
        for instants in combinations(grid, count):
            found = _as_good(ways, facts_at, instants, room)
            if found is not None:
                return found, True
    return ways, True


def _as_good(
    ways: Sequence[_Way], facts_at: FactsAt, instants: Sequence[datetime], room: timedelta
) -> Sequence[_Way] | None:
    """Ways at some instants only, if as many lines are owed by them."""
    found = []
    for best in ways:
        way = _way(best.crowd, facts_at, _spaced(best.crowd, instants, room))
        if way is None or len(way.owed) < len(best.owed):
            return None
        found.append(way)
    return found


def _spaced(crowd: Crowd, instants: Sequence[datetime], room: timedelta) -> Iterator[datetime]:
    """Those of some instants at which a crowd may send, the earliest first."""
    soonest = instants[0]
    for instant in instants:
        if instant >= soonest and crowd.clear(instant) == instant:
            yield instant
            soonest = crowd.after(instant, room)


def _grid(
    crowds: Sequence[Crowd], span: tuple[datetime, datetime], room: timedelta
) -> Sequence[datetime]:
    """Instants of a span at which some RMA may have to wait for another; a few more than count."""
    first, last = span
    grid, new = set[datetime](), {first}
    while new and len(grid) <= MOST_INSTANTS:
        grid |= new
        further = {
            instant
            for known in new
            for crowd in crowds
            for instant in (crowd.clear(known), crowd.after(known, room))
        }
        new = {each for each in further if each <= last} - grid
    return sorted(grid)


def _sendings(ways: Sequence[_Way]) -> tuple[Sending, ...]:
    """RMAs of all crowds; what crowds send at one instant goes together."""
    found: dict[tuple[datetime, int], list[str]] = {}
    for way in ways:
        for turn in way.turns:
            for place, line_ids in enumerate(turn.rmas):
                found.setdefault((turn.at, place), []).extend(line_ids)
    return tuple(Sending(at, tuple(ids)) for (at, _), ids in sorted(found.items()) if ids)
