"""Rules between cells and tables, each broken alone in the smallest directory."""

from pathlib import Path

import pytest

from optimizer.files.faults import FaultyFiles, FileFault
from optimizer.files.read import read_directory
from tests.tiny_directory import TABLES, change, write_directory

PAIR = "one row for every ordered pair of customs zones"
LANE_PAIR = (
    "one row for every ordered pair of regions, and for domestic and same_customs_zone with itself"
)
LICENCE_PAIR = "one row for every export group and ordered pair of different customs zones"
OVERLAP = "a window after the one of line 2, which it overlaps"


def in_column(column: str, table: str) -> str:
    """What a reference allows."""
    return f"a value that column {column} of {table}.csv holds"


def faults_of(folder: Path) -> tuple[FileFault, ...]:
    """Read a directory with its requests and give all faults; the requests by their bare name."""
    with pytest.raises(FaultyFiles) as refusal:
        read_directory(folder, folder / "requests.csv")
    return tuple(
        FileFault(Path(each.file).name, each.line, each.column, each.value, each.allowed)
        for each in refusal.value.faults
    )


@pytest.mark.parametrize(
    ("table", "line", "column", "value", "allowed"),
    [
        ("stock", 2, "part_number", "DIMN", in_column("part_number", "parts")),
        ("stock", 2, "depot_id", "FRA9", in_column("depot_id", "depots")),
        ("inbound", 2, "depot_id", "FRA9", in_column("depot_id", "depots")),
        ("requests", 2, "part_number", "DIMN", in_column("part_number", "parts")),
        ("requests", 2, "contract_id", "CO9", in_column("contract_id", "contracts")),
        ("requests", 2, "fault_code", "MEM-X", in_column("fault_code", "fault_codes")),
        ("requests", 2, "platform", "P9", in_column("platform", "platforms")),
        ("contracts", 2, "site_id", "S9", in_column("site_id", "sites")),
        ("installed_base", 2, "contract_id", "CO9", in_column("contract_id", "contracts")),
        ("bom", 2, "platform", "P9", in_column("platform", "platforms")),
        ("sites", 2, "nearest_airport", "HHN", in_column("iata", "airports")),
        ("sites", 2, "partner_id", "PA09", in_column("partner_id", "partners")),
        ("sites", 2, "region", "MOON", in_column("region", "countries")),
        ("airports", 2, "country", "AT", in_column("country", "countries")),
        ("flights", 2, "to_airport", "HHN", in_column("iata", "airports")),
        ("courier_vehicles", 2, "service_id", "VAN", in_column("service_id", "courier_services")),
        ("depots", 2, "opening_class", "never", in_column("opening_class", "opening_classes")),
        ("depot_replenishment", 3, "replenished_from", "BUD1", in_column("depot_id", "depots")),
        ("stock", 2, "reserved", "4", "at most on_hand, 3"),
        (
            *("substitutions", 2, "substitute_part_number", "DIMM"),
            "another part than the one that is asked for",
        ),
        ("substitutions", 3, "automatic", "1", "0 where rank is 9, never"),
        ("contracts", 2, "ends_on", "2023-12-31", "not before starts_on, 2024-01-01"),
        ("requests", 3, "site_id", "S2", "S1, as all lines of R1 since line 2"),
        ("requests", 3, "partner_id", "PA02", "PA01, as all lines of R1 since line 2"),
        ("requests", 3, "ship_together", "0", "1, as all lines of R1 since line 2"),
        ("opening_hours", 2, "closes_local", "08:00", "after 08:00"),
        ("opening_hours", 3, "opens_local", "11:59", OVERLAP),
        ("opening_hours", 4, "weekday", "tue", "business_day, the day_basis of business"),
        (
            *("opening_hours", 2, "weekday", "business_day"),
            "a weekday, mon to sun, the day_basis of office",
        ),
        ("depots", 3, "opening_class", "business", "an opening class that is used by a depot"),
        ("sites", 2, "receiving", "office", "an opening class that is used by a site"),
        (
            *("depots", 3, "nearest_airport", "FRA"),
            "an airport of customs zone CH and landmass eurasia",
        ),
        (
            *("depots", 2, "subdivision", "ZZ"),
            "a subdivision of DE that the holidays package knows, or empty",
        ),
        *(
            ("courier_services", line, column, "", f"a value, because kind {kind} needs one")
            for line, kind, column in (
                (2, "dedicated", "collect_minutes"),
                (3, "scheduled", "collection_cutoff_local"),
                (3, "scheduled", "transit_days_min"),
                (3, "scheduled", "transit_days_max"),
                (3, "scheduled", "deliver_by_local"),
                (4, "air", "collect_minutes"),
                (4, "air", "tender_minutes"),
                (4, "air", "recovery_minutes"),
                (4, "air", "timetabled_flight"),
            )
        ),
        ("courier_services", 2, "tender_minutes", "5", "empty, because it is for kind air only"),
        (
            *("courier_services", 3, "collect_minutes", "5"),
            "empty, because it is for kind dedicated and air only",
        ),
        (
            *("courier_services", 4, "deliver_by_local", "09:00"),
            "empty, because it is for kind scheduled only",
        ),
        (
            *("courier_services", 3, "customs_clearance_hours_override", "1"),
            "empty, because it is for kind air only",
        ),
        (
            *("courier_services", 3, "collection_cutoff_local", "17:01"),
            "at or before 17:00, when the shipment leaves",
        ),
        ("courier_services", 3, "transit_days_max", "0", "at least transit_days_min, 1"),
        ("courier_services", 2, "to_local", "00:00", "after 00:00"),
        ("courier_services", 4, "cargo_air_only", "1", "0 where passenger_air is 1"),
        ("courier_vehicles", 2, "service_id", "DAY", "a service of kind dedicated"),
        ("courier_vehicles", 3, "from_local", "06:00", OVERLAP),
        ("courier_vehicles", 2, "to_local", "00:00", "after 00:00"),
        ("customs", 3, "clearance_hours", "", "a number where allowed is 1"),
        ("customs", 4, "clearance_hours", "3", "empty where allowed is 0"),
        ("flights", 2, "to_airport", "FRA", "another airport than from_airport"),
        ("travel_rules", 2, "unit", "minute", "km, the unit of intercity_from_geodesic_km"),
        ("travel_rules", 8, "value", "2", "0 or 1"),
        ("travel_rules", 4, "value", "-1", "a whole number from 0 to 1440"),
        # A slot of no length would repeat forever; a depot that closes on its call-out is no rule.
        ("travel_rules", 16, "value", "0", "a decimal number from 1 to 1440, such as 12.5"),
        ("travel_rules", 30, "value", "0", "1, plans know no other way"),
        # Numbers so small that times and prices made of them fit no clock and no sum.
        ("travel", 2, "urban_kmh", "0.5", "a decimal number from 1 to 200, such as 12.5"),
        (
            *("courier_services", 2, "speed_factor_urban", "0.001"),
            "a decimal number from 0.01 to 10, such as 12.5",
        ),
        (
            *("courier_services", 3, "volumetric_divisor_cm3_per_kg", "999"),
            "empty, or a decimal number from 1000 to 1000000000, such as 12.5",
        ),
        (
            *("courier_services", 2, "price_per_kg_cents", "1000001"),
            "a whole number from 0 to 1000000",
        ),
        ("travel_rules", 5, "value", "420", "more than peak_morning_from"),
        (
            *("circuity_knots", 3, "geodesic_km", "60"),
            "less than 50, the intercity_from_geodesic_km of travel_rules.csv",
        ),
        ("circuity_knots", 3, "geodesic_km", "0.4", "more than 0.5, the row before"),
        # From 0.5 km to 11 km: slope (0.5 - 1.9) / 10.5 = -0.133; 0.5 - 11 x 0.133 < 0.
        (
            *("circuity_knots", 3, "circuity", "0.5"),
            "a circuity by which a farther place is not nearer by road",
        ),
        # From 11 km to 50 km: slope (0.3 - 1.5) / 39 = -0.031; 0.3 - 50 x 0.031 < 0.
        (
            *("travel", 2, "circuity_intercity", "0.3"),
            "a circuity by which 50 km is not nearer by road than 11 km",
        ),
    ],
)
def test_a_broken_rule_is_the_only_fault(
    tmp_path: Path, table: str, line: int, column: str, value: str, allowed: str
) -> None:
    folder = write_directory(tmp_path)
    change(folder, table, line, column, value)
    assert faults_of(folder) == (FileFault(f"{table}.csv", line, column, value, allowed),)


