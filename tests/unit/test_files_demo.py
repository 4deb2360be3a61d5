"""The demonstration network: read whole, as the rules of travel and stock expect it."""

import csv
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from optimizer.files.place_rules import RULE_UNITS, kind_of_rule
from optimizer.files.read import read_directory
from optimizer.files.records import Directory
from optimizer.files.schema import TABLES
from optimizer.network import Lane, Receipt, StockCell, Substitution


@pytest.fixture(scope="module")
def demo(demo_directory: Path) -> Directory:
    """Read the demonstration network with its requests."""
    return read_directory(demo_directory, demo_directory / "requests.csv")


def test_every_row_of_the_demonstration_is_read(demo: Directory) -> None:
    network = demo.network
    assert (len(network.parts), len(network.depots), len(network.sites)) == (150, 56, 393)
    assert (len(network.services), len(network.airports), len(network.flights)) == (42, 163, 1528)
    assert (len(network.borders), len(network.licences), len(network.lanes)) == (784, 1512, 27)
    assert (len(network.stock), sum(map(len, network.inbound.values()))) == (3251, 393)
    assert sum(map(len, network.vehicles.values())) == 836
    assert sum(map(len, network.bills_of_material.values())) == 160
    assert (len(network.installed), len(demo.contracts), len(demo.requests)) == (1749, 493, 90)


def test_cells_become_the_values_that_the_network_is_made_of(demo: Directory) -> None:
    network = demo.network
    frankfurt = network.depots["FRA1"]
    assert (frankfurt.subdivision, frankfurt.callout_minutes) == ("HE", None)
    assert (frankfurt.replenished_from, frankfurt.lead_time_days) == ("BUD1", 7)
    assert network.stock["FRA1", "MB-2U2S-V6"] == StockCell(2, 0, 3)
    receipt = Receipt(1, datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert network.inbound["ALA1", "M4-32-2933"] == (receipt,)
    assert network.lanes["EMEA", "LATAM"] == Lane(2.9, 2)
    assert network.weekends["SA"] == {"fri", "sat"}
    assert network.borders["AE", "AR"].clearance_hours is None
    assert network.circuity_knots[0] == (0.5, 1.9)
    memory = network.parts["M4-16-2400"]
    assert (memory.dangerous_goods, memory.export_group) == ("", "")
    assert demo.contracts["CO0001"].starts_on == date(2024, 9, 12)


def test_services_keep_what_their_kind_needs_and_no_limit_is_none(demo: Directory) -> None:
    services = demo.network.services
    car, parcel = services["CAR"], services["DHL-0900"]
    assert (car.countries, car.from_minute, car.to_minute) == (None, 0, 1440)
    assert (car.collect_minutes, car.transit_days_min) == (45, None)
    assert parcel.collection_cutoff_minute == 16 * 60 + 30
    assert (parcel.deliver_by_minute, parcel.operates) == (540, ("business_day",))
    assert services["FDX-SD"].countries == frozenset({"US"})
    assert services["CHART"].timetabled_flight is False


def test_only_automatic_substitutes_are_kept_best_first(demo: Directory) -> None:
    substitutes = demo.network.substitutions
    assert substitutes["M4-16-2400"] == (Substitution("M4-16-3200", 1, 2000),)
    assert all(
        [each.rank for each in several] == sorted(each.rank for each in several)
        for several in substitutes.values()
    )
    kept = sum(map(len, substitutes.values()))
    with (Path(__file__).parents[2] / "data/demo/substitutions.csv").open() as file:
        assert kept == sum(row["automatic"] == "1" for row in csv.DictReader(file))


def test_without_requests_none_are_read(demo_directory: Path) -> None:
    assert read_directory(demo_directory).requests == ()


def test_an_incomplete_form_has_no_instant(demo: Directory) -> None:
    (waiting,) = (row for row in demo.requests if row.form_completed_at is None)
    assert waiting.line_id == "RMA26110023-01"


def test_the_documentation_has_every_table_and_column_as_the_schema_states_them() -> None:
    page = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    sections = re.split(r"^### ", page, flags=re.MULTILINE)[1:]
    written = {section.split("\n")[0]: section for section in sections}
    assert list(written) == [table.file for table in TABLES.values()]
    for table in TABLES.values():
        for column in table.columns:
            row = f"| `{column.name}` | {column.allowed} | {column.meaning} |"
            assert row in written[table.file].splitlines()


def test_the_documentation_has_every_parameter_of_travel_with_unit_and_what_is_allowed() -> None:
    page = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    with (Path(__file__).parents[2] / "data/demo/travel_rules.csv").open() as file:
        values = {row["parameter"]: row["value"] for row in csv.DictReader(file)}
    assert set(values) == set(RULE_UNITS)
    for parameter, unit in RULE_UNITS.items():
        allowed = kind_of_rule(parameter).allowed
        assert f"| `{parameter}` | {unit} | {allowed} | {values[parameter]} | " in page
