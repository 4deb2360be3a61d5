"""Moves of equipment: a partner tells of one, and what follows from it is told back."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta

from optimizer.calendars import zone
from optimizer.files.records import ContractRow, RelocationRow
from rma_service.db import relocations, rmas
from rma_service.db.engine import Connection, Database
from rma_service.db.relocations import KeptRelocation
from rma_service.domain.errors import Refused
from rma_service.domain.people import Principal
from rma_service.domain.relocation import Equipment, Relocation, moves_of
from rma_service.usecases.basis import basis_of
from rma_service.usecases.contract_rules import rules_of
from rma_service.usecases.intake import Basis
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.standing import (
    arrangement_of,
    contract_at,
    is_known_in,
    moves_under,
    relocation_outcome,
)

EARLIEST, LATEST = timedelta(days=5 * 366), timedelta(days=366)
"""How long ago equipment may have moved, and how far ahead a move may be told."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class NewRelocation:
    """A move as somebody tells it; without a serial, of all units of the platform.

    Without a contract, the one that covers the platform where it stood counts. Staff name the
    partner; a partner is its own.
    """

    platform: str
    from_site_id: str
    to_site_id: str
    relocated_on: date
    product_serial: str | None = None
    contract_id: str | None = None
    partner_id: str | None = None


@dataclass(frozen=True, slots=True)
class ToldRelocation:
    """A move with what the policy of its contract makes of it; None: the policy says nothing.

    `notice_due_at` is the first instant at which the notice is late. From `owed_from_at` on the
    new site is owed what the contract promises, `rearranged_by` is the last day before that.
    """

    relocation: RelocationRow
    recorded_by: str
    recorded_at: datetime
    timezone: str
    notice_due_at: datetime | None
    notice_late: bool
    notice_clause: str | None
    rearranged_by: date | None
    owed_from_at: datetime
    rearrange_clause: str | None


def tell_relocation(
    database: Database,
    clock: Clock,
    principal: Principal,
    new: NewRelocation,
    once: Once[ToldRelocation] | None = None,
) -> ToldRelocation:
    """Note that equipment moved, or will; the notice is received now.

    Raises
    ------
    Refused
        When it names what is not there, not the partner's, or stands elsewhere.
    """
    at = clock()
    with writing(database, once) as tx:
        partner_id = _partner_of(principal, new)
        rmas.lock_partner(tx, partner_id)
        basis = basis_of(tx)
        row = _row(new, partner_id, at, basis)
        relocations.save_relocations(tx, [row], principal.principal_id, at)
        return kept(tx, once, _told(KeptRelocation(row, principal.principal_id, at), basis))


def list_relocations(
    database: Database,
    principal: Principal,
    after: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> Sequence[ToldRelocation]:
    """Moves that a principal may see, the last told first, after one of a former page."""
    with database.read() as tx:
        found = relocations.newest_relocations(tx, principal.partner_id, after, limit)
        return _all_told(tx, found) if found else []


def _all_told(tx: Connection, found: Sequence[KeptRelocation]) -> list[ToldRelocation]:
    basis = basis_of(tx)
    return [_told(each, basis) for each in found if is_known_in(basis.directory, each.row)]


def _partner_of(principal: Principal, new: NewRelocation) -> str:
    """Company whose equipment moves: a partner's own, or the one that staff name."""
    if principal.partner_id is None and new.partner_id is None:
        raise Refused(["Name the partner whose equipment moved."])
    if principal.partner_id is not None and new.partner_id not in (None, principal.partner_id):
        raise Refused(["A partner tells of equipment of its own company only."])
    return str(principal.partner_id or new.partner_id)


def _row(new: NewRelocation, partner_id: str, at: datetime, basis: Basis) -> RelocationRow:
    contract = _contract(new, partner_id, basis)
    sentences = [*_about_sites(new, partner_id, at, basis)]
    if contract is None:
        sentences.append(
            f"No contract of this partner is known for {new.platform} at {new.from_site_id}."
        )
    elif not sentences:
        sentences += _about_equipment(new, contract, at, basis)
    if sentences or contract is None:
        raise Refused(sentences)
    return RelocationRow(
        relocation_id=f"REL{at:%y%m}-{secrets.token_hex(5)}",
        partner_id=partner_id,
        contract_id=contract.contract_id,
        platform=new.platform,
        product_serial=new.product_serial or None,
        from_site_id=new.from_site_id,
        to_site_id=new.to_site_id,
        relocated_on=new.relocated_on,
        notice_received_at=at,
    )


def _contract(new: NewRelocation, partner_id: str, basis: Basis) -> ContractRow | None:
    directory = basis.directory
    name = new.contract_id or contract_at(
        directory, new.from_site_id, new.platform, new.product_serial or ""
    )
    contract = directory.contracts.get(name or "")
    return contract if contract and contract.partner_id == partner_id else None


def _about_sites(new: NewRelocation, partner_id: str, at: datetime, basis: Basis) -> Iterator[str]:
    sites = basis.directory.network.sites
    for site_id in (new.from_site_id, new.to_site_id):
        if site_id not in sites or sites[site_id].partner_id != partner_id:
            yield f"There is no site {site_id} of this partner."
    if new.from_site_id == new.to_site_id:
        yield "Equipment moves to another site than the one where it stood."
    if not (at - EARLIEST).date() <= new.relocated_on <= (at + LATEST).date():
        yield "The day of the move lies more than five years back or a year ahead."


def _about_equipment(
    new: NewRelocation, contract: ContractRow, at: datetime, basis: Basis
) -> Iterator[str]:
    directory = basis.directory
    if not directory.network.installed.get((contract.site_id, new.platform)):
        yield f"Contract {contract.contract_id} covers no {new.platform}."
        return
    serial = new.product_serial or ""
    equipment = Equipment(contract.contract_id, contract.site_id, new.platform, serial)
    moves = moves_of(moves_under(contract.contract_id, directory), equipment, at, date.max)
    stands_at = moves[-1].to_site_id if moves else contract.site_id
    if stands_at != new.from_site_id:
        yield (
            f"The {new.platform} of contract {contract.contract_id} stands at {stands_at}, "
            f"not at {new.from_site_id}."
        )
    elif moves and new.relocated_on < moves[-1].relocated_on:
        yield f"It came to {stands_at} on {moves[-1].relocated_on} only."


def _told(kept_as: KeptRelocation, basis: Basis) -> ToldRelocation:
    row, directory = kept_as.row, basis.directory
    move = Relocation(*astuple(row))
    site = directory.network.sites[row.to_site_id]
    told_on = row.notice_received_at.astimezone(zone(site.timezone)).date()
    policy = rules_of(basis.policies, directory.contracts[row.contract_id], told_on).policy
    event = {"relocated_date": row.relocated_on}
    notice = relocation_outcome("relocation_notice", event, move, directory, policy)
    due_at = notice.values.get("due_at") if notice else None
    notice_due_at = due_at if isinstance(due_at, datetime) else None
    arrangement = arrangement_of(move, directory, policy)
    return ToldRelocation(
        relocation=row,
        recorded_by=kept_as.recorded_by,
        recorded_at=kept_as.recorded_at,
        timezone=site.timezone,
        notice_due_at=notice_due_at,
        notice_late=notice_due_at is not None and row.notice_received_at >= notice_due_at,
        notice_clause=notice.clause if notice else None,
        rearranged_by=arrangement.until,
        owed_from_at=arrangement.from_at,
        rearrange_clause=arrangement.clause or None,
    )
