"""Ways of a batch: which ask, by which move, how late, and at what price."""

from dataclasses import dataclass, fields

import numpy as np

from optimizer.dispatch.options.admissibility import PASSED
from optimizer.dispatch.options.batch import LATEST_SECONDS, Batch, ranges
from optimizer.dispatch.options.candidates import quarters_late
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.orders import NO_PIN
from optimizer.dispatch.options.world import KINDS
from optimizer.dispatch.wishes import Wishes
from optimizer.travel import Floats

DEDICATED = KINDS.index("dedicated")


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways as places in a batch; every array has shape (ways,).

    `offer` is a place among the offers, `units` the offer with the latest receipt that may be
    waited for; `demand`, `ask` and `move` are places in the batch; `service` is by which one.
    """

    offer: Ints
    units: Ints
    ask: Ints
    demand: Ints
    move: Ints
    service: Ints

    def __len__(self) -> int:
        """Count the ways."""
        return len(self.offer)

    def take(self, chosen: Flags | Ints) -> "Ways":
        """Ways chosen by mask or index."""
        chosen = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return Ways(*(getattr(self, each.name).take(chosen) for each in fields(Ways)))


def ways_of(batch: Batch) -> Ways:
    """Every move from every offer to its ask that the services accept and that leaves in time."""
    offers, journeys = batch.offers, batch.journeys
    first, end = journeys.move_start[journeys.of], journeys.move_start[journeys.of + 1]
    end = np.where(starts_too_late(batch), first, end)
    place, offer = ranges(first, end)
    services = batch.accepts.shape[1]
    move = journeys.move.take(place)
    service = batch.legs.service.take(batch.moves.leg).take(journeys.move).take(place)
    ask = offers.ask.take(offer)
    accepted = (batch.accepts == PASSED).ravel().take(ask * services + service)
    departs_late = _departs_too_late(batch, ask, move, service)
    kept = np.flatnonzero(accepted & ~departs_late)
    offer, ask, move = offer.take(kept), ask.take(kept), move.take(kept)
    units = _latest_offer(batch, offer, move)
    return Ways(offer, units, ask, batch.demand.take(ask), move, service.take(kept))


def starts_too_late(batch: Batch) -> Flags:
    """Offers whose unit or line is there only when the last way has long left."""
    targets = batch.orders.targets
    unused = np.arange(targets.due.shape[1]) >= targets.count[batch.demands][:, None]
    due = np.where(unused, np.inf, targets.due[batch.demands]).min(axis=1, initial=np.inf)
    first_due = due[batch.demand[batch.offers.ask]]
    return np.asarray(batch.offers.starts > first_due + LATEST_SECONDS)


def _departs_too_late(batch: Batch, ask: Ints, move: Ints, service: Ints) -> Flags:
    """Departures of dedicated services beyond the last one that is offered."""
    late = np.zeros(len(ask), dtype=np.bool_)
    driven = np.flatnonzero((batch.world.columns.kind == DEDICATED).take(service))
    last = batch.orders.last_departure[batch.demands].take(batch.demand.take(ask.take(driven)))
    late[driven] = batch.moves.departs.take(move.take(driven)) > last
    return late


def _latest_offer(batch: Batch, offer: Ints, move: Ints) -> Ints:
    """Offer of the same ask and depot with the latest receipt that is packed in time for a move."""
    offers, units = batch.offers, offer.copy()
    several = np.flatnonzero((offers.of > 1).take(offer))
    first, of = offers.first.take(offer.take(several)), offers.of.take(offer.take(several))
    moves = move.take(several)
    collect = 60.0 * batch.world.columns.collect_minutes[batch.legs.service]
    left = batch.moves.departs.take(moves) - collect.take(batch.moves.leg.take(moves))
    for nth in range(int(of.max(initial=0))):
        other = first + np.minimum(nth, of - 1)
        in_time = left >= offers.ready.take(other)
        latest = units.take(several)
        units[several] = np.where(in_time, np.maximum(latest, other), latest)
    return units


def wished(batch: Batch, ways: Ways, wishes: Wishes) -> tuple[Flags, Flags, Flags]:
    """Ways that are left out by wishes, those of other pairs than pinned, of other departures.

    Source: dispatch.md, "Wishes".
    """
    world, depot = batch.world, batch.offers.depot.take(ways.offer)
    depots = np.array([each.depot_id in wishes.excluded_depots for each in world.depots])
    services = np.array([each.service_id in wishes.excluded_services for each in world.services])
    pin = batch.orders.pin[batch.demands.take(ways.demand)]
    pinned = pin[:, 0] != NO_PIN
    elsewhere = pinned & ((pin[:, 0] != depot) | (pin[:, 1] != ways.service))
    # Binary fractions may lift a whole second by less than a microsecond.
    seconds = np.ceil(np.round(batch.moves.departs.take(ways.move), 6))
    then = pinned & (pin[:, 2] != NO_PIN) & (seconds != pin[:, 2])
    return depots[depot] | services[ways.service], elsewhere, then


@dataclass(frozen=True, slots=True)
class Worths:
    """What ways are worth; every array has shape (ways,).

    `late` is by how much the target that is kept worst is missed [seconds], below zero where all
    are kept.
    """

    late: Floats
    missed: Ints
    tardiness: Ints

    def take(self, chosen: Flags | Ints) -> "Worths":
        """Worths of ways chosen by mask or index."""
        return Worths(*(getattr(self, each.name)[chosen] for each in fields(Worths)))


def worths_of(batch: Batch, ways: Ways) -> Worths:
    """Weigh ways against the targets of their demands."""
    demand = batch.demands.take(ways.demand)
    late, missed, tardiness = _against_target(batch, demand, ways.move, 0)
    count = batch.orders.targets.count
    for nth in range(1, batch.orders.targets.due.shape[1]):
        more = np.flatnonzero((count > nth).take(demand))
        others = _against_target(batch, demand.take(more), ways.move.take(more), nth)
        late[more] = np.maximum(late.take(more), others[0])
        missed[more] += others[1]
        tardiness[more] += others[2]
    return Worths(late, missed, tardiness)


def late_for_target(batch: Batch, demand: Ints, move: Ints, nth: int) -> Floats:
    """How late ways are for the n-th target of their demands [seconds]; below zero: early."""
    targets, moves = batch.orders.targets, len(batch.moves)
    done = np.concatenate([batch.moves.received.ravel(), batch.moves.departs])
    row = np.where(targets.ship_by[:, nth], len(targets.levels), targets.level[:, nth])
    return done.take((row * moves).take(demand) + move) - targets.due[:, nth].take(demand)


def _against_target(batch: Batch, demand: Ints, move: Ints, nth: int) -> tuple[Floats, Ints, Ints]:
    """Lateness, weights of a miss and of started quarter-hours late for the n-th target.

    Source: dispatch.md, objective.
    """
    targets = batch.orders.targets
    late = late_for_target(batch, demand, move, nth)
    quarters = quarters_late(late)
    missed = np.where(late > 0, targets.miss_weight[:, nth].take(demand), 0)
    return late, missed, targets.late_weight[:, nth].take(demand) * quarters


def prices_of(batch: Batch, ways: Ways) -> Ints:
    """Price of each way for one shipment, substitutes included [cents].

    A line whose identical mates are planned too pays a vehicle and its own part: a mate that is
    pinned elsewhere does not make it cheaper.
    """
    fares, substitutes = batch.fares.take(ways.move), substitute_cents(batch, ways)
    kilograms = kilogram_cents(batch, ways)
    cents = fares.of_shipments(kilograms) + substitutes
    if batch.orders.has_mates[batch.demands].any():
        demand = batch.demands.take(ways.demand)
        apart = batch.orders.has_mates.take(demand) & is_trip(batch).take(ways.move)
        rows = np.flatnonzero(apart)
        of_mates = fares.take(rows)
        own = of_mates.of_lines(kilograms.take(rows)) + substitutes.take(rows)
        cents[rows] = of_mates.of_vehicles() + own
    return cents


def kilogram_cents(batch: Batch, ways: Ways) -> Floats:
    """What the kilograms of each way cost by its service [cents]."""
    services = len(batch.world.services)
    parcel = batch.orders.asks.parcel[batch.asks]
    cell = (parcel * services).take(ways.ask) + ways.service
    return batch.orders.parcels.kilogram_cents.ravel().take(cell)


def substitute_cents(batch: Batch, ways: Ways) -> Ints:
    """What the substitutes of each way cost [cents]."""
    return batch.orders.asks.substitute_cents[batch.asks].take(ways.ask)


def is_trip(batch: Batch) -> Flags:
    """Moves on which one of our vehicles is out."""
    return np.asarray(batch.moves.returns > batch.moves.departs)
