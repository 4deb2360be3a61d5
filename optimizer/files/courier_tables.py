"""Tables of movement: courier services, vehicles, flights and what borders make of them."""

from optimizer.files.cells import (
    CLOCK,
    CLOSING,
    COUNTRIES_OR_ALL,
    FLAG,
    IATA,
    NAME,
    OPERATES,
    TEXT,
    WEEKDAY_LIST,
    Kind,
    integer,
    number,
    number_above,
    one_of,
)
from optimizer.files.columns import Column, Reference, Table
from optimizer.files.place_tables import AIRPORT, DEPOT, ZONE
from optimizer.network import MINUTES_PER_DAY, require

SERVICE = Reference("courier_services", "service_id")
LANE_WORDS = ("domestic", "same_customs_zone")

_CENTS = integer(0)
_MINUTES = integer(0, 10_000)
_DAYS = integer(0, 9)
_LIMIT = number_above(0)
_SHARE = number(0, 10)
_FACTOR = number(0.01, 10)
_RATE = integer(0, 1_000_000)


def _departures(text: str) -> object:
    departures = integer(1, MINUTES_PER_DAY).parse(text)
    require(isinstance(departures, int) and MINUTES_PER_DAY % departures == 0, text)
    return departures


_DEPARTURES = Kind("a whole number that divides the 1440 minutes of a day, such as 4", _departures)


def _limit(name: str, meaning: str) -> Column:
    return Column(name, _LIMIT, f"{meaning}; empty: no limit", empty=True)


COURIER_SERVICES = Table(
    "courier_services",
    "Named ways to move a part: a direct drive, collection and delivery by days, or by air.",
    ("service_id",),
    (
        Column("service_id", NAME, "Name of the service in every table"),
        Column("name", TEXT, "For people"),
        Column("kind", one_of("dedicated", "scheduled", "air"), "How it moves; decides columns"),
        Column("mode", one_of("road", "mixed", "air"), "road needs no leave to fly"),
        Column(
            "scope",
            one_of(
                "city_30km", "domestic", "customs_zone", "region", "world_except_domestic", "world"
            ),
            "How far apart depot and site may be",
        ),
        Column("countries", COUNTRIES_OR_ALL, "Depot and site must both lie in one of them"),
        _limit("max_piece_kg", "Heaviest piece [kg]"),
        _limit("max_length_cm", "Limit of the sides, compared in order of size [cm]"),
        _limit("max_width_cm", "As max_length_cm [cm]"),
        _limit("max_height_cm", "As max_length_cm [cm]"),
        _limit("max_length_plus_girth_cm", "Longest side + 2 x (the other two) [cm]"),
        _limit("max_shipment_kg", "All pieces together [kg]"),
        Column(
            "volumetric_divisor_cm3_per_kg",
            number(1000),
            "Billable kg = the larger of weight and volume / this; empty: weight [cm3/kg]",
            empty=True,
        ),
        _limit("max_km", "Longest geodesic from depot to site [km]"),
        Column("operates", OPERATES, "Days of the depot on which it comes"),
        Column("operates_on_public_holidays", FLAG, "0: not on public holidays of the depot"),
        Column("from_local", CLOCK, "First minute of its hours at the depot"),
        Column("to_local", CLOSING, "End of its hours; scheduled: the shipment leaves then"),
        Column(
            "collection_cutoff_local",
            CLOCK,
            "scheduled: packed by then goes the same day",
            empty=True,
        ),
        Column(
            "collect_minutes",
            _MINUTES,
            "dedicated, air: from packed to pick-up [minutes]",
            empty=True,
        ),
        Column(
            "transit_days_min",
            _DAYS,
            "scheduled: fewest business days of the site until delivery",
            empty=True,
        ),
        Column("transit_days_max", _DAYS, "scheduled: most of them", empty=True),
        Column("deliver_by_local", CLOSING, "scheduled: latest on the day, site time", empty=True),
        Column("saturday_delivery", FLAG, "scheduled: 1 if Saturday is a day of delivery"),
        Column("people", integer(1, 9), "People who come"),
        Column("tail_lift", FLAG, "1: takes heavy pieces to a site without dock"),
        Column("needs_dock", FLAG, "1: the site needs a dock"),
        Column("passenger_air", FLAG, "1: flies on passenger aircraft"),
        Column("cargo_air_only", FLAG, "1: flies on cargo aircraft only"),
        Column(
            "timetabled_flight",
            FLAG,
            "air: 1 takes a flight of flights.csv, 0 leaves when ready",
            empty=True,
        ),
        Column("accepts_dangerous_goods", FLAG, "0: refuses parts with dangerous_goods"),
        Column("speed_factor_urban", _FACTOR, "Multiplies urban_kmh"),
        Column("speed_factor_intercity", _FACTOR, "Multiplies intercity_kmh"),
        Column("price_base_cents", _CENTS, "Fixed part of the price [US cents]"),
        Column("price_per_km_cents", _RATE, "Per road km, one way [US cents]"),
        Column("price_per_kg_cents", _RATE, "Per billable kg [US cents]"),
        Column("price_min_cents", _CENTS, "Least price [US cents]"),
        Column("night_surcharge_share", _SHARE, "Added when it departs at night"),
        Column("weekend_surcharge_share", _SHARE, "Added when it departs on a day of rest"),
        Column("tender_minutes", _MINUTES, "air: at the airport so long before", empty=True),
        Column("recovery_minutes", _MINUTES, "air: from landing to the road", empty=True),
        Column(
            "customs_clearance_hours_override",
            number(0, 1000),
            "air: replaces customs.clearance_hours, at every hour",
            empty=True,
        ),
        Column("estimate", FLAG, "1: limits are an estimate; for people"),
    ),
)

