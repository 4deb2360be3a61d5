"""Rules of the tables of parts, stock and business, beyond what one cell can say."""

from collections.abc import Iterator

from optimizer.files.faults import FileFault
from optimizer.files.key_rules import Sheets, faults_of_completeness, texts_of
from optimizer.files.part_tables import NEVER
from optimizer.files.sheet import Sheet

OF_ONE_RMA = ("partner_id", "site_id", "ship_together")
"""Columns of requests.csv in which all lines of an RMA agree."""


def faults_of_business(sheets: Sheets) -> Iterator[FileFault]:
    """Everything that is wrong between the cells of the tables of parts, stock and business."""
    yield from _substitutes(sheets["substitutions"])
    yield from _reserved(sheets["stock"])
    yield from _replenishment(sheets["depot_replenishment"], sheets["depots"])
    yield from _contract_dates(sheets["contracts"])
    if "requests" in sheets:
        yield from _disagreeing_lines(sheets["requests"])
    if "relocations" in sheets:
        yield from _relocations(sheets)


def _substitutes(sheet: Sheet) -> Iterator[FileFault]:
    for line, (part, substitute) in sheet.sound("part_number", "substitute_part_number"):
        if part == substitute:
            allowed = "another part than the one that is asked for"
            yield sheet.fault_at(line, "substitute_part_number", allowed)
    for line, (rank, automatic) in sheet.sound("rank", "automatic"):
        if rank == NEVER and automatic:
            yield sheet.fault_at(line, "automatic", f"0 where rank is {NEVER}, never")


def _reserved(sheet: Sheet) -> Iterator[FileFault]:
    for line, (on_hand, reserved) in sheet.sound("on_hand", "reserved"):
        if reserved > on_hand:
            yield sheet.fault_at(line, "reserved", f"at most on_hand, {on_hand}")


def _replenishment(sheet: Sheet, depots: Sheet) -> Iterator[FileFault]:
    wanted = [(depot,) for depot in texts_of(depots, "depot_id")]
    yield from faults_of_completeness(sheet, ["depot_id"], wanted, "depot")
    sources = {depot: source for _, (depot, source) in sheet.sound("depot_id", "replenished_from")}
    for line, (depot,) in sheet.sound("depot_id"):
        if _leads_back(depot, sources):
            allowed = f"empty, or a depot whose own supply does not come from {depot}"
            yield sheet.fault_at(line, "replenished_from", allowed)


def _leads_back(depot: str, sources: dict[str, str | None]) -> bool:
    source, steps = sources.get(depot), 0
    while source is not None and source != depot and steps < len(sources):
        source, steps = sources.get(source), steps + 1
    return source == depot


def _contract_dates(sheet: Sheet) -> Iterator[FileFault]:
    for line, (starts_on, ends_on) in sheet.sound("starts_on", "ends_on"):
        if starts_on is not None and ends_on is not None and ends_on < starts_on:
            yield sheet.fault_at(line, "ends_on", f"not before starts_on, {starts_on}")
    for line, (starts_on, order_type, listed) in sheet.sound(
        "starts_on", "order_type", "po_start_date"
    ):
        if starts_on is None and order_type is None and listed is None:
            allowed = "a date, or empty where order_type or po_start_date tells how it follows"
            yield sheet.fault_at(line, "starts_on", allowed)
        if None not in (starts_on, listed) and starts_on != listed:
            yield sheet.fault_at(line, "po_start_date", f"empty, or starts_on, {starts_on}")
    for line, (ends_on, months) in sheet.sound("ends_on", "term_months"):
        if ends_on is None and months is None:
            allowed = "a date, or empty where term_months tells how long the service lasts"
            yield sheet.fault_at(line, "ends_on", allowed)


def _relocations(sheets: Sheets) -> Iterator[FileFault]:
    sheet, partners = sheets["relocations"], {*texts_of(sheets["partners"], "partner_id")}
    owners = dict(values for _, values in sheets["sites"].sound("site_id", "partner_id"))
    for line, (partner, *places) in sheet.sound("partner_id", "from_site_id", "to_site_id"):
        for column, place in zip(("from_site_id", "to_site_id"), places, strict=True):
            if owners.get(place, partner) in partners - {partner}:
                yield sheet.fault_at(line, column, f"a site of {partner}, who told of the move")
        if places[0] == places[1]:
            yield sheet.fault_at(line, "to_site_id", "another site than from_site_id")
    columns = ("contract_id", "partner_id", "site_id")
    holders = {
        contract: (partner, site)
        for _, (contract, partner, site) in sheets["contracts"].sound(*columns)
        if partner in partners and site in owners
    }
    yield from _moves_under_contracts(sheet, holders)


def _moves_under_contracts(
    sheet: Sheet, holders: dict[str, tuple[str, str]]
) -> Iterator[FileFault]:
    """Moves under a contract of somebody else, or from where nothing of the contract stands."""
    reached = {(contract, site) for contract, (_, site) in holders.items()}
    reached |= {places for _, places in sheet.sound("contract_id", "to_site_id")}
    for line, (contract, partner, site) in sheet.sound("contract_id", "partner_id", "from_site_id"):
        if contract in holders and holders[contract][0] != partner:
            yield sheet.fault_at(line, "contract_id", f"a contract of {partner}")
        if contract in holders and (contract, site) not in reached:
            allowed = f"the site of {contract}, {holders[contract][1]}, or that of another move"
            yield sheet.fault_at(line, "from_site_id", allowed)


def _disagreeing_lines(sheet: Sheet) -> Iterator[FileFault]:
    for column in OF_ONE_RMA:
        first: dict[str, tuple[int, object]] = {}
        for line, (rma_number, value) in sheet.sound("rma_number", column):
            first_line, expected = first.setdefault(rma_number, (line, value))
            if value != expected:
                allowed = f"{_text(expected)}, as all lines of {rma_number} since line {first_line}"
                yield sheet.fault_at(line, column, allowed)


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
