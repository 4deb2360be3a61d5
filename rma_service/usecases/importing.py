"""Import a directory of tables: the network as a new version, business facts, stock, receipts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from optimizer.files.faults import FaultyFiles
from optimizer.files.read import read_directory
from optimizer.files.records import Directory, RequestRow
from optimizer.network import StockCell
from rma_service.db import facts, network, relocations, stock
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import Refused
from rma_service.usecases import archive, asking
from rma_service.usecases.basis import policies_in_use
from rma_service.usecases.contract_rules import require_priorities, require_readings
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.service_periods import require_periods, with_periods

DEMO_AT = datetime.fromisoformat(asking.DEMO_AT)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in: the version of the network, how much of everything, and the requests."""

    version: int
    content_hash: str
    depots: int
    sites: int
    shelves: int
    receipts: int
    requests: tuple[RequestRow, ...]


def import_directory(
    database: Database,
    clock: Callable[[], datetime],
    actor: str,
    directory: Path,
    shift_to: datetime | None = None,
    requests: Path | None = None,
) -> Imported:
    """Take a directory over, all of it or nothing; requests are only read, for who opens them.

    Counters become what the files say, and units that RMAs hold here come on top of what the
    files call reserved. With `shift_to`, receipts and requests move by whole minutes as `DEMO_AT`
    moves there.

    Raises
    ------
    FaultyInput
        When files are faulty, with every fault.
    Refused
        When the record holds what the files take away, with a sentence for each.
    """
    read = shifted(_read(directory, requests), shift_to)
    files = archive.files_of(directory)
    with database.write() as tx:
        network.lock_network(tx)
        _refuse_contradictions(tx, read)
        digest = archive.content_hash(files)
        version = network.save_network_version(tx, archive.pack(files), digest, actor, clock())
        facts.save_facts(tx, read)
        relocations.save_relocations(tx, read.relocations, actor, clock())
        _put_stock(tx, read, str(version), clock())
    return _imported(read, version, digest)


def shifted(directory: Directory, shift_to: datetime | None) -> Directory:
    """Move requests and receipts by the whole minutes from `DEMO_AT` to an instant."""
    if shift_to is None:
        return directory
    by = timedelta(minutes=(shift_to - DEMO_AT) // timedelta(minutes=1))
    inbound = {
        shelf: tuple(replace(each, available_at=each.available_at + by) for each in receipts)
        for shelf, receipts in directory.network.inbound.items()
    }
    return replace(
        directory,
        network=replace(directory.network, inbound=inbound),
        requests=tuple(_shifted_row(row, by) for row in directory.requests),
    )


def _shifted_row(row: RequestRow, by: timedelta) -> RequestRow:
    completed_at = row.form_completed_at
    return replace(
        row,
        requested_at=row.requested_at + by,
        part_deemed_necessary_at=row.part_deemed_necessary_at + by,
        form_completed_at=None if completed_at is None else completed_at + by,
        fault_observed_at=row.fault_observed_at + by,
    )


def _read(directory: Path, requests: Path | None) -> Directory:
    try:
        read = read_directory(directory, requests)
    except FaultyFiles as faulty:
        raise FaultyInput([str(fault) for fault in faulty.faults]) from faulty
    policies = policies_in_use()
    require_readings(policies, read.contracts)
    require_periods(read, policies)
    require_priorities(policies, read, str(requests))
    sentences = list(_links_between_partners(read))
    if sentences:
        raise FaultyInput(sentences)
    return with_periods(read, policies)


def _links_between_partners(read: Directory) -> Iterator[str]:
    """Say which contracts and units belong to another partner than their site."""
    sites = read.network.sites
    for row in read.contracts.values():
        owner = sites[row.site_id].partner_id
        if row.partner_id != owner:
            yield (
                f"Contract {row.contract_id} is held by partner {row.partner_id}, "
                f"but its site {row.site_id} belongs to {owner}."
            )
    for (site_id, platform), contract_id in read.installed_contracts.items():
        if read.contracts[contract_id].partner_id != sites[site_id].partner_id:
            yield (
                f"{platform} at site {site_id} names contract {contract_id}, "
                f"which another partner holds."
            )


def _refuse_contradictions(tx: Connection, read: Directory) -> None:
    sentences = [
        *_moved(
            "Site",
            facts.partners_of_sites(tx),
            {name: site.partner_id for name, site in read.network.sites.items()},
        ),
        *_moved(
            "Contract",
            facts.partners_of_contracts(tx),
            {name: row.partner_id for name, row in read.contracts.items()},
        ),
        *_taken_away(tx, read),
    ]
    if sentences:
        raise Refused(sentences)


def _taken_away(tx: Connection, read: Directory) -> Iterator[str]:
    """Say what lines that are not delivered yet name and the files no longer have."""
    places = read.network
    for what, column, there in (
        ("Site", "site_id", places.sites),
        ("Contract", "contract_id", read.contracts),
        ("Part", "part_number", places.parts),
        ("Part", "replacement_part_number", places.parts),
        ("Fault code", "fault_code", read.fault_codes),
        ("Depot", "depot_id", places.depots),
        ("Courier service", "service_id", places.services),
    ):
        for name, line_id in facts.named_by_lines(tx, column).items():
            if name not in there:
                yield (
                    f"{what} {name} is missing in the files, and line {line_id}, "
                    "which is not delivered yet, needs it."
                )


def _moved(what: str, kept: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[str]:
    for name, partner_id in wanted.items():
        if kept.get(name, partner_id) != partner_id:
            yield (
                f"{what} {name} belongs to partner {kept[name]} in the record and to "
                f"{partner_id} in the files; give it a new name there."
            )


def _put_stock(tx: Connection, read: Directory, cause_id: str, at: datetime) -> None:
    stock.lock_shelves(tx)  # before what is held on them is read, or it changes meanwhile
    shelves = _wanted_shelves(
        {**dict.fromkeys(read.network.inbound, StockCell(0, 0, 0)), **read.network.stock},
        stock.live_stock(tx),
        stock.held_on_shelves(tx),
    )
    stock.replace_shelves(tx, shelves, cause_id, at)
    lost = stock.replace_receipts(tx, read.network.inbound)
    if lost:
        raise Refused(
            [
                f"A receipt of {part} at {depot} is held by an RMA and missing in the files."
                for depot, part in lost
            ]
        )


def _wanted_shelves(
    files: Mapping[stock.Shelf, StockCell],
    live: Mapping[stock.Shelf, StockCell],
    held: Mapping[stock.Shelf, int],
) -> Mapping[stock.Shelf, StockCell]:
    """Shelves after an import; what the files do not have is empty from then on."""
    wanted, sentences = {}, []
    for shelf in {**live, **files}:
        cell = files.get(shelf, StockCell(0, 0, 0))
        reserved = cell.reserved + held.get(shelf, 0)
        if reserved > cell.on_hand:
            sentences.append(
                f"{shelf[0]} would have {cell.on_hand} of {shelf[1]} on hand and {reserved} "
                f"reserved, of which RMAs hold {held.get(shelf, 0)}: release those first."
            )
        else:
            wanted[shelf] = replace(cell, reserved=reserved)
    if sentences:
        raise Refused(sentences)
    return wanted


def _imported(read: Directory, version: int, digest: str) -> Imported:
    places = read.network
    receipts = sum(len(each) for each in places.inbound.values())
    return Imported(
        version,
        digest,
        len(places.depots),
        len(places.sites),
        len(places.stock),
        receipts,
        read.requests,
    )
