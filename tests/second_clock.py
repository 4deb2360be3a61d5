"""Days and opening hours of small networks, which keep UTC and know no public holiday."""

from datetime import UTC, datetime

from optimizer.network import Network

HOUR = 3600
DAY = 86_400
_FIRST_DAY = datetime(2026, 11, 16, tzinfo=UTC).timestamp() // DAY
_DAYS = 40
_WORDS = ("thu", "fri", "sat", "sun", "mon", "tue", "wed")
"""1970-01-01 was a Thursday."""

Key = tuple[str, str]


def day_of(at: float) -> int:
    """Days from 1970-01-01 to the day of an instant [seconds]."""
    return int(at // DAY)


def minute_of(at: float) -> float:
    """Minute of the day of an instant."""
    return (at % DAY) / 60


def word_of_day(day: int) -> str:
    """Weekday of a day since 1970-01-01."""
    return _WORDS[day % 7]


def is_business_day(day: int) -> bool:
    """Monday to Friday; no day of these weeks is a public holiday of the whole country."""
    return word_of_day(day) not in ("sat", "sun")


class Hours:
    """Opening windows [seconds] by place and class; None: always open."""

    def __init__(self, network: Network) -> None:
        """Take the classes, and where a place is opened beside its class."""
        self.network = network
        self._known: dict[tuple[Key, str], list[tuple[float, float]] | None] = {}

    def windows(self, place: Key, name: str) -> list[tuple[float, float]] | None:
        """Windows of a place in order, those that touch as one."""
        if (place, name) not in self._known:
            self._known[place, name] = self._windows(place, name)
        return self._known[place, name]

    def _windows(self, place: Key, name: str) -> list[tuple[float, float]] | None:
        rule = self.network.opening_classes[name]
        if rule.always_open:
            return None
        found = [
            (DAY * day + 60.0 * opens, DAY * day + 60.0 * closes)
            for day in range(int(_FIRST_DAY), int(_FIRST_DAY) + _DAYS)
            for word, opens, closes in rule.windows
            if (rule.day_basis == "business_day" and is_business_day(day))
            or (rule.day_basis == "weekday" and word == word_of_day(day))
        ]
        if place in self.network.opened:
            start, end = self.network.opened[place]
            found.append((start.timestamp(), end.timestamp()))
        merged: list[tuple[float, float]] = []
        for opens, closes in sorted(found):
            if merged and opens <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
            else:
                merged.append((opens, closes))
        return merged

    def next_open(self, place: Key, name: str, at: float) -> float:
        """The instant itself inside [opens, closes), else the next opening; inf: never."""
        windows = self.windows(place, name)
        if windows is None:
            return at
        return next((max(at, opens) for opens, closes in windows if at < closes), float("inf"))

    def next_delivery(self, place: Key, name: str, at: float) -> float:
        """The same for a delivery, which the minute of closing still takes."""
        windows = self.windows(place, name)
        if windows is None:
            return at
        return next((max(at, opens) for opens, closes in windows if at <= closes), float("inf"))

    def covers(self, place: Key, name: str, start: float, end: float) -> bool:
        """Whether a place is open from one instant to another."""
        windows = self.windows(place, name)
        return windows is None or any(
            opens <= start < closes and end <= closes for opens, closes in windows
        )

    def closing(self, place: Key, name: str, day: int) -> float:
        """When a place closes on a day; inf where it does not."""
        windows = self.windows(place, name) or []
        today = [closes for _, closes in windows if DAY * day < closes <= DAY * (day + 1)]
        return max(today, default=float("inf"))
