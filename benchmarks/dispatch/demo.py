"""The facts that instances are made of: the demonstration network, its contracts and policies."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from optimizer.dispatch.options.horizon import Ints
from optimizer.files.read import read_directory
from optimizer.files.records import Directory
from optimizer.travel import Floats
from rma_service.policies.load import load_policies
from rma_service.policies.policy import Policy

DATA = Path(__file__).resolve().parents[2] / "data"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""Instant of every plan; the requests of the demonstration network lie in the days before."""


@dataclass(frozen=True, slots=True)
class Ask:
    """How an RMA of the demonstration network asks: its priority and how long it waits."""

    priority: str
    age: timedelta


@dataclass(frozen=True)
class Demo:
    """Directory and policies; failures are drawn by place, platform and part.

    `failures` has how often a unit of `asked[i]` (site, platform, part) is asked for in a year.
    """

    directory: Directory
    policies: Mapping[str, Policy]
    asked: tuple[tuple[str, str, str], ...]
    failures: tuple[float, ...]
    asks: tuple[Ask, ...]

    @property
    def chances(self) -> Floats:
        """Failures as shares of all, shape (asked,)."""
        rates = np.array(self.failures)
        return np.asarray(rates / rates.sum())


@cache
def demo() -> Demo:
    """Read the demonstration network, once."""
    directory = read_directory(DATA / "demo", DATA / "demo" / "requests.csv")
    network = directory.network
    places = sorted(key for key in network.installed if key in directory.installed_contracts)
    asked = tuple(
        (site_id, platform, part_number)
        for site_id, platform in places
        for part_number in sorted(network.bills_of_material[platform])
    )
    failures = tuple(
        network.installed[site_id, platform]
        * network.bills_of_material[platform][part_number]
        * network.parts[part_number].annual_failure_rate_share
        for site_id, platform, part_number in asked
    )
    return Demo(directory, load_policies(DATA / "policies"), asked, failures, _asks(directory))


def _asks(directory: Directory) -> tuple[Ask, ...]:
    """How each RMA asks; one of many lines counts once."""
    by_rma = {row.rma_number: row for row in directory.requests}
    rows = [by_rma[key] for key in sorted(by_rma)]
    return tuple(Ask(row.priority, NOW - row.requested_at) for row in rows)


def units_of_cities() -> Counter[str]:
    """Units installed in each city."""
    network = demo().directory.network
    units: Counter[str] = Counter()
    for (site_id, _), quantity in network.installed.items():
        units[network.sites[site_id].city] += quantity
    return units


def thinned(whole: Ints, factor: float, chance: np.random.Generator) -> Ints:
    """Whole numbers times a factor, rounded up or down by chance so that the mean is kept."""
    return np.floor(whole * factor + chance.random(len(whole))).astype(np.int64)
