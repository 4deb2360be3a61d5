"""What approved plans have on the road: vehicles that the next plan and promise do not have."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from optimizer.dispatch.under_way import Sent, vehicles_out
from optimizer.network import Network
from rma_service.db import plans
from rma_service.db.engine import Connection
from rma_service.db.sent import SentLine, sent_since
from rma_service.domain.plan_record import WishList

_Slot = tuple[str, str, datetime]

LONGEST_TRIP = timedelta(days=2)
"""No vehicle of a depot is longer on the road; those that left before are back."""


def with_vehicles_out(tx: Connection, network: Network, at: datetime) -> Network:
    """Give the network as it is at an instant: without the vehicles that are out or booked."""
    lines = sent_since(tx, at - LONGEST_TRIP)
    wishes = {version: _wishes(tx, version) for version in {line.plan_version for line in lines}}
    sent = [_sent(line, wishes[line.plan_version]) for line in lines]
    return replace(network, vehicles_out=_vehicles_out(network, sent))


_kept: list[tuple[Network, list[Sent], Mapping[_Slot, int]]] = []
"""Vehicles of the last units that were looked at: they change with approvals, not with requests."""


def _vehicles_out(network: Network, sent: list[Sent]) -> Mapping[_Slot, int]:
    for of, known, out in _kept:
        if of.sites is network.sites and known == sent:  # an import makes all tables anew
            return out
    out = vehicles_out(network, sent)
    _kept[:] = [(network, sent, out)]
    return out


def _wishes(tx: Connection, plan_version: int) -> WishList:
    record = plans.load_plan(tx, plan_version)
    return WishList() if record is None else record.wishes


def _sent(line: SentLine, wishes: WishList) -> Sent:
    return Sent(
        _trip(line, wishes),
        line.ship_together,
        line.depot_id,
        line.service_id,
        line.site_id,
        line.replacement_part_number,
        line.departs_at,
    )


def _trip(line: SentLine, wishes: WishList) -> Hashable:
    """What lines share that may share a vehicle: a kit, or being identical and pinned alike.

    Source: dispatch.md, "The option problem": vehicles are shared inside a group only.
    """
    if line.ship_together:
        return line.rma_number
    return (
        line.rma_number,
        line.part_number,
        line.received_at,
        line.due_at,
        line.owed,
        _pin(line, wishes.pins, wishes.keep),
    )


def _pin(line: SentLine, pins: Mapping[str, Hashable], keep: frozenset[str]) -> Hashable:
    if line.line_id in keep:
        return line.replacement_part_number
    return pins.get(line.line_id)
