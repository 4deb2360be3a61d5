"""A line of time for one promise: asked, leaves, arrives, due; and how much is to spare."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rma_service.wording import duration, minute_moment, moment

LEFT, RIGHT = 20.0, 880.0
"""Ends of the line [drawing units]; page_parts.html.j2 draws it on a canvas of 900."""

DUE = "due"
"""Word of the instant that the line is measured by."""

CROWDED = 150.0
"""Words nearer than this take turns above and below the line [drawing units]."""


@dataclass(frozen=True, slots=True)
class Stop:
    """An instant on the line with its words."""

    x: float
    word: str
    due: bool
    above: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The drawn line: `run` is the time used, `over` the time too late [drawing units]."""

    verdict: str
    label: str
    run: tuple[float, float] | None
    over: tuple[float, float] | None
    stops: tuple[Stop, ...]

    @property
    def height(self) -> int:
        """Height of the canvas; words below the line need room [drawing units]."""
        return 56 if all(each.above for each in self.stops) else 78


def strip_of(
    verdict: str, timezone: str, due_at: datetime, named: Sequence[tuple[str, datetime | None]]
) -> Strip | None:
    """Draw named instants and the due instant to scale; None when nothing spans any time.

    `named` is in the order of time: the first is where the clock starts, the last the arrival.
    """
    known = [(word, at) for word, at in named if at is not None]
    instants = [at for _, at in known] + [due_at]
    first, last = min(instants), max(instants)
    if first == last or not known:
        return None
    places = sorted([*known, (DUE, due_at)], key=lambda each: each[1])
    xs = [_x(at, first, last) for _, at in places]
    arrival = _x(known[-1][1], first, last)
    due = _x(due_at, first, last)
    return Strip(
        verdict=verdict,
        label=". ".join(
            f"{word}: {_words(at, timezone, exact=word == DUE)}" for word, at in places
        ),
        run=(_x(known[0][1], first, last), min(arrival, due)) if len(known) > 1 else None,
        over=(due, arrival) if len(known) > 1 and arrival > due else None,
        stops=tuple(_stops(places, xs, timezone)),
    )


def spare_words(reached_at: datetime, due_at: datetime) -> str:
    """How long before or after the due instant a target is reached."""
    minutes = (due_at - reached_at).total_seconds() / 60
    return f"{duration(minutes)} to spare" if minutes >= 0 else f"{duration(-minutes)} late"


def _stops(
    places: Sequence[tuple[str, datetime]], xs: Sequence[float], timezone: str
) -> Sequence[Stop]:
    stops: list[Stop] = []
    for (word, at), x in zip(places, xs, strict=True):
        near = bool(stops) and x - stops[-1].x < CROWDED
        above = not stops[-1].above if near else True
        anchor = (
            "start" if x < LEFT + CROWDED / 2 else "end" if x > RIGHT - CROWDED / 2 else "middle"
        )
        text = f"{word} {_words(at, timezone, exact=word == DUE)}"
        stops.append(Stop(round(x, 1), text, word == DUE, above, anchor))
    return stops


def _words(at: datetime, timezone: str, *, exact: bool) -> str:
    """Day and clock without seconds; nothing that is only expected is told too early."""
    shown = moment(at, timezone) if exact else minute_moment(at, timezone)
    return f"{shown.local_day} {shown.local_clock[:5]}"


def _x(at: datetime, first: datetime, last: datetime) -> float:
    return LEFT + (RIGHT - LEFT) * ((at - first) / (last - first))
