"""Every way to send a few lines at whole minutes, each judged by the guard itself.

A world for the advice on staggering that is small enough to try everything: the window is two
minutes, a fault counts as accumulated after six, and a business day lasts four.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random

from rma_service.domain.batch import BatchCounts, BatchFact, BatchGuard, batch_counts
from rma_service.domain.crowd import Crowd, Passing, Taken

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NO_ROOM = timedelta(0)
GUARD = BatchGuard(
    same=("partner_id", "site_id", "part_number"),
    same_time_within=2 * MINUTE,
    accumulated_when_observed_before=6 * MINUTE,
    accumulated_when_lines_exceed=2,
    timely_within_business_days=3,
)
STRICT = Passing(rmas_at_once=1, parts_in_rma=1)

Score = tuple[int, float, int]
"""How many lines are owed, how early the last RMA is sent, how few RMAs there are."""


@dataclass(frozen=True, slots=True)
class World:
    """Lines of parts whose faults were seen so many minutes before nine, and RMAs sent before."""

    faults: tuple[tuple[str, int], ...]
    sent: tuple[tuple[str, int], ...] = ()
    passing: Passing = STRICT
    guard: BatchGuard = GUARD

    def facts_at(self, at: datetime) -> Mapping[str, BatchFact]:
        """What the guard knows of each line when it is sent at an instant."""
        return {
            f"L{place}": self._fact(f"L{place}", "new", part, at, NINE - minutes * MINUTE)
            for place, (part, minutes) in enumerate(self.faults)
        }

    def crowds(self) -> list[Crowd]:
        """The lines by what they must share."""
        groups: dict[object, list[BatchFact]] = {}
        for fact in self.facts_at(NINE).values():
            groups.setdefault(self._key(fact), []).append(fact)
        return [self._crowd(key, facts) for key, facts in groups.items()]

    def earlier(self) -> list[BatchFact]:
        """Lines of the RMAs that were sent before, whose faults were seen then."""
        return [
            self._fact(f"E{place}", f"E{place}", part, at := NINE - minutes * MINUTE, at)
            for place, (part, minutes) in enumerate(self.sent)
        ]

    def owed(self, facts: Sequence[BatchFact]) -> set[str]:
        """Lines that the guard lets pass."""
        counts = batch_counts(self.guard, facts)
        return {line_id for line_id, each in counts.items() if self._passes(each)}

    def best(self, minutes: int) -> Score:
        """The best score of all ways to send the lines within so many minutes."""
        return max(self._scores(minutes))

    def score(self, sendings: Sequence[tuple[datetime, Sequence[str]]]) -> Score:
        """Score of RMAs that are sent at instants."""
        facts = [
            replace(self.facts_at(at)[line_id], rma_number=f"R{place}")
            for place, (at, line_ids) in enumerate(sendings)
            for line_id in line_ids
        ]
        owed = len(self.owed([*facts, *self.earlier()]))
        return owed, -max(at.timestamp() for at, _ in sendings), -len(sendings)

    def _scores(self, minutes: int) -> Iterator[Score]:
        ids = sorted(self.facts_at(NINE))
        rmas = [(m, k) for m in range(minutes + 1) for k in range(self.passing.rmas_at_once or 1)]
        for chosen in product(rmas, repeat=len(ids)):
            groups: dict[tuple[int, int], list[str]] = {}
            for line_id, rma in zip(ids, chosen, strict=True):
                groups.setdefault(rma, []).append(line_id)
            yield self.score([(NINE + m * MINUTE, each) for (m, _), each in groups.items()])

    def _passes(self, counts: BatchCounts) -> bool:
        return (
            counts.rma_count_same_time <= self.passing.rmas_at_once
            and counts.faulty_parts_in_rma <= self.passing.parts_in_rma
            and (counts.rma_timely or self.passing.late)
        )

    def _crowd(self, key: object, facts: Sequence[BatchFact]) -> Crowd:
        owed = self.owed(self.earlier())
        taken = tuple(
            Taken(each.requested_at, int(each.line_id in owed))
            for each in self.earlier()
            if self._key(each) == key
        )
        return Crowd(self.guard, self.passing, tuple(each.line_id for each in facts), taken)

    def _key(self, fact: BatchFact) -> tuple[object, ...]:
        return tuple(getattr(fact, name) for name in self.guard.same)

    def _fact(
        self, line_id: str, rma: str, part: str, at: datetime, observed_at: datetime
    ) -> BatchFact:
        days = int((at - observed_at) / (4 * MINUTE))
        return BatchFact(line_id, rma, "PA01", "S1", part, at, observed_at, days)


def some_world(seed: int, lines: int = 4) -> World:
    """A small world: up to four lines of two parts, and up to two RMAs that were sent before."""
    draw = Random(seed)  # noqa: S311 - worlds of a test, nothing to keep secret
    parts = draw.choice(["A", "AB"])
    return World(
        tuple((draw.choice(parts), draw.randrange(16)) for _ in range(draw.randint(1, lines))),
        tuple((draw.choice(parts), draw.randint(1, 5)) for _ in range(draw.choice([0, 0, 1, 2]))),
        replace(STRICT, parts_in_rma=draw.choice([1, 1, 2, 3])),
        replace(GUARD, same=draw.choice([GUARD.same, GUARD.same, ("partner_id", "site_id")])),
    )
