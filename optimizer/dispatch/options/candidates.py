"""Ways to serve one demand that passed every test but the target, as columns of equal length."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.horizon import QUARTER_SECONDS, Flags, Ints
from optimizer.dispatch.problem import TEN_DAYS_QUARTER_HOURS, Target
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ways to serve a demand; every array has shape (ways,) but `arrives` and `received`.

    `supply` is the latest receipt that may be waited for [seconds]; `ready`, `departs`, `returns`
    are instants [seconds] (`returns` = `departs` where no vehicle of ours is out); `arrives` and
    `received` have shape (targets + 1, ways): at each target's confidence, the median last.
    `price_cents` is the whole price; `own_cents` and `vehicle_cents` split it for groups.
    """

    bundle: Ints
    depot: Ints
    service: Ints
    supply: Floats
    ready: Floats
    departs: Floats
    returns: Floats
    arrives: Floats
    received: Floats
    price_cents: Ints
    own_cents: Ints
    vehicle_cents: Ints

    @classmethod
    def without_vehicle(
        cls, pairs: "Pairs", departs: Floats, arrives: Floats, received: Floats, price_cents: Ints
    ) -> "Candidates":
        """Ways on which no vehicle of ours is out, one for each pair."""
        return cls(
            pairs.bundle,
            pairs.depot,
            pairs.service,
            pairs.supply,
            pairs.ready,
            departs,
            departs,
            arrives,
            received,
            price_cents,
            price_cents,
            np.zeros_like(price_cents),
        )

    @classmethod
    def none(cls, levels: int) -> "Candidates":
        """No way at all, for so many levels of confidence."""
        whole, real = np.empty(0, dtype=np.int64), np.empty(0)
        arrivals = np.empty((levels, 0))
        instants = (real, real, real, real, arrivals, arrivals)
        return cls(whole, whole, whole, *instants, whole, whole, whole)

    def __len__(self) -> int:
        """Count the ways."""
        return len(self.bundle)

    @property
    def is_trip(self) -> Flags:
        """Ways on which one of our vehicles is out, shape (ways,)."""
        return self.returns > self.departs

    def take(self, chosen: Flags | Ints) -> "Candidates":
        """Ways chosen by mask or index."""
        return Candidates(*(getattr(self, field.name)[..., chosen] for field in fields(Candidates)))


def joined(tables: Sequence[Candidates]) -> Candidates:
    """Ways of several tables as one."""
    return Candidates(
        *(
            np.concatenate([getattr(table, field.name) for table in tables], axis=-1)
            for field in fields(Candidates)
        )
    )


def priced_by_the_vehicle(ways: Candidates) -> Candidates:
    """Ways of a line whose identical mates are planned too: it pays a vehicle and its own part.

    So a mate that is pinned elsewhere does not make it cheaper.
    """
    cents = np.where(ways.is_trip, ways.vehicle_cents + ways.own_cents, ways.price_cents)
    return replace(ways, price_cents=cents)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Depots and services that passed every test without a clock, once for each ready instant.

    Arrays of shape (pairs,), as in `Candidates`.
    """

    bundle: Ints
    depot: Ints
    service: Ints
    supply: Floats
    ready: Floats

    def take(self, chosen: Flags | Ints) -> "Pairs":
        """Pairs chosen by mask or index."""
        return Pairs(*(getattr(self, field.name)[chosen] for field in fields(Pairs)))

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.bundle)


def targets_of(demand: Demand) -> tuple[Target, ...]:
    """Distinct targets of the lines that one shipment serves, in line order."""
    return tuple(dict.fromkeys(line.target for line in demand.shipped_lines))


def seconds_late(target: Target, departs: Floats, received: Floats) -> Floats:
    """How late each way is [seconds]; below zero where it is early."""
    done = departs if target.kind == "ship_by" else received
    return done - target.due_at.timestamp()


def missed_and_tardiness(target: Target, late_seconds: Floats) -> tuple[Ints, Ints]:
    """Weights of a miss and of the started quarter-hours late, shape (ways,) each.

    Source: dispatch.md, objective.
    """
    quarters = np.ceil(np.maximum(late_seconds, 0.0) / QUARTER_SECONDS).astype(np.int64)
    return np.where(late_seconds > 0, target.miss_weight, 0), target.late_weight * quarters


def unassigned_weights(target: Target) -> tuple[int, int]:
    """Weights of a line that nothing serves: a miss, and as late as ten days."""
    return target.miss_weight, target.late_weight * TEN_DAYS_QUARTER_HOURS
