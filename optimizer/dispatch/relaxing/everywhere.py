"""What lines could do if something were everywhere: one look for many lines and all places.

A unit of each part at every depot, a vehicle at every hour, no limit of weight, every closed depot
open at once: what a line cannot do then, no single such change lets it do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.relaxing.changes import OpenedDepot, choices, one_more
from optimizer.dispatch.relaxing.fresh import Relaxed
from optimizer.network import CourierService, Network

Found = Mapping[str, DemandOptions]
"""Ways of demands by the id of their first line."""


@dataclass
class Everywhere:
    """Ways of some demands where something is everywhere; looked at when first asked for."""

    relaxed: Relaxed
    demands: Sequence[Demand]
    _opened: dict[tuple[float, tuple[OpenedDepot, ...]], Found] = field(default_factory=dict)

    @cached_property
    def units(self) -> Found:
        """Single lines, with another unit of every part that one of them may be sent."""
        network = self.relaxed.problem.network
        single = [each for each in self.demands if not each.is_kit]
        parts = {part for each in single for part in choices(network, each.lines[0])}
        stock = {**network.stock}
        for cell in ((depot_id, part) for depot_id in network.depots for part in parts):
            stock[cell] = one_more(network.stock.get(cell))
        return self._in(self._world(replace(network, stock=stock)), single)

    @cached_property
    def vehicles(self) -> Found:
        """One more vehicle of every depot and service at every hour."""
        world = self.relaxed.world
        horizon = world.horizon.with_more_vehicles()
        return self._in(replace(world, horizon=horizon), self.demands)

    @cached_property
    def limitless(self) -> Found:
        """No service minds what a piece or a shipment weighs."""
        network = self.relaxed.problem.network
        services = {key: _limitless(each) for key, each in network.services.items()}
        return self._in(self._world(replace(network, services=services)), self.demands)

    def opened(self, depots: tuple[OpenedDepot, ...], begins: float) -> Found:
        """Depots open at once, for all demands for which work may begin at an instant [seconds]."""
        key = begins, depots
        if key not in self._opened:
            network, now = self.relaxed.problem.network, self.relaxed.world.now
            opened = {**network.opened}
            opened |= {("depot", each.depot_id): (each.start, each.end) for each in depots}
            same = [each for each in self.demands if max(now, each.released) == begins]
            self._opened[key] = self._in(self._world(replace(network, opened=opened)), same)
        return self._opened[key]

    def _world(self, network: Network) -> World:
        return self.relaxed.world_of(replace(self.relaxed.problem, network=network))

    def _in(self, world: World, demands: Sequence[Demand]) -> Found:
        wishes = self.relaxed.problem.wishes
        found = options_of(world, demands, wishes=wishes, every=True)
        return {each.demand.lines[0].line_id: each for each in found}


def _limitless(service: CourierService) -> CourierService:
    return replace(service, max_piece_kg=None, max_shipment_kg=None)
