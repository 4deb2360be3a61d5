"""The local dates of a time zone as whole numbers: when a date begins, which date an instant has.

An instant is a whole number of microseconds since 1970-01-01T00:00Z here, a date its proleptic
ordinal: both are compared and added many times where a deadline is computed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from itertools import pairwise
from threading import Lock
from zoneinfo import ZoneInfo

from optimizer.network import require

MICROSECONDS_PER_SECOND = 1_000_000
MICROSECONDS_PER_MINUTE = 60 * MICROSECONDS_PER_SECOND
MICROSECONDS_PER_DAY = 1440 * MICROSECONDS_PER_MINUTE

EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_BLOCK_YEARS = 4
_FIRST_BLOCK, _LAST_BLOCK = 1800 // _BLOCK_YEARS, 2399 // _BLOCK_YEARS
_STEP = 5 * MICROSECONDS_PER_DAY
"""Between two looks at a clock. No zone of tzdata 2026.6 goes there and back in less than 6 days:
the shortest summer time of all lasted 7, in Brazil in October 2000."""

_EDGE = 3 * MICROSECONDS_PER_DAY
"""More than any clock is away from UTC, and the day more that the date line can skip."""


class UnknownYearError(ValueError):
    """A date for which nobody knows the holidays, or how clocks will stand."""


@cache
def _zone_names() -> frozenset[str]:
    return frozenset((resources.files("tzdata") / "zones").read_text("ascii").split())


@cache
def zone(name: str) -> ZoneInfo:
    """Time zone by its IANA name, from the bundled tzdata; zone files of the system are not read.

    Raises
    ------
    ValueError
        When tzdata has no zone of that name.
    """
    require(name in _zone_names(), f"{name!r} is no IANA time zone, such as Europe/Berlin.")
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def microseconds_of(at: datetime) -> int:
    """An aware instant as a number [microseconds since 1970-01-01T00:00Z]."""
    return (at - _EPOCH) // _MICROSECOND


def instant_of(at: int) -> datetime:
    """An instant in UTC from its number [microseconds since 1970-01-01T00:00Z]."""
    return _EPOCH + timedelta(microseconds=at)


class LocalDays:
    """The dates of one zone: its clock changes are found once for every few years.

    Source: deadlines.md T1, T7.
    """

    def __init__(self, local_zone: ZoneInfo) -> None:
        """Know the dates on the clocks of a zone."""
        self.zone = local_zone
        self._lock = Lock()
        self._changes: dict[int, list[int]] = {}
        # Known from, known until, starts of spans without a change, their offsets from UTC, and
        # what clocks read at the end of each span: later in each, for spans are long.
        self._table: tuple[int, int, list[int], list[int], list[int]] = (0, 0, [], [], [])

    def offset_at(self, at: int) -> int:
        """By how much local clocks are ahead of UTC at an instant [microseconds]."""
        known_from, known_until, starts, offsets, _ = self._table
        if not known_from <= at < known_until:
            _, _, starts, offsets, _ = self._grown(at)
        return offsets[bisect_right(starts, at) - 1]

    def day_of(self, at: int) -> int:
        """Return the date that local clocks show at an instant, as an ordinal."""
        return (at + self.offset_at(at)) // MICROSECONDS_PER_DAY + EPOCH_DAY

    def instant(self, day: int, minute: int) -> int:
        """First instant at which local clocks show a minute of a date, or anything later.

        A time that a forward change skips becomes the instant of the change; of a time that a
        backward change repeats, the first one is taken. Minute 1440 is the midnight that ends
        the date.
        """
        return self._first_reading(
            (day - EPOCH_DAY) * MICROSECONDS_PER_DAY + minute * MICROSECONDS_PER_MINUTE
        )

    def start_of(self, day: int) -> int:
        """First instant of a date [microseconds since 1970-01-01T00:00Z]."""
        return self._first_reading((day - EPOCH_DAY) * MICROSECONDS_PER_DAY)

    def instants(self, days: Sequence[int], minute: int) -> list[int]:
        """First instants at which clocks show a minute of ascending dates, as `instant` does."""
        if not days:
            return []
        self.instant(days[0], minute)
        self.instant(days[-1], minute)
        _, _, starts, offsets, readings = self._table
        wall = minute * MICROSECONDS_PER_MINUTE - EPOCH_DAY * MICROSECONDS_PER_DAY
        found: list[int] = []
        for begins, offset, until in zip(starts, offsets, readings, strict=True):
            last = bisect_right(days, (until - wall - 1) // MICROSECONDS_PER_DAY)
            shift = wall - offset
            read = [day * MICROSECONDS_PER_DAY + shift for day in days[len(found) : last]]
            skipped = bisect_left(read, begins)
            found += [begins] * skipped + read[skipped:]
        return found

    def exists(self, day: int) -> bool:
        """Whether the local calendar has the date: Samoa never had 2011-12-30."""
        return self.day_of(self.start_of(day)) == day

    def missing_days(self, first: int, end: int) -> list[int]:
        """Dates from one up to another, without it, that the local calendar skipped."""
        until = self.start_of(end)
        self.start_of(first)
        _, _, starts, offsets, _ = self._table
        changes = zip(starts[1:], pairwise(offsets), strict=True)
        return [
            day
            for at, (before, after) in changes
            if at <= until
            for day in _skipped(at + before, at + after)
            if first <= day < end
        ]

    def changes(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Clock changes after one instant, up to another: instant, offset before, offset after."""
        self.offset_at(start)
        self.offset_at(end)
        _, _, starts, offsets, _ = self._table
        found = zip(starts[1:], offsets, offsets[1:], strict=False)
        return [(at, before, after) for at, before, after in found if start < at <= end]

    def _first_reading(self, wall: int) -> int:
        known_from, known_until, starts, offsets, readings = self._table
        if not known_from <= wall < known_until:
            _, _, starts, offsets, readings = self._grown(wall)
        span = bisect_right(readings, wall)
        begins, reads = starts[span], wall - offsets[span]
        return max(begins, reads)

    def _grown(self, at: int) -> tuple[int, int, list[int], list[int], list[int]]:
        """Find the changes of the years around an instant and of all between them and the rest."""
        with self._lock:
            blocks = {self._block(at - _EDGE), self._block(at + _EDGE), *self._changes}
            for block in range(min(blocks), max(blocks) + 1):
                if block not in self._changes:
                    begins, ends = _block_start(block), _block_start(block + 1)
                    self._changes[block] = self._changes_between(begins, ends)
            self._table = self._compiled()
            return self._table

    def _block(self, at: int) -> int:
        try:
            block = instant_of(at).year // _BLOCK_YEARS
        except OverflowError:
            block = 0
        if not _FIRST_BLOCK <= block <= _LAST_BLOCK:
            first, last = _FIRST_BLOCK * _BLOCK_YEARS, (_LAST_BLOCK + 1) * _BLOCK_YEARS - 1
            raise UnknownYearError(f"Clocks are known in the years {first} to {last} only.")
        return block

    def _compiled(self) -> tuple[int, int, list[int], list[int], list[int]]:
        first, last = min(self._changes), max(self._changes) + 1
        begins, ends = _block_start(first), _block_start(last)
        starts = [begins, *(at for block in range(first, last) for at in self._changes[block])]
        offsets = [self._look(at) for at in starts]
        readings = [end + offset for end, offset in zip([*starts[1:], ends], offsets, strict=True)]
        return begins + _EDGE, ends - _EDGE, starts, offsets, readings

    def _look(self, at: int) -> int:
        offset = datetime.fromtimestamp(at // MICROSECONDS_PER_SECOND, self.zone).utcoffset()
        return 0 if offset is None else offset // _MICROSECOND

    def _changes_between(self, begins: int, ends: int) -> list[int]:
        """Instants after one and up to another at which the offset changes."""
        looks = [*range(begins, ends, _STEP), ends]
        offsets = [self._look(at) for at in looks]
        return [
            self._change(first, last)
            for (first, last), (before, after) in zip(
                pairwise(looks), pairwise(offsets), strict=True
            )
            if before != after
        ]

    def _change(self, first: int, last: int) -> int:
        """Bisect for the change between two instants, to the second."""
        before = self._look(first)
        while last - first > MICROSECONDS_PER_SECOND:
            seconds = (last - first) // (2 * MICROSECONDS_PER_SECOND)
            middle = first + seconds * MICROSECONDS_PER_SECOND
            if self._look(middle) == before:
                first = middle
            else:
                last = middle
        return last


def _block_start(block: int) -> int:
    return (date(block * _BLOCK_YEARS, 1, 1).toordinal() - EPOCH_DAY) * MICROSECONDS_PER_DAY


def _skipped(before: int, after: int) -> range:
    """Whole dates between two readings of a clock that jumps from one to the other."""
    first = -(-before // MICROSECONDS_PER_DAY) + EPOCH_DAY
    return range(first, after // MICROSECONDS_PER_DAY + EPOCH_DAY)


def local_instant(local_zone: ZoneInfo, day: date, minute: int) -> datetime:
    """First instant at which the local clock shows a minute of a day, or anything later.

    A time that a forward change skips becomes the instant of the change; of a time that a
    backward change repeats, the first one is taken.

    Parameters
    ----------
    local_zone : ZoneInfo
        Zone of the clock.
    day : date
        Local date.
    minute : int
        Minute of the local day; 1440 is the midnight that ends it. [minutes]

    Returns
    -------
    datetime
        The instant in UTC.

    Source: deadlines.md T1, T7.
    """
    return instant_of(local_days(local_zone.key).instant(day.toordinal(), minute))


@cache
def local_days(timezone: str) -> LocalDays:
    """Return the dates on the clocks of a zone, found once per process; see `LocalDays`."""
    return LocalDays(zone(timezone))