@pytest.mark.parametrize(
    ("table", "dropped", "column", "missing", "allowed"),
    [
        ("customs", 3, "from_zone, to_zone", "EU, CH", PAIR),
        ("customs", 5, "from_zone, to_zone", "CH, CH", PAIR),
        ("export_licences", 2, "export_group, from_zone, to_zone", "3A090, EU, CH", LICENCE_PAIR),
        ("express_lanes", 2, "from_region, to_region", "domestic, domestic", LANE_PAIR),
        ("express_lanes", 4, "from_region, to_region", "EMEA, EMEA", LANE_PAIR),
        ("depot_replenishment", 3, "depot_id", "ZRH1", "one row for every depot"),
        ("travel", 3, "country", "CH", "one row for every country"),
        ("travel_rules", 5, "parameter", "peak_morning_to", "one row for every parameter"),
    ],
)
def test_a_missing_row_is_named(
    tmp_path: Path, table: str, dropped: int, column: str, missing: str, allowed: str
) -> None:
    folder = write_directory(tmp_path)
    lines = TABLES[table].splitlines(keepends=True)
    (folder / f"{table}.csv").write_text("".join(lines[: dropped - 1] + lines[dropped:]))
    expected = FileFault(f"{table}.csv", None, column, f"no row for {missing}", allowed)
    assert faults_of(folder) == (expected,)


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "allowed"),
    [
        (
            *("export_licences", "3A090,EU,EU,1", "to_zone", "EU"),
            "another zone than from_zone; inside a zone no licence is needed",
        ),
        ("travel_rules", "tea_minutes,5,minute,m", "parameter", "tea_minutes", "one of "),
    ],
)
def test_a_row_that_means_nothing_is_refused(
    tmp_path: Path, table: str, row: str, column: str, value: str, allowed: str
) -> None:
    folder = write_directory(tmp_path)
    (folder / f"{table}.csv").write_text(f"{TABLES[table]}{row}\n")
    (fault,) = faults_of(folder)
    last_line = len(TABLES[table].splitlines()) + 1
    assert (fault.file, fault.line) == (f"{table}.csv", last_line)
    assert (fault.column, fault.value) == (column, value)
    assert fault.allowed.startswith(allowed)


