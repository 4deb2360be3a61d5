"""Every kind of cell refuses what it does not allow: file, line, column, value, what is allowed."""

from pathlib import Path

import pytest

from optimizer.files.faults import FaultyFiles, FileFault
from optimizer.files.read import read_directory
from tests.tiny_directory import change, write_directory

UNITS = "a whole number from 0 to 1000000"
WEIGHT = "a decimal number above 0, up to 100000, such as 12.5"
INSTANT = "an instant in UTC such as 2026-11-23T09:00:00Z, of the years 2010 to 2090"
CLOCK = "a local time HH:MM from 00:00 to 23:59"
CLOSING = "a local time HH:MM from 00:00 to 24:00, the end of the day"
WEEKDAYS = "a list joined with ';', nothing twice, each one of mon, tue, wed, thu, fri, sat, sun"
WEEKEND = f"{WEEKDAYS}, and not all seven"
ZONE = "an IANA time zone, such as Europe/Berlin"
DAY = "a date YYYY-MM-DD"
NAME = "a name: not empty, no blanks around it, no ';' and no control characters"
DEPARTURES = "a whole number that divides the 1440 minutes of a day, such as 4"
COUNTRIES = (
    "ALL, or a list joined with ';', nothing twice, each a country code of ISO 3166-1, such as DE"
)
CATEGORY = (
    "one of dimm, hdd, ssd, psu, fan, raid, scap, bbu, upsb, nic, optic, gpu, gpubase, cpu, hsink, "
    "riser, backpl, misc, board, chassis, server, switch"
)


@pytest.mark.parametrize(
    ("table", "line", "column", "value", "allowed"),
    [
        ("stock", 2, "on_hand", "-1", UNITS),
        ("stock", 2, "on_hand", "1.5", UNITS),
        ("stock", 2, "on_hand", "1e3", UNITS),
        ("stock", 2, "on_hand", "1_000", UNITS),
        ("stock", 2, "on_hand", "", UNITS),
        ("stock", 2, "on_hand", " 3", UNITS),
        ("stock", 2, "on_hand", "\u0663", UNITS),  # a digit, but of Arabic script
        ("stock", 2, "on_hand", "9" * 20, UNITS),
        ("stock", 2, "on_hand", "9" * 5000, UNITS),
        ("parts", 2, "ship_weight_kg", "nan", WEIGHT),
        ("parts", 2, "ship_weight_kg", "inf", WEIGHT),
        ("parts", 2, "ship_weight_kg", "1e400", WEIGHT),
        ("parts", 2, "ship_weight_kg", "0", WEIGHT),
        ("parts", 2, "repairable", "yes", "0 or 1"),
        ("parts", 2, "repairable", "TRUE", "0 or 1"),
        ("parts", 2, "category", "ram", CATEGORY),
        ("parts", 3, "dangerous_goods", "3481", "empty, or a UN number, such as UN3480"),
        ("parts", 2, "lifecycle", "Active", "one of active, last_buy, eol"),
        ("parts", 2, "description", "bell\x07", "text without control characters"),
        ("sites", 2, "latitude", "90.5", "a decimal number from -90 to 90, such as 12.5"),
        ("sites", 2, "longitude", "-181", "a decimal number from -180 to 180, such as 12.5"),
        ("sites", 2, "timezone", "Europe/Mainz", ZONE),
        ("sites", 2, "timezone", "../../etc/passwd", ZONE),
        ("opening_hours", 2, "opens_local", "8:00", CLOCK),
        ("opening_hours", 2, "opens_local", "24:00", CLOCK),
        ("opening_hours", 3, "closes_local", "24:30", CLOSING),
        (
            "opening_hours",
            2,
            "weekday",
            "Monday",
            "one of mon, tue, wed, thu, fri, sat, sun, business_day",
        ),
        ("countries", 2, "weekend", "sat;sat", WEEKEND),
        ("countries", 2, "weekend", "mon;tue;wed;thu;fri;sat;sun", WEEKEND),
        ("countries", 2, "weekend", "sat; sun", WEEKEND),
        (
            "courier_services",
            2,
            "operates",
            "business_day;mon",
            f"business_day alone, or {WEEKDAYS}",
        ),
        ("courier_services", 2, "kind", "drone", "one of dedicated, scheduled, air"),
        ("courier_services", 2, "countries", "Germany", COUNTRIES),
        (
            "courier_services",
            3,
            "max_piece_kg",
            "0",
            "empty, or a decimal number above 0, up to 1000000000, such as 12.5",
        ),
        ("contracts", 2, "starts_on", "2024-13-01", f"empty, or {DAY}"),
        ("contracts", 2, "starts_on", "01.01.2024", f"empty, or {DAY}"),
        ("contracts", 2, "starts_on", "20240101", f"empty, or {DAY}"),
        ("requests", 2, "requested_at", "2026-11-23T08:00:00", INSTANT),
        ("requests", 2, "requested_at", "2026-11-23T08:00:00+01:00", INSTANT),
        ("requests", 2, "requested_at", "2026-02-30T08:00:00Z", INSTANT),
        ("requests", 2, "requested_at", "1066-10-14T09:00:00Z", INSTANT),
        ("requests", 2, "requested_at", "", INSTANT),
        ("requests", 2, "form_completed_at", "soon", f"empty, or {INSTANT}"),
        ("requests", 2, "priority", " P1", NAME),
        ("requests", 2, "data_removed", "maybe", "one of yes, no, retained"),
        ("requests", 2, "line_id", "a;b", NAME),
        ("requests", 2, "line_id", "", NAME),
        ("flights", 2, "departures_per_day", "7", DEPARTURES),  # 1440 / 7 leaves a remainder
        ("flights", 2, "departures_per_day", "0", DEPARTURES),
    ],
)
def test_a_cell_that_is_not_allowed_is_the_only_fault(
    tmp_path: Path, table: str, line: int, column: str, value: str, allowed: str
) -> None:
    folder = write_directory(tmp_path)
    requests = folder / "requests.csv"
    change(folder, table, line, column, value)
    with pytest.raises(FaultyFiles) as refusal:
        read_directory(folder, requests)
    file = str(requests) if table == "requests" else f"{table}.csv"
    assert refusal.value.faults == (FileFault(file, line, column, value, allowed),)


@pytest.mark.parametrize(
    ("table", "line", "column", "value"),
    [
        ("opening_hours", 3, "closes_local", "24:00"),
        ("requests", 2, "form_completed_at", ""),
        ("requests", 2, "faulty_serial", ""),
        ("depots", 3, "callout_minutes", ""),
        ("courier_services", 3, "max_piece_kg", ""),
        ("courier_services", 4, "operates", "business_day"),
        ("flights", 2, "departures_per_day", "1440"),
        ("contracts", 2, "ends_on", "9999-12-31"),
        # A contract that ended is a matter of business, no fault of the file.
        ("contracts", 2, "ends_on", "2024-01-01"),
    ],
)
def test_the_edge_of_what_is_allowed_is_read(
    tmp_path: Path, table: str, line: int, column: str, value: str
) -> None:
    folder = write_directory(tmp_path)
    change(folder, table, line, column, value)
    assert len(read_directory(folder, folder / "requests.csv").requests) == 2
