"""Business time for tests: instants as texts, amounts in hours."""

from datetime import datetime

from optimizer.business_time import BusinessTime, Halts
from optimizer.calendars import BusinessDays, instant_text
from optimizer.local_days import MICROSECONDS_PER_MINUTE, instant_of, microseconds_of

HOUR = 60 * MICROSECONDS_PER_MINUTE
NINE_TO_SIX = ((9 * 60, 18 * 60),)


def micros(text: str) -> int:
    """Instant written like 2026-11-23T09:00:00Z, or with an offset from UTC."""
    return microseconds_of(datetime.fromisoformat(text))


def text_of(at: int | None) -> str | None:
    """Text of an instant in UTC."""
    return None if at is None else instant_text(instant_of(at))


def halted(*spans: tuple[str, str | None]) -> Halts:
    """Halts, written as texts."""
    return [(micros(begins), None if ends is None else micros(ends)) for begins, ends in spans]


class Hours:
    """Business time of a place, asked in texts and hours."""

    def __init__(
        self,
        country: str | None,
        subdivision: str | None,
        timezone: str,
        *windows: tuple[int, int],
        weekend: frozenset[int] | None = None,
        makeup_workdays: bool = True,
        public_holidays: bool = True,
    ) -> None:
        """Know the place; windows in hours, from nine to six unless told."""
        days = BusinessDays(
            country,
            subdivision,
            timezone,
            weekend=weekend,
            makeup_workdays=makeup_workdays,
            public_holidays=public_holidays,
        )
        minutes = tuple((60 * opens, 60 * closes) for opens, closes in windows)
        self.time = BusinessTime(days, minutes or NINE_TO_SIX)

    def add(self, start: str, hours: float, *halts: tuple[str, str | None]) -> str | None:
        """Return the due instant of an amount of business time."""
        return text_of(self.time.add(micros(start), round(hours * HOUR), halted(*halts)))

    def add_windows(self, start: str, n: int, *halts: tuple[str, str | None]) -> str | None:
        """Return the due instant of n full windows."""
        return text_of(self.time.add_windows(micros(start), n, halted(*halts)))

    def told(self, start: str, end: str, *halts: tuple[str, str | None]) -> list[tuple[str, str]]:
        """Spans with their reasons, each as '17 13:00 - 16:00' in UTC."""
        return [
            (f"{each.day.day} {each.from_at:%H:%M} - {each.to_at:%H:%M}", each.reason)
            for each in self.time.intervals(micros(start), micros(end), halted(*halts))
        ]
