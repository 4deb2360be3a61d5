"""Open stretches of a place, and when something is open again or so much work is done."""

from bisect import bisect_right
from dataclasses import dataclass
from math import inf

import numpy as np

from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Windows:
    """Open stretches as opening and closing instants [seconds], in order; None: always open."""

    opens: Floats
    closes: Floats

    def next_open(self, at: Floats) -> Floats:
        """Instant itself where it lies inside [open, close), else the next opening; inf: never."""
        following = np.searchsorted(self.closes, at, side="right")
        return np.asarray(np.maximum(at, np.append(self.opens, np.inf)[following]))

    def opening(self, at: float) -> float:
        """The same of one instant."""
        following = bisect_right(self.closes, at)
        return inf if following == len(self.opens) else max(at, float(self.opens[following]))

    def delivered(self, at: Floats) -> Floats:
        """When scheduled deliveries are received: one at closing time still counts.

        Source: dispatch.md, "Details, settled once".
        """
        following = np.searchsorted(self.closes, at, side="left")
        return np.asarray(np.maximum(at, np.append(self.opens, np.inf)[following]))

    def with_stretch(self, start: float, end: float) -> "Windows":
        """Windows that are open in [start, end) as well; those that meet become one."""
        apart = (self.closes < start) | (self.opens > end)
        met_opens, met_closes = self.opens[~apart], self.closes[~apart]
        opens = np.append(self.opens[apart], min([start, *met_opens]))
        closes = np.append(self.closes[apart], max([end, *met_closes]))
        return Windows(np.sort(opens), np.sort(closes))

    def covers(self, start: float, end: float) -> bool:
        """Whether one open stretch holds all of [start, end)."""
        following = int(np.searchsorted(self.closes, start, side="right"))
        if following == len(self.opens):
            return False
        return bool(self.opens[following] <= start and end <= self.closes[following])

    def after_working(self, at: Floats, seconds: Floats) -> Floats:
        """Instants at which so many open seconds after others have passed; inf: never.

        Source: deadlines.md T4: an amount that ends exactly at closing is due at closing.
        """
        lengths = self.closes - self.opens
        done = np.concatenate([[0.0], np.cumsum(lengths)])
        window = np.searchsorted(self.closes, at, side="right")
        opens, more = np.append(self.opens, np.inf), np.append(lengths, 0.0)
        goal = done[window] + np.clip(at - opens[window], 0.0, more[window]) + seconds
        last = np.searchsorted(done[1:], goal, side="left")
        ends = opens[last] + goal - done[last]
        return np.asarray(np.where(seconds > 0, ends, at))
