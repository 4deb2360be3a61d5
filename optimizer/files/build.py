"""From sheets without a fault to the network and the facts of business."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from optimizer.files.key_rules import Sheets
from optimizer.files.place_rules import rule_value
from optimizer.files.records import (
    ContractRow,
    Directory,
    FaultCodeRow,
    OrderFacts,
    PartnerRow,
    RelocationRow,
    RequestRow,
)
from optimizer.network import (
    Airport,
    Border,
    CourierService,
    Depot,
    DriveFacts,
    Flight,
    Lane,
    Network,
    OpeningClass,
    Part,
    Receipt,
    Site,
    StockCell,
    Substitution,
    TravelRules,
    VehicleHours,
)

Value = TypeVar("Value")
Row = Mapping[str, Any]

RENAMED = {
    "from_minute": "from_local",
    "to_minute": "to_local",
    "collection_cutoff_minute": "collection_cutoff_local",
    "deliver_by_minute": "deliver_by_local",
}
"""Columns of local times by the fields that hold them as minutes."""


def directory_of(sheets: Sheets) -> Directory:
    """Build the directory that sheets without a fault describe."""
    rows = {name: list(sheet.records()) for name, sheet in sheets.items()}
    return Directory(
        network=_network(rows),
        contracts={
            row["contract_id"]: _contract(row, line)
            for line, row in zip(sheets["contracts"].lines, rows["contracts"], strict=True)
        },
        partners=_by_key(PartnerRow, rows["partners"], "partner_id"),
        fault_codes=_by_key(FaultCodeRow, rows["fault_codes"], "fault_code"),
        installed_contracts={
            (row["site_id"], row["platform"]): row["contract_id"] for row in rows["installed_base"]
        },
        requests=tuple(
            _value(RequestRow, row, line=line)
            for line, row in zip(
                sheets["requests"].lines if "requests" in sheets else (),
                rows.get("requests", []),
                strict=True,
            )
        ),
        relocations=tuple(_value(RelocationRow, row) for row in rows.get("relocations", [])),
        pickup_countries=frozenset(
            row["country"] for row in rows["countries"] if row["pickup_service"]
        ),
    )


def _network(rows: Mapping[str, Sequence[Row]]) -> Network:
    return Network(
        parts={row["part_number"]: _part(row) for row in rows["parts"]},
        depots=_depots(rows["depots"], rows["depot_replenishment"]),
        sites=_by_key(Site, rows["sites"], "site_id"),
        airports=_by_key(Airport, rows["airports"], "iata"),
        services={row["service_id"]: _service(row) for row in rows["courier_services"]},
        opening_classes=_opening_classes(rows["opening_classes"], rows["opening_hours"]),
        weekends={row["country"]: frozenset(row["weekend"]) for row in rows["countries"]},
        drive_facts=_by_key(DriveFacts, rows["travel"], "country"),
        circuity_knots=tuple(
            (row["geodesic_km"], row["circuity"]) for row in rows["circuity_knots"]
        ),
        rules=_rules(rows["travel_rules"]),
        borders=_by_keys(Border, rows["customs"], "from_zone", "to_zone"),
        licences={
            (row["export_group"], row["from_zone"], row["to_zone"]): row["licence_held"]
            for row in rows["export_licences"]
        },
        lanes=_by_keys(Lane, rows["express_lanes"], "from_region", "to_region"),
        vehicles=_gathered(
            rows["courier_vehicles"], lambda row: (row["depot_id"], row["service_id"]), _vehicles
        ),
        flights=_by_keys(Flight, rows["flights"], "from_airport", "to_airport"),
        stock=_by_keys(StockCell, rows["stock"], "depot_id", "part_number"),
        inbound=_gathered(
            sorted(rows["inbound"], key=lambda row: row["available_at"]),
            lambda row: (row["depot_id"], row["part_number"]),
            lambda row: _value(Receipt, row),
        ),
        substitutions=_gathered(
            sorted(
                (row for row in rows["substitutions"] if row["automatic"]),
                key=lambda row: (row["rank"], row["substitute_part_number"]),
            ),
            lambda row: row["part_number"],
            _substitution,
        ),
        installed={
            (row["site_id"], row["platform"]): row["quantity"] for row in rows["installed_base"]
        },
        bills_of_material=_bills(rows["bom"]),
    )


def _contract(row: Row, line: int) -> ContractRow:
    """Build a contract; without readings of its own, it reads as its policy does."""
    order = _value(OrderFacts, row)
    later = {"period_sentence": None, "period_clause": None}
    return _value(ContractRow, row, params=row["params"] or {}, order=order, line=line, **later)


def _part(row: Row) -> Part:
    """Build a part; no goods to declare and no export group are empty words."""
    words = {name: row[name] or "" for name in ("dangerous_goods", "export_group")}
    return _value(Part, row, **words)


def _value(kind: type[Value], row: Row, **more: object) -> Value:
    """Build a value from the cells that its fields name."""
    cells = {**row, **more}
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type] # Value is a dataclass
    return kind(**{name: cells[RENAMED.get(name, name)] for name in names})


def _by_key(kind: type[Value], rows: Sequence[Row], key: str) -> dict[str, Value]:
    return {row[key]: _value(kind, row) for row in rows}


def _by_keys(
    kind: type[Value], rows: Sequence[Row], first: str, second: str
) -> dict[tuple[str, str], Value]:
    return {(row[first], row[second]): _value(kind, row) for row in rows}


Key = TypeVar("Key")


def _gathered(
    rows: Sequence[Row], key: Callable[[Row], Key], value: Callable[[Row], Value]
) -> dict[Key, tuple[Value, ...]]:
    """Values of rows that share a key, in the order of the rows."""
    gathered: dict[Key, list[Value]] = {}
    for row in rows:
        gathered.setdefault(key(row), []).append(value(row))
    return {each: tuple(values) for each, values in gathered.items()}


def _depots(depots: Sequence[Row], replenishment: Sequence[Row]) -> dict[str, Depot]:
    supply = {row["depot_id"]: row for row in replenishment}
    return {row["depot_id"]: _value(Depot, {**supply[row["depot_id"]], **row}) for row in depots}


def _service(row: Row) -> CourierService:
    countries = None if row["countries"] is None else frozenset(row["countries"])
    return _value(
        CourierService, row, countries=countries, timetabled_flight=bool(row["timetabled_flight"])
    )


def _vehicles(row: Row) -> VehicleHours:
    return _value(VehicleHours, row, weekdays=frozenset(row["weekdays"]))


def _substitution(row: Row) -> Substitution:
    return _value(Substitution, row, part_number=row["substitute_part_number"])


def _opening_classes(classes: Sequence[Row], hours: Sequence[Row]) -> dict[str, OpeningClass]:
    windows = _gathered(
        sorted(hours, key=lambda row: row["opens_local"]),
        lambda row: row["opening_class"],
        lambda row: (row["weekday"], row["opens_local"], row["closes_local"]),
    )
    return {
        row["opening_class"]: _value(
            OpeningClass, row, windows=windows.get(row["opening_class"], ())
        )
        for row in classes
    }


def _rules(rows: Sequence[Row]) -> TravelRules:
    values: dict[str, Any] = {
        row["parameter"]: rule_value(row["parameter"], row["value"]) for row in rows
    }
    return TravelRules(**values)


def _bills(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    bills: dict[str, dict[str, int]] = {}
    for row in rows:
        bills.setdefault(row["platform"], {})[row["part_number"]] = row["quantity"]
    return bills
