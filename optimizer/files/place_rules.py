"""Rules of the tables of places, beyond what one cell can say."""

from collections.abc import Iterator
from itertools import pairwise

from optimizer.calendars import business_days
from optimizer.files.cells import Kind, clock_text, number
from optimizer.files.faults import FileFault
from optimizer.files.key_rules import (
    Sheets,
    faults_of_completeness,
    faults_of_overlaps,
    texts_of,
)
from optimizer.files.place_tables import UNITS
from optimizer.files.sheet import Mark, Sheet
from optimizer.network import TravelRules, require


def _yes(text: str) -> bool:
    require(text == "1", text)
    return True


RULE_UNITS = {
    **dict.fromkeys(TravelRules.names(), "minute_of_local_day"),
    **dict.fromkeys(
        ("intercity_from_geodesic_km", "urban_road_km_each_end", "city_scope_km"), "km"
    ),
    **dict.fromkeys(("peak_time_factor_urban", "night_time_factor_urban"), "ratio"),
    **dict.fromkeys(
        (
            "handover_origin_minutes",
            "parking_access_minutes",
            "handover_site_minutes",
            "vehicle_slot_minutes",
            "flight_block_base_minutes",
        ),
        "minute",
    ),
    **dict.fromkeys(
        (
            "peak_on_business_days_only",
            "dedicated_same_landmass",
            "dedicated_same_customs_zone",
            "weekend_surcharge_on_public_holidays",
            "callout_stays_open_until_departure",
        ),
        "boolean",
    ),
    "tail_lift_or_dock_above_kg": "kg",
    "export_licence_lead_days": "calendar_day",
    "flight_first_departure_utc": "minute_of_utc_day",
    "flight_km_per_minute": "km/minute",
    "emergency_cost_cents": "cent",
}
"""Unit of every parameter of travel_rules.csv. Source: column unit."""

RULE_KINDS = {
    "vehicle_slot_minutes": number(1, 1440),
    "callout_stays_open_until_departure": Kind("1, plans know no other way", _yes),
}
"""Parameters that may be less than their unit allows: plans know no other way. Source: dispatch.md,
"Details, settled once"."""

_WINDOWS_OF_RULES = (
    ("peak_morning_from", "peak_morning_to"),
    ("peak_evening_from", "peak_evening_to"),
    ("customs_opens", "customs_closes"),
)


def faults_of_places(sheets: Sheets) -> Iterator[FileFault]:
    """Everything that is wrong between the cells of the tables of places."""
    for name, user, column in (
        ("depots", "depot", "opening_class"),
        ("sites", "site", "receiving"),
    ):
        yield from _class_of_others(sheets[name], sheets["opening_classes"], user, column)
        yield from _airport_elsewhere(sheets[name], sheets["airports"])
        yield from _unknown_holidays(sheets[name])
    yield from _opening_windows(sheets["opening_hours"], sheets["opening_classes"])
    countries = [(country,) for country in texts_of(sheets["countries"], "country")]
    yield from faults_of_completeness(sheets["travel"], ["country"], countries, "country")
    yield from _rules_of_travel(sheets["travel_rules"])
    yield from _nearer_by_road(sheets)


def _class_of_others(places: Sheet, classes: Sheet, user: str, column: str) -> Iterator[FileFault]:
    users = {name: used_by for _, (name, used_by) in classes.sound("opening_class", "used_by")}
    for line, (name,) in places.sound(column):
        if user not in users.get(name, (user,)):
            yield places.fault_at(line, column, f"an opening class that is used by a {user}")


def _airport_elsewhere(places: Sheet, airports: Sheet) -> Iterator[FileFault]:
    grounds = {
        key: ground for _, (key, *ground) in airports.sound("iata", "customs_zone", "landmass")
    }
    for line, (airport, *ground) in places.sound("nearest_airport", "customs_zone", "landmass"):
        if grounds.get(airport, ground) != ground:
            allowed = f"an airport of customs zone {ground[0]} and landmass {ground[1]}"
            yield places.fault_at(line, "nearest_airport", allowed)


def _unknown_holidays(places: Sheet) -> Iterator[FileFault]:
    for line, (country, subdivision, timezone) in places.sound(
        "country", "subdivision", "timezone"
    ):
        if not _has_holidays(country, None, timezone):
            yield places.fault_at(line, "country", "a country that the holidays package knows")
        elif not _has_holidays(country, subdivision, timezone):
            allowed = f"a subdivision of {country} that the holidays package knows, or empty"
            yield places.fault_at(line, "subdivision", allowed)


def _has_holidays(country: str, subdivision: str | None, timezone: str) -> bool:
    try:
        business_days(country, subdivision, timezone)
    except ValueError:
        return False
    return True


