"""Tables of places: countries, depots, sites, airports, their clocks and the roads between."""

from optimizer.calendars import WEEKDAYS
from optimizer.files.cells import (
    CLOCK,
    CLOSING,
    COUNTRY,
    FLAG,
    IATA,
    ICAO,
    NAME,
    TEXT,
    TIMEZONE,
    WEEKEND,
    WORD,
    Kind,
    integer,
    list_of,
    number,
    number_above,
    one_of,
    pattern,
)
from optimizer.files.columns import Column, Reference, Table

AIRPORT = Reference("airports", "iata")
DEPOT = Reference("depots", "depot_id")
OPENING = Reference("opening_classes", "opening_class")
PARTNER = Reference("partners", "partner_id")
REGION = Reference("countries", "region")
SITE = Reference("sites", "site_id")
ZONE = Reference("countries", "customs_zone")

_KNOWN_COUNTRY = Reference("countries", "country")
_MINUTES = integer(0, 10_000)
_RATIO = number_above(0, 10)

_POSITION = (
    Column("region", NAME, "Sales region, a key of express_lanes", REGION),
    Column("customs_zone", NAME, "Customs zone, a key of customs and export_licences", ZONE),
    Column("landmass", WORD, "Places of different landmasses have no road between them"),
    Column("latitude", number(-90, 90), "Degrees on WGS84, north is positive"),
    Column("longitude", number(-180, 180), "Degrees on WGS84, east is positive"),
    Column("timezone", TIMEZONE, "Zone of the local clock"),
)
_COUNTRY = Column("country", COUNTRY, "Country whose law and roads count", _KNOWN_COUNTRY)
_SUBDIVISION = Column(
    "subdivision",
    NAME,
    "Code in the holidays package where public holidays differ; empty: national ones only",
    empty=True,
)
_NEAREST = (
    Column(
        "nearest_airport",
        IATA,
        "Airport for air services, in the same customs zone and landmass",
        AIRPORT,
    ),
    Column("airport_km", number(0, 20_100), "Geodesic to that airport [km]; for people"),
)

COUNTRIES = Table(
    "countries",
    "Where a country belongs and when it rests.",
    ("country",),
    (
        Column("country", COUNTRY, "Country code"),
        Column("region", NAME, "Sales region"),
        Column("customs_zone", NAME, "Customs zone"),
        Column("weekend", WEEKEND, "Weekdays on which depots, sites and customs rest"),
        Column(
            "pickup_service",
            FLAG,
            "1: the vendor has defective parts picked up there; empty: it does not",
            empty=True,
            optional=True,
        ),
    ),
)

DEPOTS = Table(
    "depots",
    "Where good units lie.",
    ("depot_id",),
    (
        Column("depot_id", NAME, "Name of the depot in every table"),
        Column("name", TEXT, "For people"),
        Column("city", TEXT, "For people"),
        _COUNTRY,
        _SUBDIVISION,
        *_POSITION,
        Column("opening_class", NAME, "When it is open; a class used by depots", OPENING),
        Column("pick_pack_minutes", _MINUTES, "From the start of work to packed [minutes]"),
        Column(
            "callout_minutes",
            _MINUTES,
            "Outside opening hours somebody comes after this time [minutes]; empty: nobody",
            empty=True,
        ),
        *_NEAREST,
        Column("tier", one_of("cdc", "rdc", "fsl_a", "fsl_b", "fsl_c"), "Size, central to small"),
    ),
)

SITES = Table(
    "sites",
    "Where a part must arrive.",
    ("site_id",),
    (
        Column("site_id", NAME, "Name of the site in every table"),
        Column("customer", TEXT, "Whose site it is"),
        Column("partner_id", NAME, "Service partner of the site", PARTNER),
        Column("site_type", WORD, "For people"),
        Column("city", TEXT, "For people"),
        _COUNTRY,
        _SUBDIVISION,
        *_POSITION,
        Column("receiving", NAME, "When it takes parts in; a class used by sites", OPENING),
        Column("dock", FLAG, "1: it has a loading dock"),
        Column("two_person_ok", FLAG, "1: two people are at hand to lift"),
        *_NEAREST,
    ),
)

