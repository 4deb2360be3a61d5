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
        if ends_on < starts_on:
            yield sheet.fault_at(line, "ends_on", f"not before starts_on, {starts_on}")


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
