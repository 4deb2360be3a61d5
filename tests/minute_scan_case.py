"""A case of the conformance format, read by hand: events, parameters, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import holidays

from tests.minute_scan import Coverage, zone
from tests.minute_scan_days import Days

Result = dict[str, Any]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")


class ScanError(Exception):
    """A case that cannot be judged, by the type of its fault."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def refuse(wrong: object, fault: str) -> None:
    """Raise a fault when something is wrong."""
    if wrong:
        raise ScanError(fault)


def instant(text: object) -> int:
    """Read an instant in UTC [seconds since 1970]."""
    refuse(not isinstance(text, str) or not INSTANT.fullmatch(text), "bad_instant")
    try:
        return int(datetime.fromisoformat(str(text)).timestamp())
    except ValueError:
        raise ScanError("bad_instant") from None


def utc(at: int) -> str:
    """Write an instant."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def minute_of(clock: object) -> int:
    """Read a time of day [minutes]."""
    refuse(not isinstance(clock, str) or not CLOCK.fullmatch(clock), "bad_parameter")
    hours, minutes = str(clock).split(":")
    return 60 * int(hours) + int(minutes)


def windows_of(value: object) -> tuple[tuple[int, int], ...]:
    """Read windows of a day, each open before it closes, one after another."""
    if not isinstance(value, list) or not value:
        raise ScanError("bad_parameter")
    texts = [str(text).split("-") for text in value]
    refuse(any(len(text) != 2 for text in texts), "bad_parameter")
    pairs = tuple((minute_of(opens), minute_of(closes)) for opens, closes in texts)
    flat = [minute for pair in pairs for minute in pair]
    refuse(sorted(flat) != flat or any(a == b for a, b in pairs), "bad_parameter")
    refuse((0, 24 * 60 - 1) in pairs, "bad_parameter")
    return pairs


def weekend_of(value: object) -> tuple[int, ...] | None:
    """Read weekdays; the word `country` is none."""
    if value == "country":
        return None
    if not isinstance(value, list) or not set(map(str, value)) <= set(WEEKDAYS):
        raise ScanError("bad_parameter")
    return tuple(WEEKDAYS.index(word) for word in value)


@dataclass(frozen=True, slots=True)
class Asked:
    """One case, with the defaults of its policy under its own parameters."""

    case: Mapping[str, Any]
    params: Mapping[str, Any]

    @property
    def tz(self) -> str:
        return str(self.case["tz"])

    @property
    def level(self) -> str | None:
        return self.case.get("service_level")

    @property
    def priority(self) -> str | None:
        return self.case.get("priority")

    def event(self, name: str) -> Any:  # noqa: ANN401 - whatever the case holds there
        return self.case["event"].get(name)

    def at(self, name: str) -> int | None:
        value = self.event(name)
        return None if value is None else instant(value)

    def need_at(self, name: str) -> int:
        at = self.at(name)
        refuse(at is None, "missing_field")
        return at or 0

    def day(self, name: str) -> date | None:
        value = self.event(name)
        if value is None:
            return None
        refuse(not isinstance(value, str) or not DATE.fullmatch(value), "bad_instant")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ScanError("bad_instant") from None

    def need_day(self, name: str) -> date:
        day = self.day(name)
        if day is None:
            raise ScanError("missing_field")
        return day

    def halts(self) -> list[tuple[int, int | None]]:
        pairs = [
            (instant(since), None if until is None else instant(until))
            for since, until in self.event("halts") or ()
        ]
        refuse(any(e is not None and e < s for s, e in pairs), "events_out_of_order")
        return pairs

    def site_days(self, tz: str | None = None) -> Days:
        return Days(
            self.case["country"],
            self.case.get("subdivision"),
            tz or self.tz,
            weekend_of(self.params["weekend"]),
            self.params["makeup_workdays"],
            self.params.get("half_days") == "holiday",
        )

    def site_coverage(self, param: str) -> Coverage:
        return Coverage(self.site_days(), windows_of(self.params[param]))


Target = Callable[[Asked], Result]


def refuse_place(case: Mapping[str, Any]) -> None:
    """Refuse a place that the zone data or the holiday data does not know."""
    try:
        zone(case["tz"])
        holidays.country_holidays(case["country"], subdiv=case.get("subdivision"))
    except (NotImplementedError, OSError, ValueError):
        raise ScanError("unknown_place") from None
