"""Clocks of all the world: dates, their beginnings and minutes, around changes of every zone."""

import os
import random
from datetime import date, timedelta
from importlib import resources

import pytest

from optimizer.calendars import local_days
from tests import minute_scan

SOAK = int(os.environ.get("RMA_SOAK", "1"))
MICROSECONDS = 1_000_000
NAMES = (resources.files("tzdata") / "zones").read_text("ascii").split()
FROM = minute_scan.day_start("UTC", date(1973, 1, 1))
"""From then on every offset is a whole number of minutes, as steps of the walk are."""
UNTIL = minute_scan.day_start("UTC", date(2037, 1, 1))
# Every twelfth zone in `make test`, all of them in `make soak`.
CHOSEN = NAMES if SOAK > 1 else NAMES[::12]


@pytest.mark.parametrize("name", CHOSEN)
def test_local_dates_and_minutes_are_those_that_the_clock_shows(name: str) -> None:
    clock, drawn = local_days(name), random.Random(name)  # noqa: S311 - no secret
    changes = [
        at // MICROSECONDS for at, *_ in clock.changes(FROM * MICROSECONDS, UNTIL * MICROSECONDS)
    ]
    for at in (*drawn.sample(changes, min(3, len(changes))), drawn.randrange(FROM, UNTIL)):
        for moment in (at - 1, at, at + 3600):
            shown = minute_scan.local_date(moment, name).toordinal()
            assert clock.day_of(moment * MICROSECONDS) == shown, moment
        near = minute_scan.local_date(at, name)
        for day in (near - timedelta(days=1), near):
            assert clock.exists(day.toordinal()) == minute_scan.exists(name, day), day
            for minute in (0, drawn.randrange(1440), 1440):
                begins = minute_scan.first_instant(name, day, minute)
                assert clock.instant(day.toordinal(), minute) == begins * MICROSECONDS, day
