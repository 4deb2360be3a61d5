"""Sites and depots side by side: what of them sites share, so that many are looked at at once."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.network import Depot, Lane, Network, Place, Site
from optimizer.travel import Floats

Pair = tuple[str, str]

DOCK = 1
HELPERS = 2
"""What helps with heavy pieces at a site, as bits."""


def numbered(words: Iterable[Hashable]) -> Ints:
    """Number of each word; equal words have the same number."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int64)


def alike(depots: Sequence[Place], sites: Sequence[Place], name: str) -> Flags:
    """Whether depots and sites have the same value of a field, shape (depots, sites)."""
    numbers = numbered(getattr(place, name) for place in (*depots, *sites))
    return np.asarray(numbers[: len(depots), None] == numbers[None, len(depots) :])


def by_class(numbers: Ints) -> Iterable[tuple[int, Ints]]:
    """Each number that occurs with the indices where it does."""
    if len(numbers) and (numbers == numbers[0]).all():
        return [(int(numbers[0]), np.arange(len(numbers)))]
    return [(int(each), np.flatnonzero(numbers == each)) for each in np.unique(numbers)]


@dataclass(slots=True)
class Places:
    """Depots (rows) and the sites asked for (columns), and what stands between them.

    `clock` of shape (sites,) numbers the sites whose receiving hours and calendar are the same, as
    `clock_keys` says; `examples` has one of each. `like` names the first site to which scheduled
    services go as they do to each. `zone` numbers the customs `zones`,
    `airport` the `site_airports`; `help_there` has the bits of what helps with heavy pieces.
    """

    network: Network
    depots: Sequence[Depot]
    sites: Sequence[Site]
    clock: Ints = field(init=False)
    examples: list[Site] = field(init=False)
    like: Ints = field(init=False)
    clock_keys: list[Hashable] = field(init=False)
    help_there: Ints = field(init=False)
    zone: Ints = field(init=False)
    zones: list[str] = field(init=False)
    airport: Ints = field(init=False)
    site_airports: list[str] = field(init=False)
    _lane: Ints = field(init=False)
    _lane_keys: list[Pair] = field(init=False)

    def __post_init__(self) -> None:
        """Number what sites share."""
        keys: dict[Hashable, Site] = {}
        for site in self.sites:
            keys.setdefault(self._clock_key(site), site)
        order = {key: number for number, key in enumerate(keys)}
        self.clock = np.array([order[self._clock_key(site)] for site in self.sites], dtype=np.int64)
        self.examples, self.clock_keys = list(keys.values()), list(keys)
        first: dict[Hashable, int] = {}
        self.like = np.array(
            [first.setdefault(self._kind(site), i) for i, site in enumerate(self.sites)],
            dtype=np.int64,
        )
        helps = [DOCK * site.dock + HELPERS * site.two_person_ok for site in self.sites]
        self.help_there = np.array(helps, dtype=np.int64)
        self.zone = numbered(site.customs_zone for site in self.sites)
        self.zones = list(dict.fromkeys(site.customs_zone for site in self.sites))
        self.airport = numbered(site.nearest_airport for site in self.sites)
        self.site_airports = list(dict.fromkeys(site.nearest_airport for site in self.sites))
        self._number_lanes()

    def of(self, network: Network) -> "Places":
        """The same places of a network in which other ones may be opened beside their class."""
        return self if network.opened == self.network.opened else replace(self, network=network)

    def _clock_key(self, site: Site) -> Hashable:
        """What decides when a site receives; one that is opened beside its class is alone."""
        opened = site.site_id if ("site", site.site_id) in self.network.opened else None
        return site.receiving, site.country, site.subdivision, site.timezone, opened

    def _kind(self, site: Site) -> Hashable:
        """What decides when, and on which lane, a courier that minds no kilometers delivers."""
        return self._clock_key(site), site.country, site.customs_zone, site.region

    def _number_lanes(self) -> None:
        """Number the lane of each depot and site: domestic, same customs zone, or their regions.

        Source: express_lanes.csv: the first lane that fits.
        """
        starts = sorted({depot.region for depot in self.depots})
        ends = sorted({site.region for site in self.sites})
        regions = [(start, end) for start in starts for end in ends]
        self._lane_keys = [*regions, ("domestic",) * 2, ("same_customs_zone",) * 2]
        row = np.array([starts.index(depot.region) for depot in self.depots], dtype=np.int64)
        column = np.array([ends.index(site.region) for site in self.sites], dtype=np.int64)
        lane = row[:, None] * len(ends) + column[None, :]
        lane[alike(self.depots, self.sites, "customs_zone")] = len(regions) + 1
        lane[alike(self.depots, self.sites, "country")] = len(regions)
        self._lane = lane

    def of_lanes(self, depot: Ints, site: Ints, value: Callable[[Lane], float]) -> Floats:
        """A value of the lanes from depots to sites; only lanes that are used need to be known."""
        lane = self._lane[depot, site]
        values = np.zeros(len(self._lane_keys))
        for number in np.unique(lane).tolist():
            values[number] = value(self.network.lanes[self._lane_keys[number]])
        return values[lane]