def _opening_windows(hours: Sheet, classes: Sheet) -> Iterator[FileFault]:
    described = {
        name: (always, basis)
        for _, (name, always, basis) in classes.sound("opening_class", "always_open", "day_basis")
    }
    windows = list(hours.sound("opening_class", "weekday", "opens_local", "closes_local"))
    for line, (name, weekday, opens, closes) in windows:
        always, basis = described.get(name, (False, "any"))
        if always:
            yield hours.fault_at(line, "opening_class", "a class that is not always open")
        if basis != "any" and (basis == "business_day") != (weekday == "business_day"):
            allowed = "business_day" if basis == "business_day" else "a weekday, mon to sun"
            yield hours.fault_at(line, "weekday", f"{allowed}, the day_basis of {name}")
        if opens >= closes:
            yield hours.fault_at(line, "closes_local", f"after {clock_text(opens)}")
    yield from faults_of_overlaps(
        hours,
        [(line, (name, day), opens, closes) for line, (name, day, opens, closes) in windows],
        "opens_local",
    )
    yield from _never_open(hours, classes)


def _never_open(hours: Sheet, classes: Sheet) -> Iterator[FileFault]:
    if not hours.all_sound("opening_class"):
        return
    with_windows = {name for _, (name,) in hours.sound("opening_class")}
    for line, (name, always) in classes.sound("opening_class", "always_open"):
        if not always and name not in with_windows:
            allowed = f"1, unless opening_hours.csv has a window of {name}"
            yield classes.fault_at(line, "always_open", allowed)


def _rules_of_travel(sheet: Sheet) -> Iterator[FileFault]:
    for line, (parameter, unit, text) in sheet.sound("parameter", "unit", "value"):
        if parameter not in RULE_UNITS:
            allowed = f"one of {', '.join(RULE_UNITS)}"
            yield sheet.fault_at(line, "parameter", allowed)
        elif unit != RULE_UNITS[parameter]:
            allowed = f"{RULE_UNITS[parameter]}, the unit of {parameter}"
            yield sheet.fault_at(line, "unit", allowed)
        elif rule_value(parameter, text) is Mark.FAULTY:
            yield sheet.fault_at(line, "value", kind_of_rule(parameter).allowed)
    wanted = [(name,) for name in RULE_UNITS]
    yield from faults_of_completeness(sheet, ["parameter"], wanted, "parameter")
    yield from _windows_of_rules(sheet)


def kind_of_rule(parameter: str) -> Kind:
    """What the value of a parameter may be."""
    return RULE_KINDS.get(parameter) or UNITS[RULE_UNITS[parameter]]


def rule_value(parameter: str, text: str) -> object:
    """Value of a number of travel_rules.csv, by its unit or by its own kind."""
    try:
        return kind_of_rule(parameter).parse(text)
    except ValueError:
        return Mark.FAULTY


def _windows_of_rules(sheet: Sheet) -> Iterator[FileFault]:
    found = {name: (line, value) for line, (name, value) in _rule_numbers(sheet)}
    for start, end in _WINDOWS_OF_RULES:
        if start in found and end in found and found[start][1] >= found[end][1]:
            yield sheet.fault_at(found[end][0], "value", f"more than {start}")


def _rule_numbers(sheet: Sheet) -> Iterator[tuple[int, tuple[str, float]]]:
    for line, (parameter, text) in sheet.sound("parameter", "value"):
        yield line, (parameter, float(text))


def _nearer_by_road(sheets: Sheets) -> Iterator[FileFault]:
    """Knots that do not rise, and circuities by which a farther place is nearer by road.

    Between two knots road km is quadratic in geodesic km, so it never falls when its slope is not
    negative at both ends.

    Source: dispatch.md, Drive: "never decreasing in g".
    """
    sheet, travel = sheets["circuity_knots"], sheets["travel"]
    knots = [(line, km, ratio) for line, (km, ratio) in sheet.sound("geodesic_km", "circuity")]
    for (_, before, start), (line, km, ratio) in pairwise(knots):
        if km <= before:
            yield sheet.fault_at(line, "geodesic_km", f"more than {before}, the row before")
        elif _falls(before, start, km, ratio):
            allowed = "a circuity by which a farther place is not nearer by road"
            yield sheet.fault_at(line, "circuity", allowed)
    rules = {name: value for _, (name, value) in _rule_numbers(sheets["travel_rules"])}
    last = rules.get("intercity_from_geodesic_km")
    if knots and last is not None:
        yield from _last_knot(sheet, travel, knots[-1], last)


def _last_knot(
    sheet: Sheet, travel: Sheet, knot: tuple[int, float, float], last: float
) -> Iterator[FileFault]:
    line, km, ratio = knot
    if km >= last:
        allowed = f"less than {last:g}, the intercity_from_geodesic_km of travel_rules.csv"
        yield sheet.fault_at(line, "geodesic_km", allowed)
        return
    for line_of_country, (intercity,) in travel.sound("circuity_intercity"):
        if _falls(km, ratio, last, intercity):
            allowed = f"a circuity by which {last:g} km is not nearer by road than {km:g} km"
            yield travel.fault_at(line_of_country, "circuity_intercity", allowed)


def _falls(from_km: float, from_ratio: float, to_km: float, to_ratio: float) -> bool:
    slope = (to_ratio - from_ratio) / (to_km - from_km)
    return min(from_ratio + from_km * slope, to_ratio + to_km * slope) < 0
