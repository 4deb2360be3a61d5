"""The smallest network, noun by noun; tests import it through tests.builders."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from math import degrees
from typing import Any

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
    VehicleHours,
)
from tests.smallest_services import EVERY_DAY, rules, service

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
EQUATOR_KM_PER_RADIAN = 6378.137


def at(hour: int, minute: int = 0, *, day: int = 23, month: int = 11, year: int = 2026) -> datetime:
    """Instant of the Monday of NOW, or of another day."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def east(km: float) -> float:
    """Longitude [degrees] of the place on the equator as many km east of depot D1."""
    return degrees(km / EQUATOR_KM_PER_RADIAN)


def part(part_number: str = "P1", **changes: Any) -> Part:
    """A cube of 10 cm and 1 kg that everything may carry."""
    default = Part(
        part_number=part_number,
        description="Test part",
        category="misc",
        ship_weight_kg=1.0,
        length_cm=10.0,
        width_cm=10.0,
        height_cm=10.0,
        unit_value_cents=10_000,
        annual_failure_rate_share=0.01,
        dangerous_goods="",
        passenger_air_allowed=True,
        cargo_air_allowed=True,
        export_group="",
        two_person=False,
        data_bearing=False,
        repairable=True,
        lifecycle="active",
    )
    return replace(default, **changes)


_GERMANY: dict[str, Any] = {
    "country": "DE",
    "region": "EMEA",
    "customs_zone": "EU",
    "landmass": "eurasia",
}
_ON_EQUATOR: dict[str, Any] = {"latitude": 0.0, "timezone": "UTC"}


def depot(depot_id: str = "D1", *, km: float = 0.0, **changes: Any) -> Depot:
    """An always open depot that packs in 30 minutes."""
    default = Depot(
        **_GERMANY,
        **_ON_EQUATOR,
        longitude=east(km),
        depot_id=depot_id,
        name=f"Depot {depot_id}",
        city="Berlin",
        subdivision=None,
        opening_class="always",
        pick_pack_minutes=30,
        callout_minutes=None,
        nearest_airport="AAA",
        tier="fsl_a",
        replenished_from=None,
        lead_time_days=7.0,
    )
    return replace(default, **changes)


def site(site_id: str = "S1", *, km: float = 60.0, **changes: Any) -> Site:
    """A site that always receives, with a dock and two people to lift."""
    default = Site(
        **_GERMANY,
        **_ON_EQUATOR,
        longitude=east(km),
        site_id=site_id,
        customer="Test customer",
        partner_id="PA01",
        city="Berlin",
        subdivision=None,
        receiving="always",
        dock=True,
        two_person_ok=True,
        nearest_airport="BBB",
    )
    return replace(default, **changes)


def airport(iata: str = "AAA", *, km: float = 0.0, **changes: Any) -> Airport:
    """An airport on the equator."""
    return replace(Airport(**_GERMANY, **_ON_EQUATOR, longitude=east(km), iata=iata), **changes)


def opening_class(name: str = "office", **changes: Any) -> OpeningClass:
    """Open from 08:00 to 18:00, Monday to Friday, closed on public holidays."""
    windows = tuple((day, 480, 1080) for day in EVERY_DAY[:5])
    default = OpeningClass(
        opening_class=name,
        always_open=False,
        day_basis="weekday",
        holiday_rule="closed",
        windows=windows,
    )
    return replace(default, **changes)


_ALWAYS = OpeningClass(
    "always", always_open=True, day_basis="weekday", holiday_rule="open", windows=()
)
_BUSINESS = OpeningClass(
    "business",
    always_open=False,
    day_basis="business_day",
    holiday_rule="closed",
    windows=(("business_day", 540, 1080),),
)


def drive_facts(country: str = "DE", **changes: Any) -> DriveFacts:
    """60 km/h in town, 120 km/h between, roads as straight as geodesics."""
    default = DriveFacts(
        country=country,
        circuity_intercity=1.0,
        urban_kmh=60.0,
        intercity_kmh=120.0,
        cv_urban=0.4,
        cv_intercity=0.2,
    )
    return replace(default, **changes)


def vehicle_hours(depot_id: str = "D1", service_id: str = "CAR", **changes: Any) -> VehicleHours:
    """One vehicle at all hours."""
    default = VehicleHours(depot_id, service_id, frozenset(EVERY_DAY), 0, 1440, 1)
    return replace(default, **changes)


def receipt(available_at: datetime, quantity: int = 1) -> Receipt:
    """Units on their way to a depot."""
    return Receipt(quantity, available_at)


