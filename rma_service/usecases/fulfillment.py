"""From an approved line to a closed one: handed over, shipped, delivered, returned, closed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from optimizer.calendars import instant_text, zone
from rma_service.db import events, reservations
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import IllegalMove, Refused
from rma_service.domain.event import Happened
from rma_service.domain.people import Principal
from rma_service.domain.reservation import Reservation
from rma_service.domain.rma import Move, State, next_state
from rma_service.domain.rma_record import Progress, Rma, RmaLine
from rma_service.domain.rma_request import LineKey
from rma_service.policies.case import BadCaseError
from rma_service.usecases.aftercare import Aftercare
from rma_service.usecases.basis import basis_of
from rma_service.usecases.intake import Basis
from rma_service.usecases.moving import Hand, differences, line_in, locked, saved
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.serials import send_unit, take_unit_back
from rma_service.usecases.set_targets import BESIDE, told_at_delivery

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Shipment:
    """The unit that leaves, and the number by which its courier follows it."""

    serial: str
    tracking_number: str


@dataclass(frozen=True, slots=True)
class _Done:
    """A line that is being moved: who moves it, and the transaction in which it is."""

    tx: Connection
    line: RmaLine
    by: Hand


@dataclass(frozen=True, slots=True)
class _Delivery:
    """When a replacement arrived, and the rules by which the targets after it are set."""

    happened_at: datetime
    basis: Basis


_Change = Callable[[_Done], Progress]


def hand_over(
    database: Database,
    clock: Clock,
    principal: Principal,
    key: LineKey,
    once: Once[Rma] | None = None,
) -> Rma:
    """Hand the reserved unit of a line over to its courier."""
    by = Hand(principal.principal_id, clock())
    with writing(database, once) as tx:
        return kept(tx, once, _moved(tx, principal, key, Move.HAND_OVER, by, _handed_over))


def ship(
    database: Database,
    clock: Clock,
    principal: Principal,
    key: LineKey,
    shipment: Shipment,
    once: Once[Rma] | None = None,
) -> Rma:
    """Let the unit leave the depot; it leaves the stock in the same transaction.

    Raises
    ------
    IllegalMove
        When the unit was planned from a receipt that has not come in.
    Refused
        When a unit of this serial cannot be in a depot.
    """
    by = Hand(principal.principal_id, clock())

    def change(done: _Done) -> Progress:
        reservation = _take_out(done)
        send_unit(done.tx, done.line, reservation.part_number, shipment.serial, by.at)
        return replace(
            done.line.progress,
            shipped_at=by.at,
            shipped_serial=shipment.serial,
            tracking_number=shipment.tracking_number,
        )

    with writing(database, once) as tx:
        return kept(tx, once, _moved(tx, principal, key, Move.SHIP, by, change))


def deliver(
    database: Database,
    clock: Clock,
    principal: Principal,
    key: LineKey,
    delivered_at: datetime,
    once: Once[Rma] | None = None,
) -> Rma:
    """Note when the replacement arrived; its warranty and the way back follow from that.

    Raises
    ------
    Refused
        When it would have arrived before it was shipped, or has not arrived yet.
    """
    by = Hand(principal.principal_id, clock())
    with database.read() as tx:
        basis = basis_of(tx)

    def change(done: _Done) -> Progress:
        return _delivered(done.line, delivered_at, by.at, basis)

    with writing(database, once) as tx:
        delivery = _Delivery(delivered_at, basis)
        return kept(tx, once, _moved(tx, principal, key, Move.DELIVER, by, change, delivery))


def receive_defective(
    database: Database,
    clock: Clock,
    principal: Principal,
    key: LineKey,
    serial: str,
    once: Once[Rma] | None = None,
) -> Rma:
    """Take the defective part back; it must be the one that was reported.

    Raises
    ------
    Refused
        When its serial is another one, that of the replacement, or came back before.
    """
    by = Hand(principal.principal_id, clock())

    def change(done: _Done) -> Progress:
        take_unit_back(done.tx, done.line, serial, by.at)
        return replace(done.line.progress, returned_at=by.at, returned_serial=serial)

    with writing(database, once) as tx:
        return kept(tx, once, _moved(tx, principal, key, Move.RECEIVE_DEFECTIVE, by, change))


def close(
    database: Database,
    clock: Clock,
    principal: Principal,
    key: LineKey,
    once: Once[Rma] | None = None,
) -> Rma:
    """Close a line: its defective part is back, or stays with the customer by contract.

    Raises
    ------
    IllegalMove
        When the defective part is still due.
    """
    by = Hand(principal.principal_id, clock())
    with writing(database, once) as tx:
        line = line_in(locked(tx, principal, key.rma), key.line_id)
        waived = line.state is State.DELIVERED and line.progress.return_waived
        move = Move.CLOSE_RETAINED if waived else Move.CLOSE
        return kept(tx, once, _moved(tx, principal, key, move, by, _closed))


def _moved(
    tx: Connection,
    principal: Principal,
    key: LineKey,
    move: Move,
    by: Hand,
    change: _Change,
    delivery: _Delivery | None = None,
) -> Rma:
    """Move one line, with what changes about it, and note it and when it happened."""
    rma = locked(tx, principal, key.rma)
    line = line_in(rma, key.line_id)
    state = next_state(line.line_id, line.state, move, principal.role)
    after = replace(line, state=state, progress=change(_Done(tx, line, by)))
    told, happened_at = differences(line, after), None
    if delivery is not None:
        happened_at = delivery.happened_at
        told |= {BESIDE: _follows(tx, rma, after, delivery.basis)}
    return saved(tx, rma, [after], [Happened(move.value, line.line_id, told, happened_at)], by)


def _follows(tx: Connection, rma: Rma, line: RmaLine, basis: Basis) -> list[dict[str, object]]:
    """Targets that follow the delivery of a line."""
    chain = events.load_events(tx, rma.partner_id, rma.rma_number)
    lines = tuple(line if each.line_id == line.line_id else each for each in rma.lines)
    return told_at_delivery(chain, replace(rma, lines=lines), line.line_id, basis)


def _handed_over(done: _Done) -> Progress:
    return replace(done.line.progress, handed_over_at=done.by.at)


def _closed(done: _Done) -> Progress:
    return replace(done.line.progress, closed_at=done.by.at)


def _take_out(done: _Done) -> Reservation:
    line = done.line
    reservation = reservations.open_reservation(done.tx, line.partner_id, line.line_id)
    if reservation is None:
        raise IllegalMove(f"Line {line.line_id} holds no unit that could be shipped.")
    if reservations.is_on_its_way(done.tx, reservation):
        raise IllegalMove(
            f"The unit of line {line.line_id} is on its way to {reservation.depot_id}; "
            "book its receipt before it is shipped."
        )
    reservations.consume(done.tx, reservation, done.by.at)
    return reservation


def _delivered(line: RmaLine, delivered_at: datetime, at: datetime, basis: Basis) -> Progress:
    progress, route = line.progress, line.route
    if progress.shipped_at is None or route is None:
        raise IllegalMove(f"Line {line.line_id} was never shipped.")
    if not progress.shipped_at <= delivered_at <= at:
        left, came = instant_text(progress.shipped_at), instant_text(delivered_at)
        raise Refused([f"Line {line.line_id} was shipped at {left}; it cannot arrive at {came}."])
    depot = basis.directory.network.depots[route.depot_id]
    shipped_on = progress.shipped_at.astimezone(zone(depot.timezone)).date()
    waived = basis.directory.contracts[line.reported.contract_id].retention_service
    follows = Aftercare(line, basis)
    try:
        return replace(
            progress,
            delivered_at=delivered_at,
            warranty_ends_on=follows.warranty_ends_on(shipped_on),
            return_waived=waived,
            return_due_at=follows.return_due_at(delivered_at, waived=waived),
            return_chargeable_from_at=follows.return_chargeable_from_at(
                delivered_at, waived=waived
            ),
            return_cost_bearer=follows.return_cost_bearer(waived=waived),
        )
    except BadCaseError as bad:
        raise Refused([f"Line {line.line_id} has no way back: {bad}"]) from bad
