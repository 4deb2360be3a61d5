"""Lines that would meet each other at one batch guard, and when it lets an RMA with them pass."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rma_service.domain.batch import BatchGuard

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Passing:
    """What a policy lets pass: RMAs at the same time, accumulated parts in one, late ones or not.

    Without any RMA at the same time, no line is owed whatever one does.
    """

    rmas_at_once: int
    parts_in_rma: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """When an RMA was requested that lines would meet, and how many lines of it are owed."""

    at: datetime
    owed_lines: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """Lines that would meet each other at one guard, and what they would meet besides.

    `alike` when that guard and what it lets pass hold for each of them, and are not the strictest
    of several.
    """

    guard: BatchGuard
    passing: Passing
    line_ids: tuple[str, ...]
    taken: tuple[Taken, ...] = ()
    alike: bool = True

    def clear(self, instant: datetime) -> datetime:
        """The first instant from one on at which none of the RMAs that were sent is met."""
        for each in sorted(self.taken, key=lambda each: each.at):
            if self.meets(each, instant):
                instant = _first_minute_after(each.at + self.guard.same_time_within)
        return instant

    def after(self, instant: datetime, room: timedelta) -> datetime:
        """The first instant for one more RMA after one that is sent at an instant."""
        return self.clear(_first_minute_after(instant + self.guard.same_time_within + room))

    def meets(self, each: Taken, instant: datetime) -> bool:
        """Whether an RMA that is sent at an instant meets one that was sent."""
        return abs(each.at - instant) <= self.guard.same_time_within


def _first_minute_after(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0) + _MINUTE