@pytest.mark.parametrize("table", sorted(set(TABLES) - {"circuity_knots", "special_cases"}))
def test_a_key_that_stands_twice_is_refused_with_the_line_that_has_it_first(
    tmp_path: Path, table: str
) -> None:
    folder = write_directory(tmp_path)
    header, row, *rows = TABLES[table].splitlines(keepends=True)
    (folder / f"{table}.csv").write_text("".join([header, row, *rows, row]))
    fault = next(each for each in faults_of(folder) if "no earlier row" in each.allowed)
    assert fault.line == len(rows) + 3
    assert fault.value.split(", ")[0] == row.split(",")[0] or table == "requests"
    assert fault.allowed == "a key that no earlier row has, but line 2 has it"


def test_an_airport_of_another_landmass_is_refused(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    change(folder, "sites", 2, "landmass", "gb")
    allowed = "an airport of customs zone EU and landmass gb"
    assert faults_of(folder) == (FileFault("sites.csv", 2, "nearest_airport", "FRA", allowed),)


def test_an_unused_class_without_windows_would_never_be_open(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    hours = folder / "opening_hours.csv"
    hours.write_text("opening_class,weekday,opens_local,closes_local\noffice,mon,08:00,12:00\n")
    allowed = "1, unless opening_hours.csv has a window of business"
    assert faults_of(folder) == (FileFault("opening_classes.csv", 4, "always_open", "0", allowed),)


def test_a_window_of_a_class_that_is_always_open_is_refused(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    (folder / "opening_hours.csv").write_text(TABLES["opening_hours"] + "always,mon,08:00,09:00\n")
    allowed = "a class that is not always open"
    assert faults_of(folder) == (
        FileFault("opening_hours.csv", 5, "opening_class", "always", allowed),
    )


def test_depots_that_replenish_each_other_are_refused(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    change(folder, "depot_replenishment", 2, "replenished_from", "ZRH1")
    allowed = "empty, or a depot whose own supply does not come from {}"
    assert [(each.line, each.value, each.allowed) for each in faults_of(folder)] == [
        (2, "ZRH1", allowed.format("FRA1")),
        (3, "FRA1", allowed.format("ZRH1")),
    ]


def test_an_unknown_country_is_refused_where_places_lie_in_it(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    for table, line in (("countries", 3), ("depots", 3), ("airports", 3), ("travel", 3)):
        change(folder, table, line, "country", "XX")
    change(folder, "sites", 3, "country", "XX")
    allowed = "a country that the holidays package knows"
    assert faults_of(folder) == (
        FileFault("depots.csv", 3, "country", "XX", allowed),
        FileFault("sites.csv", 3, "country", "XX", allowed),
    )