AIRPORTS = Table(
    "airports",
    "Airports of the timetable and beside depots and sites.",
    ("iata",),
    (
        Column("iata", IATA, "Name of the airport in every table"),
        Column("icao", ICAO, "For people"),
        Column("name", TEXT, "For people"),
        _COUNTRY,
        *_POSITION,
        Column("size", one_of("hub", "main", "local"), "How the timetable was made; for people"),
    ),
)

OPENING_CLASSES = Table(
    "opening_classes",
    "Opening times that many places share, and what holds outside them.",
    ("opening_class",),
    (
        Column("opening_class", NAME, "Name of the class"),
        Column("used_by", list_of(one_of("depot", "site")), "Who may have this class"),
        Column("always_open", FLAG, "1: open at every instant, no rows in opening_hours"),
        Column(
            "day_basis",
            one_of("weekday", "business_day"),
            "Whether windows hold on named weekdays or on every business day",
        ),
        Column(
            "holiday_rule",
            one_of("open", "closed", "callout"),
            "On a public holiday: as usual; closed; closed, but the depot can be called out",
        ),
    ),
)

OPENING_HOURS = Table(
    "opening_hours",
    "Windows of the opening classes, from the first minute up to and without the last.",
    ("opening_class", "weekday", "opens_local"),
    (
        Column("opening_class", NAME, "Class that the window belongs to", OPENING),
        Column("weekday", one_of(*WEEKDAYS, "business_day"), "Day of the window"),
        Column("opens_local", CLOCK, "First open minute"),
        Column("closes_local", CLOSING, "First closed minute; no window crosses midnight"),
    ),
    needs_rows=False,
)

TRAVEL = Table(
    "travel",
    "How one drives in a country.",
    ("country",),
    (
        Column("country", COUNTRY, "Country", _KNOWN_COUNTRY),
        Column("circuity_intercity", _RATIO, "Road km / geodesic km on long drives to its sites"),
        Column("urban_kmh", number(1, 200), "Speed in town outside the peak [km/h]"),
        Column("intercity_kmh", number(1, 200), "Speed between towns [km/h]"),
        Column("cv_urban", number(0, 10), "Coefficient of variation of an urban drive"),
        Column("cv_intercity", number(0, 10), "The same between towns"),
    ),
)

CIRCUITY_KNOTS = Table(
    "circuity_knots",
    "Circuity of short drives, linear between the rows and on to the country's own value.",
    ("geodesic_km",),
    (
        Column("geodesic_km", number(0, 20_100), "Geodesic, rising from row to row [km]"),
        Column("circuity", _RATIO, "Road km / geodesic km there"),
    ),
)

_MINUTE_OF_DAY = integer(0, 1440)

UNITS: dict[str, Kind] = {
    "km": number(0, 20_100),
    "km/minute": number_above(0, 1000),
    "minute": number(0, 10_000),
    "minute_of_local_day": _MINUTE_OF_DAY,
    "minute_of_utc_day": integer(0, 1439),
    "calendar_day": integer(0, 10_000),
    "boolean": FLAG,
    "ratio": _RATIO,
    "kg": number(0),
    "cent": integer(0),
}
"""Kinds of the values of travel_rules.csv by their unit."""

TRAVEL_RULES = Table(
    "travel_rules",
    "Numbers of the rules of travel, each with its unit.",
    ("parameter",),
    (
        Column("parameter", WORD, "Name of the number"),
        Column(
            "value",
            pattern("a decimal number, such as 12.5", r"-?\d{1,15}(\.\d{1,15})?"),
            "The number, as its unit asks",
        ),
        Column("unit", one_of(*UNITS), "Unit of the number"),
        Column("meaning", TEXT, "For people"),
    ),
)

PLACE_TABLES = (
    COUNTRIES,
    DEPOTS,
    SITES,
    AIRPORTS,
    OPENING_CLASSES,
    OPENING_HOURS,
    TRAVEL,
    CIRCUITY_KNOTS,
    TRAVEL_RULES,
)
