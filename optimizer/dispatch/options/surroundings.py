"""What stays as it is around a network while its stock changes, worked out once and kept."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeVar

from optimizer.dispatch.options.admissibility import Admissibility, Refusals
from optimizer.dispatch.options.clocks import DepotClocks
from optimizer.dispatch.options.horizon import Horizon
from optimizer.dispatch.options.places import Places
from optimizer.dispatch.options.world import ServiceColumns, Tools, World, service_columns
from optimizer.dispatch.scarcity import Demand, demand_per_year
from optimizer.network import Network
from optimizer.travel import DriveModel, GeodesicDrives

HORIZON_DAYS = 45
"""Days that are looked at after the later of now and the last due instant."""

MOST_SPANS = 8
"""Spans of days that are kept; targets that are due on the same day share one."""

MOST_PLACES = 1024
"""Sets of sites that are kept with the drives to them."""

_MOVING = ("stock", "inbound", "vehicles_out", "opened")
_STANDING = [field.name for field in fields(Network) if field.name not in _MOVING]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_Span = tuple[Horizon, DepotClocks, Tools]


class Surroundings:
    """Drives, clocks and columns of a network; only stock and vehicles on the road may change."""

    def __init__(self, network: Network, drive_model: DriveModel | None = None) -> None:
        """Look at a network; without a model drives are geodesic."""
        self.network = network
        self._model = drive_model or GeodesicDrives(network)
        self._depots = [network.depots[key] for key in sorted(network.depots)]
        self._spans: dict[tuple[int, int], _Span] = {}
        self._places: dict[tuple[str, ...], tuple[Admissibility, Places]] = {}
        self._refusals: Refusals = {}

    def are_of(self, network: Network) -> bool:
        """Whether a network is this one, but for what moves."""
        return all(getattr(network, name) is getattr(self.network, name) for name in _STANDING)

    def world(
        self, network: Network, site_ids: Sequence[str], now: datetime, last_due: datetime
    ) -> World:
        """World of a plan that is made at an instant for some sites of the network as it is now."""
        admissibility, places = self._looked_at(tuple(sorted(set(site_ids))))
        horizon, clocks, tools = self._span(now, max(0, (last_due - now).days) + HORIZON_DAYS)
        return World(
            network,
            horizon.of(network),
            self._model,
            admissibility.drives,
            places.of(network),
            admissibility,
            self._columns,
            clocks,
            self._demand,
            now.astimezone(UTC).timestamp(),
            Tools() if network.opened else tools,
        )

    @cached_property
    def _columns(self) -> ServiceColumns:
        services = self.network.services
        return service_columns([services[key] for key in sorted(services)])

    @cached_property
    def _demand(self) -> Demand:
        return demand_per_year(self.network)

    def _looked_at(self, site_ids: tuple[str, ...]) -> tuple[Admissibility, Places]:
        """Tests without a clock for some sites, and the sites side by side with the depots."""
        known = self._places.get(site_ids)
        if known is None:
            sites = [self.network.sites[site_id] for site_id in site_ids]
            drives = self._model.table(self._depots, sites)
            tests = Admissibility(self.network, drives, site_ids, self._refusals)
            known = tests, Places(self.network, self._depots, sites)
            _keep(self._places, site_ids, known, MOST_PLACES)
        return known

    def _span(self, now: datetime, days: int) -> _Span:
        """Clocks of some days from the day of an instant on."""
        key = now.astimezone(UTC).toordinal(), days
        known = self._spans.get(key)
        if known is None:
            horizon = Horizon(self.network, now, days)
            known = horizon, DepotClocks.of(horizon, self._depots), Tools()
            _keep(self._spans, key, known, MOST_SPANS)
        return known


def build_world(
    network: Network,
    site_ids: Sequence[str],
    now: datetime,
    last_due: datetime,
    drive_model: DriveModel | None = None,
) -> World:
    """World of one plan, of which nothing is kept."""
    return Surroundings(network, drive_model).world(network, site_ids, now, last_due)


def _keep(known: dict[_Key, _Value], key: _Key, value: _Value, most: int) -> None:
    """Keep a value; beyond so many, everything that was kept before is forgotten."""
    if len(known) >= most:
        known.clear()
    known[key] = value
