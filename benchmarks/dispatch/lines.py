"""Lines drawn from what is installed and how often it fails, with the deadlines of its contract."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

import numpy as np

from benchmarks.dispatch.demo import NOW, Demo, demo
from optimizer.dispatch.problem import Line, Target
from rma_service.domain.batch import BatchCounts
from rma_service.policies.case import Case
from rma_service.policies.deadline import Deadline, deadline

KIT_SHARE = 0.04
"""RMAs that ask for several parts of one unit, to be shipped together."""

GROUP_SHARE = 0.008
"""RMAs that ask for several units of the same part."""

NOT_OWED_SHARE = 0.08
"""RMAs for which the batch guard leaves nothing owed."""

MOST_KIT_LINES = 5
MOST_GROUP_LINES = 20
JITTER_MINUTES = 45
"""How much older or younger an RMA is than the one of the demonstration network it is like."""

BEYOND_GUARD = BatchCounts(10_000, 10_000, rma_timely=False)
"""Counts that exceed whatever a batch guard allows."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Whether RMAs of several lines are drawn: kits, and groups of identical lines."""

    kits: bool = True
    groups: bool = True


def lines_of(count: int, mix: Mix, chance: np.random.Generator) -> tuple[Line, ...]:
    """So many lines, RMA after RMA; the last RMA is cut where it would be too long."""
    lines: list[Line] = []
    for number, rma in enumerate(_rmas(demo(), mix, chance)):
        lines += rma.lines(number)[: count - len(lines)]
        if len(lines) == count:
            return tuple(lines)
    raise AssertionError


@dataclass(frozen=True, slots=True)
class _Rma:
    site_id: str
    partner_id: str
    part_numbers: tuple[str, ...]
    ship_together: bool
    found: Deadline

    def lines(self, number: int) -> list[Line]:
        target = Target(
            self.found.kind,
            self.found.due_at,
            self.found.owed,
            self.found.clause,
            self.found.confidence,
            self.found.miss_weight,
            self.found.late_weight,
            self.found.not_owed_reason,
        )
        return [
            Line(
                f"R{number:06d}-{place:02d}",
                f"R{number:06d}",
                self.partner_id,
                self.site_id,
                part_number,
                self.found.received_at,
                self.ship_together,
                target,
            )
            for place, part_number in enumerate(self.part_numbers, start=1)
        ]


def _rmas(facts: Demo, mix: Mix, chance: np.random.Generator) -> Iterator[_Rma]:
    network, chances = facts.directory.network, np.cumsum(facts.chances)
    while True:
        place = min(int(np.searchsorted(chances, chance.random())), len(chances) - 1)
        site_id, platform, part_number = facts.asked[place]
        kind = chance.random()
        parts: tuple[str, ...] = (part_number,)
        if kind < KIT_SHARE and mix.kits:
            parts = _kit(part_number, sorted(network.bills_of_material[platform]), chance)
        elif KIT_SHARE <= kind < KIT_SHARE + GROUP_SHARE and mix.groups:
            parts = (part_number,) * int(chance.integers(2, MOST_GROUP_LINES + 1))
        found = _deadline(facts, site_id, platform, chance)
        together = len(set(parts)) > 1
        yield _Rma(site_id, network.sites[site_id].partner_id, parts, together, found)


def _kit(part_number: str, others: list[str], chance: np.random.Generator) -> tuple[str, ...]:
    """A part and some others of its platform, in the order of their numbers."""
    rest = [each for each in others if each != part_number]
    size = min(int(chance.integers(1, MOST_KIT_LINES)), len(rest))
    chosen = chance.permutation(len(rest))[:size].tolist()
    return tuple(sorted([part_number, *(rest[place] for place in chosen)]))


def _deadline(facts: Demo, site_id: str, platform: str, chance: np.random.Generator) -> Deadline:
    """Deadline of an RMA that is about as old as one of the demonstration network."""
    contract = facts.directory.contracts[facts.directory.installed_contracts[site_id, platform]]
    policy, site = facts.policies[contract.policy], facts.directory.network.sites[site_id]
    ask = facts.asks[int(chance.integers(len(facts.asks)))]
    jitter = timedelta(minutes=int(chance.integers(-JITTER_MINUTES, JITTER_MINUTES + 1)))
    asked_at = NOW - max(timedelta(minutes=1), ask.age + jitter)
    guard = asdict(BEYOND_GUARD) if chance.random() < NOT_OWED_SHARE else {}
    events = dict.fromkeys(_ASKED, asked_at) | guard
    case = Case(
        target=policy.uses.get("replacement", "replacement"),
        service_level=contract.service_level,
        priority=ask.priority,
        event={name: each for name, each in events.items() if name in policy.events},
        country=site.country,
        subdivision=site.subdivision,
        timezone=site.timezone,
        params=contract.params,
    )
    return deadline(policy, case, trace=False)


_ASKED = ("rma_generated_at", "part_deemed_necessary_at", "form_completed_at")
