"""The nouns of place and movement: parts, depots, sites, courier services, rules between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Literal

from optimizer.numbers import Numbers, require_numbers

Kind = Literal["dedicated", "scheduled", "air"]

MINUTES_PER_DAY = 1440


def require(condition: bool, sentence: str) -> None:  # noqa: FBT001 - reads as "require x, or say y"
    """Refuse a value that cannot be.

    Raises
    ------
    ValueError
        With the sentence, when the condition does not hold.
    """
    if not condition:
        raise ValueError(sentence)


@dataclass(frozen=True, slots=True)
class Part:
    """One part number, packed for shipping: weight in kg, sides in cm."""

    part_number: str
    description: str
    category: str
    ship_weight_kg: float
    length_cm: float
    width_cm: float
    height_cm: float
    unit_value_cents: int
    annual_failure_rate_share: float
    dangerous_goods: str
    passenger_air_allowed: bool
    cargo_air_allowed: bool
    export_group: str
    two_person: bool
    data_bearing: bool
    repairable: bool
    lifecycle: str

    def __post_init__(self) -> None:
        """Refuse a part without weight or size."""
        measures = (self.ship_weight_kg, self.length_cm, self.width_cm, self.height_cm)
        require(min(measures) > 0, f"Part {self.part_number} needs a weight and sides above zero.")
        require_numbers(self)

    @property
    def sides_cm(self) -> tuple[float, float, float]:
        """The three sides [cm], longest first."""
        longest, middle, shortest = sorted(
            (self.length_cm, self.width_cm, self.height_cm), reverse=True
        )
        return longest, middle, shortest

    @property
    def volume_cm3(self) -> float:
        """Volume of the packed unit [cm3]."""
        return self.length_cm * self.width_cm * self.height_cm


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: position in degrees WGS84 and what the law and the clock make of it."""

    country: str
    region: str
    customs_zone: str
    landmass: str
    latitude: float
    longitude: float
    timezone: str

    def __post_init__(self) -> None:
        """Refuse a position that is not on the globe."""
        require(
            -90 <= self.latitude <= 90 and -180 <= self.longitude <= 180,  # noqa: PLR2004 - the globe
            f"{self.latitude}, {self.longitude} is no latitude and longitude in degrees.",
        )
        require_numbers(self)


@dataclass(frozen=True, slots=True)
class Airport(Place):
    """An airport of flights.csv."""

    iata: str


@dataclass(frozen=True, slots=True)
class Depot(Place):
    """Where good units lie. Without call-out minutes nobody comes outside opening hours."""

    depot_id: str
    name: str
    city: str
    subdivision: str | None
    opening_class: str
    pick_pack_minutes: int
    callout_minutes: int | None
    nearest_airport: str
    tier: str
    replenished_from: str | None
    lead_time_days: float


@dataclass(frozen=True, slots=True)
class Site(Place):
    """Where a part must arrive."""

    site_id: str
    customer: str
    partner_id: str
    city: str
    subdivision: str | None
    receiving: str
    dock: bool
    two_person_ok: bool
    nearest_airport: str


@dataclass(frozen=True, slots=True)
class OpeningClass:
    """Opening times shared by many places: (weekday, opens, closes) in minutes of the local day."""

    opening_class: str
    always_open: bool
    day_basis: Literal["weekday", "business_day"]
    holiday_rule: Literal["open", "closed", "callout"]
    windows: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class CourierService:
    """A named way to move a part. A limit of None is no limit."""

    service_id: str
    name: str
    kind: Kind
    mode: Literal["road", "mixed", "air"]
    scope: str
    countries: frozenset[str] | None
    max_piece_kg: float | None
    max_length_cm: float | None
    max_width_cm: float | None
    max_height_cm: float | None
    max_length_plus_girth_cm: float | None
    max_shipment_kg: float | None
    volumetric_divisor_cm3_per_kg: float | None
    max_km: float | None
    operates: tuple[str, ...]
    operates_on_public_holidays: bool
    from_minute: int
    to_minute: int
    collection_cutoff_minute: int | None
    collect_minutes: int | None
    transit_days_min: int | None
    transit_days_max: int | None
    deliver_by_minute: int | None
    saturday_delivery: bool
    people: int
    tail_lift: bool
    needs_dock: bool
    passenger_air: bool
    cargo_air_only: bool
    timetabled_flight: bool
    accepts_dangerous_goods: bool
    speed_factor_urban: float
    speed_factor_intercity: float
    price_base_cents: int
    price_per_km_cents: int
    price_per_kg_cents: int
    price_min_cents: int
    night_surcharge_share: float
    weekend_surcharge_share: float
    tender_minutes: int | None
    recovery_minutes: int | None
    customs_clearance_hours_override: float | None

    def __post_init__(self) -> None:
        """Refuse a service whose kind lacks what it needs."""
        needed = {
            "dedicated": (self.collect_minutes,),
            "scheduled": (
                self.collection_cutoff_minute,
                self.transit_days_min,
                self.transit_days_max,
                self.deliver_by_minute,
            ),
            "air": (self.collect_minutes, self.tender_minutes, self.recovery_minutes),
        }[self.kind]
        require(
            None not in needed,
            f"Service {self.service_id} of kind {self.kind} lacks a column that this kind needs.",
        )
        require_numbers(self)

    @property
    def largest_sides_cm(self) -> tuple[float, float, float]:
        """Largest sides it takes [cm], longest first; a lone limit holds for the longest side."""
        limits = (self.max_length_cm, self.max_width_cm, self.max_height_cm)
        known = sorted((limit for limit in limits if limit is not None), reverse=True)
        padded = [*known, *[min(known, default=float("inf"))] * (3 - len(known))]
        return padded[0], padded[1], padded[2]