def substitution(part_number: str, rank: int = 1) -> Substitution:
    """A part that may stand in, at 2000 cents a rank."""
    return Substitution(part_number, rank, 2000 * rank)


def network(  # noqa: PLR0913 - one keyword a table
    *,
    parts: Sequence[Part] | None = None,
    depots: Sequence[Depot] | None = None,
    sites: Sequence[Site] | None = None,
    airports: Sequence[Airport] | None = None,
    services: Sequence[CourierService] | None = None,
    opening_classes: Sequence[OpeningClass] = (),
    stock: Mapping[tuple[str, str], int | StockCell] | None = None,
    vehicles: Mapping[tuple[str, str], int | tuple[VehicleHours, ...]] | None = None,
    **tables: Any,
) -> Network:
    """The smallest network, or another one.

    Unless said, each depot holds one unit of each part and has one vehicle of each dedicated
    service; borders are open with two hours of customs, no licence is held, every lane costs the
    same. `stock` and `vehicles` take bare numbers; other tables are taken as Network has them.
    """
    parts, depots, sites = parts or (part(),), depots or (depot(),), sites or (site(),)
    airports = airports or (airport("AAA"), airport("BBB", km=60))
    services = services or (service(),)
    classes = (_ALWAYS, _BUSINESS, opening_class(), *opening_classes)
    places = (*depots, *sites, *airports)
    countries = sorted({place.country for place in places})
    default = Network(
        parts={each.part_number: each for each in parts},
        depots={each.depot_id: each for each in depots},
        sites={each.site_id: each for each in sites},
        airports={each.iata: each for each in airports},
        services={each.service_id: each for each in services},
        opening_classes={each.opening_class: each for each in classes},
        weekends={country: frozenset({"sat", "sun"}) for country in countries},
        drive_facts={country: drive_facts(country) for country in countries},
        circuity_knots=((0.5, 1.0), (11.0, 1.0)),
        rules=rules(),
        borders=_open_borders(sorted({place.customs_zone for place in places})),
        licences=_no_licences(parts, sorted({place.customs_zone for place in places})),
        lanes=_equal_lanes(sorted({place.region for place in places})),
        vehicles=_vehicles(depots, services, vehicles),
        flights={},
        stock=_stock(depots, parts, stock),
        inbound={},
        substitutions={},
        installed={},
        bills_of_material={},
    )
    return replace(default, **tables)


def _open_borders(zones: Sequence[str]) -> Mapping[tuple[str, str], Border]:
    return {
        (start, end): Border(allowed=True, clearance_hours=0.0 if start == end else 2.0)
        for start, end in product(zones, zones)
    }


def _no_licences(
    parts: Sequence[Part], zones: Sequence[str]
) -> Mapping[tuple[str, str, str], bool]:
    groups = sorted({each.export_group for each in parts} - {""})
    return dict.fromkeys(product(groups, zones, zones), False)


def _equal_lanes(regions: Sequence[str]) -> Mapping[tuple[str, str], Lane]:
    pairs = [("domestic", "domestic"), ("same_customs_zone", "same_customs_zone")]
    return dict.fromkeys([*pairs, *product(regions, regions)], Lane(1.0, 0))


def _vehicles(
    depots: Sequence[Depot],
    services: Sequence[CourierService],
    asked: Mapping[tuple[str, str], int | tuple[VehicleHours, ...]] | None,
) -> Mapping[tuple[str, str], tuple[VehicleHours, ...]]:
    if asked is None:
        dedicated = [each.service_id for each in services if each.kind == "dedicated"]
        asked = dict.fromkeys(product([each.depot_id for each in depots], dedicated), 1)
    return {
        (depot_id, service_id): (vehicle_hours(depot_id, service_id, vehicles=rows),)
        if isinstance(rows, int)
        else rows
        for (depot_id, service_id), rows in asked.items()
    }


def _stock(
    depots: Sequence[Depot],
    parts: Sequence[Part],
    asked: Mapping[tuple[str, str], int | StockCell] | None,
) -> Mapping[tuple[str, str], StockCell]:
    if asked is None:
        asked = {(one.depot_id, two.part_number): 1 for one, two in product(depots, parts)}
    return {
        key: StockCell(units, 0, units) if isinstance(units, int) else units
        for key, units in asked.items()
    }


def flights(**departures_per_day: int) -> Mapping[tuple[str, str], Flight]:
    """Flights of 60 minutes between pairs of airports, named like AAA_BBB=6."""
    pairs = {name: tuple(name.split("_")) for name in departures_per_day}
    return {
        (pairs[name][0], pairs[name][1]): Flight(n, 60) for name, n in departures_per_day.items()
    }
