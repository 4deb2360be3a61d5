"""Rules of the tables of movement, beyond what one cell can say."""

from collections.abc import Iterator
from itertools import product

from optimizer.files.cells import clock_text
from optimizer.files.courier_tables import LANE_WORDS
from optimizer.files.faults import FileFault
from optimizer.files.key_rules import (
    Sheets,
    faults_of_completeness,
    faults_of_overlaps,
    texts_of,
)
from optimizer.files.sheet import Sheet

NEEDED = {
    "dedicated": ("collect_minutes",),
    "scheduled": (
        "collection_cutoff_local",
        "transit_days_min",
        "transit_days_max",
        "deliver_by_local",
    ),
    "air": ("collect_minutes", "tender_minutes", "recovery_minutes", "timetabled_flight"),
}
"""Columns of courier_services.csv that a kind needs. Source: their meanings there."""

ONLY_AIR = ("customs_clearance_hours_override",)
"""Columns that only services by air may fill."""

OF_SOME_KIND = tuple(dict.fromkeys(name for names in NEEDED.values() for name in names))


def faults_of_couriers(sheets: Sheets) -> Iterator[FileFault]:
    """Everything that is wrong between the cells of the tables of movement."""
    yield from _columns_of_kinds(sheets["courier_services"])
    yield from _hours_of_services(sheets["courier_services"])
    yield from _vehicles(sheets["courier_vehicles"], sheets["courier_services"])
    yield from _borders(sheets)
    yield from _licences(sheets)
    yield from _lanes(sheets)
    yield from _round_flights(sheets["flights"])


def _columns_of_kinds(sheet: Sheet) -> Iterator[FileFault]:
    for column in (*OF_SOME_KIND, *ONLY_AIR):
        kinds = [kind for kind, names in NEEDED.items() if column in names] or ["air"]
        for line, (kind, value) in sheet.sound("kind", column):
            if value is None and column in NEEDED[kind]:
                yield sheet.fault_at(line, column, f"a value, because kind {kind} needs one")
            if value is not None and kind not in kinds:
                allowed = f"empty, because it is for kind {' and '.join(kinds)} only"
                yield sheet.fault_at(line, column, allowed)


def _hours_of_services(sheet: Sheet) -> Iterator[FileFault]:
    for line, (opens, closes) in sheet.sound("from_local", "to_local"):
        if opens >= closes:
            yield sheet.fault_at(line, "to_local", f"after {clock_text(opens)}")
    for line, (cutoff, leaves) in sheet.sound("collection_cutoff_local", "to_local"):
        if cutoff is not None and cutoff > leaves:
            allowed = f"at or before {clock_text(leaves)}, when the shipment leaves"
            yield sheet.fault_at(line, "collection_cutoff_local", allowed)
    for line, (fewest, most) in sheet.sound("transit_days_min", "transit_days_max"):
        if fewest is not None and most is not None and fewest > most:
            allowed = f"at least transit_days_min, {fewest}"
            yield sheet.fault_at(line, "transit_days_max", allowed)
    for line, (passenger, cargo) in sheet.sound("passenger_air", "cargo_air_only"):
        if passenger and cargo:
            allowed = "0 where passenger_air is 1"
            yield sheet.fault_at(line, "cargo_air_only", allowed)


def _vehicles(sheet: Sheet, services: Sheet) -> Iterator[FileFault]:
    kinds = {name: kind for _, (name, kind) in services.sound("service_id", "kind")}
    for line, (service,) in sheet.sound("service_id"):
        if kinds.get(service, "dedicated") != "dedicated":
            yield sheet.fault_at(line, "service_id", "a service of kind dedicated")
    columns = ("depot_id", "service_id", "weekdays", "from_local", "to_local")
    rows = list(sheet.sound(*columns))
    for line, (*_, opens, closes) in rows:
        if opens >= closes:
            yield sheet.fault_at(line, "to_local", f"after {clock_text(opens)}")
    windows = [
        (line, (depot, service, day), opens, closes)
        for line, (depot, service, weekdays, opens, closes) in rows
        for day in weekdays
    ]
    yield from faults_of_overlaps(sheet, windows, "from_local")


def _borders(sheets: Sheets) -> Iterator[FileFault]:
    sheet, zones = sheets["customs"], texts_of(sheets["countries"], "customs_zone")
    for line, (allowed, hours) in sheet.sound("allowed", "clearance_hours"):
        if allowed and hours is None:
            yield sheet.fault_at(line, "clearance_hours", "a number where allowed is 1")
        if not allowed and hours is not None:
            yield sheet.fault_at(line, "clearance_hours", "empty where allowed is 0")
    pairs = product(zones, repeat=2)
    yield from faults_of_completeness(
        sheet, ("from_zone", "to_zone"), pairs, "ordered pair of customs zones"
    )


def _licences(sheets: Sheets) -> Iterator[FileFault]:
    sheet, zones = sheets["export_licences"], texts_of(sheets["countries"], "customs_zone")
    for line, (origin, destination) in sheet.sound("from_zone", "to_zone"):
        if origin == destination:
            allowed = "another zone than from_zone; inside a zone no licence is needed"
            yield sheet.fault_at(line, "to_zone", allowed)
    groups = texts_of(sheets["parts"], "export_group")
    wanted = [key for key in product(groups, zones, zones) if key[1] != key[2]]
    yield from faults_of_completeness(
        sheet,
        ("export_group", "from_zone", "to_zone"),
        wanted,
        "export group and ordered pair of different customs zones",
    )


def _lanes(sheets: Sheets) -> Iterator[FileFault]:
    sheet, regions = sheets["express_lanes"], texts_of(sheets["countries"], "region")
    for line, ends in sheet.sound("from_region", "to_region"):
        if ends[0] != ends[1] and set(ends) & set(LANE_WORDS):
            allowed = f"{ends[0]} on both sides" if ends[0] in LANE_WORDS else "a region"
            yield sheet.fault_at(line, "to_region", allowed)
    wanted = [*product(regions, repeat=2), *((word, word) for word in LANE_WORDS)]
    yield from faults_of_completeness(
        sheet,
        ("from_region", "to_region"),
        wanted if regions else [],
        f"ordered pair of regions, and for {' and '.join(LANE_WORDS)} with itself",
    )


def _round_flights(sheet: Sheet) -> Iterator[FileFault]:
    for line, (origin, destination) in sheet.sound("from_airport", "to_airport"):
        if origin == destination:
            allowed = "another airport than from_airport"
            yield sheet.fault_at(line, "to_airport", allowed)
