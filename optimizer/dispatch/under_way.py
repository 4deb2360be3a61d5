"""Vehicles that earlier plans have on the road, which a later plan does not have."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from optimizer.dispatch.checking.prices import vehicles_for
from optimizer.dispatch.checking.sharing import Slot, returned_at, slots_between
from optimizer.network import Network


@dataclass(frozen=True, slots=True)
class Sent:
    """A unit that an earlier plan sends; units of one trip, named by `trip`, share vehicles.

    A kit is one trip that needs one vehicle, whatever it weighs.
    """

    trip: Hashable
    kit: bool
    depot_id: str
    service_id: str
    site_id: str
    part_number: str
    departs_at: datetime


def vehicles_out(network: Network, sent: Iterable[Sent]) -> Mapping[Slot, int]:
    """Vehicles on the road by depot, service and start of the slot.

    Units that go otherwise than by a vehicle of a depot, or that name what the network no longer
    has, take none. Source: dispatch.md, "Dedicated service".
    """
    trips: dict[Hashable, list[Sent]] = defaultdict(list)
    for each in sent:
        if _drives(network, each):
            key = (each.trip, each.depot_id, each.service_id, each.site_id, each.departs_at)
            trips[key].append(each)
    out: Counter[Slot] = Counter()
    for units in trips.values():
        first = units[0]
        for start in _slots(network, first):
            out[first.depot_id, first.service_id, start] += _vehicles(network, units)
    return dict(out)


def _drives(network: Network, sent: Sent) -> bool:
    service = network.services.get(sent.service_id)
    known = sent.depot_id in network.depots and sent.site_id in network.sites
    return known and service is not None and service.kind == "dedicated"


def _vehicles(network: Network, units: list[Sent]) -> int:
    if units[0].kit:
        return 1
    weights_kg = [
        network.parts[each.part_number].ship_weight_kg
        for each in units
        if each.part_number in network.parts
    ]
    return max(1, vehicles_for(network.services[units[0].service_id], weights_kg))


def _slots(network: Network, sent: Sent) -> list[datetime]:
    depot, site = network.depots[sent.depot_id], network.sites[sent.site_id]
    service = network.services[sent.service_id]
    returns = returned_at(network, depot, service, site, sent.departs_at)
    return slots_between(network, sent.departs_at, returns)
