"""Ways to serve one demand that passed every test but the target, as columns of equal length."""

from dataclasses import dataclass, fields

import numpy as np

from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.horizon import QUARTER_SECONDS, Flags, Ints
from optimizer.dispatch.problem import TEN_DAYS_QUARTER_HOURS, Target
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ways to serve a demand; every array has shape (ways,) but `received`.

    `supply` is the latest receipt that may be waited for [seconds]; `ready`, `departs`, `returns`
    are instants [seconds] (`returns` = `departs` where no vehicle of ours is out); `received` has
    shape (targets + 1, ways): at each target's confidence, the median last.
    `price_cents` is the whole price; `own_cents` and `vehicle_cents` split it for groups.
    """

    bundle: Ints
    depot: Ints
    service: Ints
    supply: Floats
    ready: Floats
    departs: Floats
    returns: Floats
    received: Floats
    price_cents: Ints
    own_cents: Ints
    vehicle_cents: Ints

    @classmethod
    def none(cls, levels: int) -> "Candidates":
        """No way at all, for so many levels of confidence."""
        whole, real = np.empty(0, dtype=np.int64), np.empty(0)
        arrivals = np.empty((levels, 0))
        instants = (real, real, real, real, arrivals)
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


def targets_of(demand: Demand) -> tuple[Target, ...]:
    """Distinct targets of the lines that one shipment serves, in line order."""
    return tuple(dict.fromkeys(line.target for line in demand.shipped_lines))


def seconds_late(target: Target, departs: Floats, received: Floats) -> Floats:
    """How late each way is [seconds]; below zero where it is early."""
    done = departs if target.kind == "ship_by" else received
    return done - target.due_at.timestamp()


def quarters_late(late_seconds: Floats) -> Ints:
    """Started quarter-hours late of each way."""
    return np.ceil(np.maximum(late_seconds, 0.0) / QUARTER_SECONDS).astype(np.int64)


def unassigned_weights(target: Target) -> tuple[int, int]:
    """Weights of a line that nothing serves: a miss, and as late as ten days."""
    return target.miss_weight, target.late_weight * TEN_DAYS_QUARTER_HOURS