@dataclass(frozen=True, slots=True)
class VehicleHours(Numbers):
    """Vehicles of a depot and service in [from, to) minutes of some days at the depot."""

    depot_id: str
    service_id: str
    weekdays: frozenset[str]
    from_minute: int
    to_minute: int
    vehicles: int


@dataclass(frozen=True, slots=True)
class DriveFacts:
    """How one drives in a country. Speeds in km/h, coefficients of variation as ratios."""

    country: str
    circuity_intercity: float
    urban_kmh: float
    intercity_kmh: float
    cv_urban: float
    cv_intercity: float

    def __post_init__(self) -> None:
        """Refuse a country in which nothing moves."""
        require(
            min(self.circuity_intercity, self.urban_kmh, self.intercity_kmh) > 0,
            f"Country {self.country} needs circuity and speeds above zero.",
        )
        require_numbers(self)


@dataclass(frozen=True, slots=True)
class Border(Numbers):
    """What customs does between two zones. Clearance in hours of customs work; None: closed."""

    allowed: bool
    clearance_hours: float | None


@dataclass(frozen=True, slots=True)
class Lane(Numbers):
    """Price and transit of scheduled and air services between two regions."""

    price_multiplier: float
    transit_days_add: int


@dataclass(frozen=True, slots=True)
class Flight:
    """Direct flights of one pair of airports, every day."""

    departures_per_day: int
    block_minutes: int

    def __post_init__(self) -> None:
        """Refuse a timetable that does not divide the day."""
        require(
            self.departures_per_day >= 1 and MINUTES_PER_DAY % self.departures_per_day == 0,
            f"{self.departures_per_day} departures a day do not divide the day evenly.",
        )
        require_numbers(self)


@dataclass(frozen=True, slots=True)
class StockCell:
    """Good units of one part at one depot. Free = on hand - reserved."""

    on_hand: int
    reserved: int
    base_stock: int

    def __post_init__(self) -> None:
        """Refuse stock that cannot lie on a shelf."""
        require(
            0 <= self.reserved <= self.on_hand,
            f"Stock needs 0 <= reserved <= on hand, not {self.reserved} of {self.on_hand}.",
        )
        require_numbers(self)

    @property
    def free(self) -> int:
        """Units that may be promised [units]."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Receipt(Numbers):
    """Units on their way to a depot, usable from an instant on."""

    quantity: int
    available_at: datetime


@dataclass(frozen=True, slots=True)
class Substitution(Numbers):
    """A part that may stand in for another one without asking anybody."""

    part_number: str
    rank: int
    price_cents: int


@dataclass(frozen=True, slots=True)
class TravelRules(Numbers):
    """The numbers of travel_rules.csv, by their names there."""

    intercity_from_geodesic_km: float
    urban_road_km_each_end: float
    peak_morning_from: int
    peak_morning_to: int
    peak_evening_from: int
    peak_evening_to: int
    peak_on_business_days_only: bool
    peak_time_factor_urban: float
    night_from: int
    night_to: int
    night_time_factor_urban: float
    handover_origin_minutes: float
    parking_access_minutes: float
    handover_site_minutes: float
    vehicle_slot_minutes: int
    city_scope_km: float
    tail_lift_or_dock_above_kg: float
    dedicated_same_landmass: bool
    dedicated_same_customs_zone: bool
    customs_opens: int
    customs_closes: int
    export_licence_lead_days: int
    flight_first_departure_utc: int
    flight_block_base_minutes: float
    flight_km_per_minute: float
    night_surcharge_from: int
    night_surcharge_to: int
    weekend_surcharge_on_public_holidays: bool
    callout_stays_open_until_departure: bool
    emergency_cost_cents: int

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Every parameter that travel_rules.csv must hold."""
        return tuple(field.name for field in fields(cls))


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that stands still while one plan is made; keys as in the data files.

    `weekends` gives each country's weekend as weekday words, `installed` the units by (site,
    platform), `bills_of_material` the parts in one unit by platform, `vehicles_out` the vehicles
    that earlier plans have on the road, by depot, service and start of the slot, below zero where
    there are more; `opened` a stretch in which a ("depot", depot_id) or ("site", site_id) is open
    beside its class. Mappings keep no meaning in their order.
    """

    parts: Mapping[str, Part]
    depots: Mapping[str, Depot]
    sites: Mapping[str, Site]
    airports: Mapping[str, Airport]
    services: Mapping[str, CourierService]
    opening_classes: Mapping[str, OpeningClass]
    weekends: Mapping[str, frozenset[str]]
    drive_facts: Mapping[str, DriveFacts]
    circuity_knots: tuple[tuple[float, float], ...]
    rules: TravelRules
    borders: Mapping[tuple[str, str], Border]
    licences: Mapping[tuple[str, str, str], bool]
    lanes: Mapping[tuple[str, str], Lane]
    vehicles: Mapping[tuple[str, str], tuple[VehicleHours, ...]]
    flights: Mapping[tuple[str, str], Flight]
    stock: Mapping[tuple[str, str], StockCell]
    inbound: Mapping[tuple[str, str], tuple[Receipt, ...]]
    substitutions: Mapping[str, tuple[Substitution, ...]]
    installed: Mapping[tuple[str, str], int]
    bills_of_material: Mapping[str, Mapping[str, int]]
    vehicles_out: Mapping[tuple[str, str, datetime], int] = field(default_factory=dict)
    opened: Mapping[tuple[str, str], tuple[datetime, datetime]] = field(default_factory=dict)