COURIER_VEHICLES = Table(
    "courier_vehicles",
    "Vehicles of dedicated services at a depot; no row, no vehicle.",
    ("depot_id", "service_id", "weekdays", "from_local"),
    (
        Column("depot_id", NAME, "Depot", DEPOT),
        Column("service_id", NAME, "Service of kind dedicated", SERVICE),
        Column("weekdays", WEEKDAY_LIST, "Days of the depot"),
        Column("from_local", CLOCK, "First minute"),
        Column("to_local", CLOSING, "End; never over midnight"),
        Column("vehicles", integer(0, 100_000), "Vehicles at the same time"),
    ),
    needs_rows=False,
)

CUSTOMS = Table(
    "customs",
    "Every ordered pair of customs zones, each with itself too.",
    ("from_zone", "to_zone"),
    (
        Column("from_zone", NAME, "Zone of the depot", ZONE),
        Column("to_zone", NAME, "Zone of the site", ZONE),
        Column("allowed", FLAG, "0: nothing may cross this border"),
        Column(
            "clearance_hours",
            number(0, 10_000),
            "Hours of customs work for air services; empty exactly where not allowed",
            empty=True,
        ),
    ),
)

EXPORT_LICENCES = Table(
    "export_licences",
    "Every export group of parts with every ordered pair of different customs zones.",
    ("export_group", "from_zone", "to_zone"),
    (
        Column("export_group", NAME, "Group of parts", Reference("parts", "export_group")),
        Column("from_zone", NAME, "Zone of the depot", ZONE),
        Column("to_zone", NAME, "Zone of the site", ZONE),
        Column("licence_held", FLAG, "0: refused at this border"),
    ),
    needs_rows=False,
)

_LANE_END = Reference("countries", "region", LANE_WORDS)

EXPRESS_LANES = Table(
    "express_lanes",
    "What scheduled and air services cost between two regions; the first row that fits counts.",
    ("from_region", "to_region"),
    (
        Column("from_region", NAME, "Of the depot", _LANE_END),
        Column("to_region", NAME, "Of the site", _LANE_END),
        Column("price_multiplier", _FACTOR, "Multiplies the price"),
        Column("transit_days_add", _DAYS, "Added to the transit days of scheduled services"),
    ),
)

FLIGHTS = Table(
    "flights",
    "Direct flights of a pair of airports, every day.",
    ("from_airport", "to_airport"),
    (
        Column("from_airport", IATA, "Where it takes off", AIRPORT),
        Column("to_airport", IATA, "Where it lands", AIRPORT),
        Column("departures_per_day", _DEPARTURES, "Evenly spread over the day"),
        Column("block_minutes", integer(1, 1440), "Gate to gate [minutes]"),
    ),
    needs_rows=False,
)

COURIER_TABLES = (
    COURIER_SERVICES,
    COURIER_VEHICLES,
    CUSTOMS,
    EXPORT_LICENCES,
    EXPRESS_LANES,
    FLIGHTS,
)
