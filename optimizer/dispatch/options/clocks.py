"""Clocks and days of all depots side by side, so that ways from many depots are tested at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.options.horizon import Flags, Horizon, Ints
from optimizer.network import Depot
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class DepotClocks:
    """Offsets [seconds] of shape (depots, quarter-hours) and day flags of shape (depots, days)."""

    horizon: Horizon
    offsets: Floats
    weekend: Flags
    holiday: Flags
    business: Flags

    @classmethod
    def of(cls, horizon: Horizon, depots: Sequence[Depot]) -> "DepotClocks":
        """Clocks of depots in their order."""
        flags = [horizon.flags(depot) for depot in depots]
        return cls(
            horizon,
            np.array([horizon.offsets(depot.timezone) for depot in depots]),
            np.array([each.weekend for each in flags]),
            np.array([each.holiday for each in flags]),
            np.array([each.business for each in flags]),
        )

    def local(self, depot: Ints, at: Floats) -> tuple[Ints, Floats]:
        """Local days since 1970-01-01 and minutes of the day of instants at depots.

        `depot` holds indices and broadcasts against `at`.
        """
        return self.horizon.split(at, self.offsets[depot, self.horizon.quarter(at)])

    def on(self, flags: Flags, depot: Ints, days: Ints) -> Flags:
        """Flags of depots on local days; `depot` broadcasts against `days`."""
        index = np.minimum(np.maximum(days - self.horizon.first_day, 0), flags.shape[1] - 1)
        return np.asarray(flags[depot, index], dtype=np.bool_)
