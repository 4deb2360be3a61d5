"""Changes of places and of the law between them: depots, sites, borders, export licences."""

from dataclasses import dataclass, replace

from optimizer.network import Border, Depot, Network, require
from optimizer.whatif.change import require_known


@dataclass(frozen=True, slots=True)
class CloseDepot:
    """A depot is gone, with its shelves, vehicles and receipts.

    Depots that it replenished are replenished by the one above it.
    """

    depot: str

    def applied_to(self, network: Network) -> Network:
        """Give the network without the depot."""
        require_known("depot", self.depot, network.depots)
        require(len(network.depots) > 1, f"{self.depot} is the last depot; one must stay open.")
        above = network.depots[self.depot].replenished_from
        depots = {
            each.depot_id: _replenished_from(each, above)
            if each.replenished_from == self.depot
            else each
            for each in network.depots.values()
            if each.depot_id != self.depot
        }
        return replace(
            network,
            depots=depots,
            stock={cell: held for cell, held in network.stock.items() if cell[0] in depots},
            inbound={cell: due for cell, due in network.inbound.items() if cell[0] in depots},
            vehicles={key: rows for key, rows in network.vehicles.items() if key[0] in depots},
        )


@dataclass(frozen=True, slots=True)
class DepotOpening:
    """A depot opens by another class of opening hours."""

    depot: str
    opening_class: str

    def applied_to(self, network: Network) -> Network:
        """Give the network with the depot's other hours."""
        require_known("depot", self.depot, network.depots)
        require_known("opening_class", self.opening_class, network.opening_classes)
        depot = replace(network.depots[self.depot], opening_class=self.opening_class)
        return _with_depot(network, depot)


@dataclass(frozen=True, slots=True)
class DepotCallout:
    """Somebody comes to a closed depot so many minutes after the call."""

    depot: str
    minutes: int

    def __post_init__(self) -> None:
        """Refuse somebody who comes before the call."""
        require(self.minutes >= 0, f"minutes = {self.minutes} lies before the call.")

    def applied_to(self, network: Network) -> Network:
        """Give the network with the call-out."""
        require_known("depot", self.depot, network.depots)
        return _with_depot(
            network, replace(network.depots[self.depot], callout_minutes=self.minutes)
        )


@dataclass(frozen=True, slots=True)
class EndCallout:
    """Nobody comes any more to a depot that is closed."""

    depot: str

    def applied_to(self, network: Network) -> Network:
        """Give the network without the call-out."""
        require_known("depot", self.depot, network.depots)
        return _with_depot(network, replace(network.depots[self.depot], callout_minutes=None))


@dataclass(frozen=True, slots=True)
class SiteReceiving:
    """A site receives by another class of opening hours."""

    site: str
    receiving: str

    def applied_to(self, network: Network) -> Network:
        """Give the network with the site's other hours."""
        require_known("site", self.site, network.sites)
        require_known("receiving", self.receiving, network.opening_classes)
        site = replace(network.sites[self.site], receiving=self.receiving)
        return replace(network, sites={**network.sites, self.site: site})


@dataclass(frozen=True, slots=True)
class BorderChange:
    """Goods may pass from one customs zone to another after hours of clearance, or not at all."""

    from_zone: str
    to_zone: str
    allowed: bool
    clearance_hours: float | None = None

    def __post_init__(self) -> None:
        """Refuse a clearance that cannot be."""
        require(
            self.clearance_hours is None or self.clearance_hours >= 0,
            f"clearance_hours = {self.clearance_hours} is below zero.",
        )
        require(
            self.allowed or self.clearance_hours is None,
            "A border that is closed (allowed = false) has no clearance_hours.",
        )

    def applied_to(self, network: Network) -> Network:
        """Give the network with the other border."""
        require_known("from_zone", self.from_zone, {zone for zone, _ in network.borders})
        require_known("to_zone", self.to_zone, {zone for _, zone in network.borders})
        pair = (self.from_zone, self.to_zone)
        borders = {**network.borders, pair: Border(self.allowed, self._hours(network))}
        return replace(network, borders=borders)

    def _hours(self, network: Network) -> float | None:
        if not self.allowed or self.clearance_hours is not None:
            return self.clearance_hours
        before = network.borders.get((self.from_zone, self.to_zone))
        hours = None if before is None else before.clearance_hours
        require(
            hours is not None,
            f"The border from {self.from_zone} to {self.to_zone} was closed: opening it needs "
            "clearance_hours.",
        )
        return hours


@dataclass(frozen=True, slots=True)
class Licence:
    """An export licence is held or not; without from_zone: from every zone."""

    export_group: str
    to_zone: str
    held: bool
    from_zone: str | None = None

    def applied_to(self, network: Network) -> Network:
        """Give the network with the other licences."""
        keys = network.licences
        require_known("export_group", self.export_group, {group for group, _, _ in keys})
        require_known("to_zone", self.to_zone, {zone for _, _, zone in keys})
        if self.from_zone is not None:
            require_known("from_zone", self.from_zone, {zone for _, zone, _ in keys})
        concerned = {key: self.held for key in keys if self._concerns(key)}
        require(
            bool(concerned),
            f"No licence is asked for from {self.from_zone} to {self.to_zone}, which are one zone.",
        )
        return replace(network, licences={**network.licences, **concerned})

    def _concerns(self, key: tuple[str, str, str]) -> bool:
        group, from_zone, to_zone = key
        here = (group, to_zone) == (self.export_group, self.to_zone)
        return here and self.from_zone in (None, from_zone)


def _replenished_from(depot: Depot, above: str | None) -> Depot:
    """Depot with another supplier; one that would supply itself has none."""
    return replace(depot, replenished_from=None if above == depot.depot_id else above)


def _with_depot(network: Network, depot: Depot) -> Network:
    return replace(network, depots={**network.depots, depot.depot_id: depot})
