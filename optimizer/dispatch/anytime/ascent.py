"""Prices of contested rows by smoothed, accelerated dual ascent.

The dual of the level `missed` is concave and has edges. Each line spreads over its ways by
exp(-price / temperature), which smooths the edges; the temperature falls in stages, and in each
stage prices climb with momentum, which starts anew when it leads downhill.

Source: Nesterov, "Smooth minimization of non-smooth functions"; decision 0023.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.anytime.contest import Contest
from optimizer.travel import Floats

STAGES = (8.0, 4.0, 2.0, 1.0, 0.5, 0.25)
"""Temperatures, in units of a missed weight."""

STEPS = 60
"""Steps of each stage."""


def prices_of(contest: Contest) -> Floats:
    """Best prices found for the contested rows, in units of weight; shape (contested rows,)."""
    best = np.zeros(len(contest.rows))
    if not len(contest.rows):
        return best
    rate = 1.0 / _most_used(contest)
    climb = _Climb(contest, best, _value(contest, best))
    for temperature in STAGES:
        climb.stage(temperature, rate * temperature)
    return climb.best


@dataclass(slots=True)
class _Climb:
    """The best prices so far and the bound that they give."""

    contest: Contest
    best: Floats
    bound: float

    def stage(self, temperature: float, rate: Floats) -> None:
        """Climb at one temperature from the best prices so far."""
        here = ahead = self.best
        momentum = 1.0
        for _ in range(STEPS):
            slope = _slope(self.contest, ahead, temperature)
            there = np.maximum(ahead + rate * slope, 0.0)
            if float(((there - here) * (ahead - there) / rate).sum()) > 0:
                momentum = 1.0
            later = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
            ahead = np.maximum(there + (momentum - 1) / later * (there - here), 0.0)
            here, momentum = there, later
            self._note(here)

    def _note(self, prices: Floats) -> None:
        bound = _value(self.contest, prices)
        if bound > self.bound:
            self.best, self.bound = prices, bound


def _priced(contest: Contest, prices: Floats) -> Floats:
    """Weight of each option with its rows paid for."""
    paid = np.bincount(
        contest.option, contest.share * prices[contest.row], minlength=len(contest.weight)
    )
    return np.asarray(contest.weight + paid)


def _value(contest: Contest, prices: Floats) -> float:
    """Bound that prices give for the groups of a contest."""
    least = np.minimum(np.minimum.reduceat(_priced(contest, prices), contest.start), contest.sure)
    return float((contest.count * least).sum() - (prices * contest.room).sum())


def _slope(contest: Contest, prices: Floats, temperature: float) -> Floats:
    """Units of each row that are asked for beyond its room when lines spread by temperature."""
    length = np.diff(np.append(contest.start, len(contest.weight)))
    priced = _priced(contest, prices)
    least = np.minimum(np.minimum.reduceat(priced, contest.start), contest.sure)
    part = np.exp((np.repeat(least, length) - priced) / temperature)
    whole = np.add.reduceat(part, contest.start) + np.exp((least - contest.sure) / temperature)
    lines = part * np.repeat(contest.count / whole, length)
    asked = np.bincount(
        contest.row, contest.share * lines[contest.option], minlength=len(contest.rows)
    )
    return np.asarray(asked - contest.room)


def _most_used(contest: Contest) -> Floats:
    """How fast the units asked of a row can change with prices, at a temperature of one.

    A line has two rows at least to shift between; more only makes the steps shorter than safe.
    """
    length = np.diff(np.append(contest.start, len(contest.weight)))
    count = np.repeat(contest.count, length)
    group = np.repeat(np.arange(len(contest.start)), length)
    size = len(contest.rows)
    key = group[contest.option] * size + contest.row
    pairs, which = np.unique(key, return_inverse=True)
    most = np.zeros(len(pairs))
    np.maximum.at(most, which, contest.share**2 * count[contest.option])
    return np.maximum(np.bincount(pairs % size, most, minlength=size), 1.0) / 2
