"""In which words and figures do terminal and pages speak of verdicts, instants, money and time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, floor, isfinite

from optimizer.calendars import instant_text, second_at_or_after, zone
from optimizer.dispatch.problem import Verdict

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""English names, whatever the locale of the machine."""

VERDICT_WORDS = {
    Verdict.GUARANTEED: ("Guaranteed", "Meets the target at the confidence that is owed."),
    Verdict.AT_RISK: ("At risk", "In time at the median, not at the confidence that is owed."),
    Verdict.IMPOSSIBLE_ALONE: ("Impossible alone", "Late even with the whole network to itself."),
    Verdict.IMPOSSIBLE_TOGETHER: (
        "Impossible together",
        "Possible alone, but only by breaking promises that weigh as much.",
    ),
    Verdict.NOT_PROVED: ("Not proved", "The time limit ended before there was a proof."),
    Verdict.EXCLUDED_BY_CLAUSE: (
        "Excluded by clause",
        "Nothing is owed; planned as well as possible.",
    ),
}
"""What a person reads for each verdict, and what it means."""

TARGET_WORDS = {"arrive_by": "Arrive by", "ship_by": "Hand over by"}
"""What a person reads for each kind of target."""

LEVEL_WORDS = {
    "missed": ("Promises missed", "weight of owed targets that the plan misses"),
    "tardiness": ("Quarter-hours late", "weighted, each started quarter-hour counts"),
    "moves": ("Promises moved", "weight of changes to what partners were told"),
    "cost": ("Cost", "couriers, substitutes and last units"),
}
"""What a person reads for each level of the objective, and in what it counts."""

REASON_WORDS = {
    "stock": "No free unit",
    "scope": "Service does not go there",
    "landmass": "No road to the site",
    "customs": "Border closed to the service",
    "radius": "Too far for the service",
    "piece_weight": "Piece too heavy",
    "dimensions": "Piece too large",
    "girth": "Length plus girth too large",
    "shipment_weight": "Shipment too heavy",
    "dangerous_goods": "Dangerous goods refused",
    "export_licence": "No export licence",
    "two_person": "Needs two persons",
    "tail_lift_or_dock": "Needs a tail lift or a dock",
    "depot_closed": "Depot closed",
    "operating_hours": "Service does not run then",
    "no_flight": "No flight",
    "vehicle": "No vehicle",
    "excluded": "Left out of this plan",
    "pinned": "Not as pinned",
    "receiving_hours": "Site does not receive then",
    "late": "Too late",
}
"""What a person reads for each failed test; other codes are read as they stand."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as people read it: at the place, and in UTC."""

    machine: str
    local_day: str
    local_clock: str
    local_zone: str
    utc: str

    @property
    def local(self) -> str:
        """Day, clock and zone at the place, such as Mon 23 Nov 10:00 CET."""
        return f"{self.local_day} {self.local_clock} {self.local_zone}"


def moment(at: datetime, timezone: str) -> Moment:
    """An instant rounded up to the second, in an IANA time zone and in UTC."""
    whole = second_at_or_after(at)
    local = whole.astimezone(zone(timezone))
    utc_day = "" if whole.date() == local.date() else f"{day_words(whole)} "
    return Moment(
        machine=instant_text(at),
        local_day=day_words(local),
        local_clock=_clock(local),
        local_zone=_zone_words(local),
        utc=f"{utc_day}{_clock(whole)} UTC",
    )


def minute_moment(at: datetime, timezone: str) -> Moment:
    """An instant rounded up to the minute as people read it, for what is only expected."""
    return moment(_minute_at_or_after(at), timezone)


def minute_gone(at: datetime, timezone: str) -> Moment:
    """An instant rounded down to the minute as people read it, for what has happened."""
    return moment(at - timedelta(seconds=at.second, microseconds=at.microsecond), timezone)


def short_moment(at: datetime, timezone: str) -> str:
    """An instant rounded up to the minute, at a place, such as Mon 23 12:37."""
    local = _minute_at_or_after(at).astimezone(zone(timezone))
    return f"{WEEKDAYS[local.weekday()]} {local.day} {local:%H:%M}"


def _minute_at_or_after(at: datetime) -> datetime:
    whole = second_at_or_after(at)
    return whole + timedelta(seconds=-whole.second % 60)


def _zone_words(local: datetime) -> str:
    """Abbreviation of a zone; many zones have none but their offset, and then UTC is put first."""
    name = local.strftime("%Z")
    return f"UTC{name}" if name[0] in "+-" else name


def day_words(at: datetime) -> str:
    """Date of an instant in its own zone, such as Mon 23 Nov."""
    return f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"


def day_of(day: date) -> str:
    """A day with its year, such as Mon 23 Nov 2026."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _clock(at: datetime) -> str:
    return at.strftime("%H:%M:%S" if at.second else "%H:%M")


def plain_words(name: str) -> str:
    """The name of an event or a target as words, such as First contact for first_contact_at."""
    return name.removesuffix("_at").replace("_", " ").capitalize()


def money(cents: int) -> str:
    """An amount [US cents] in dollars. Source: data/README.md, all prices are US dollars."""
    sign = "\N{MINUS SIGN}" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def money_difference(cents: int) -> str:
    """A difference [US cents] with its sign."""
    return f"+{money(cents)}" if cents > 0 else money(cents)


def level_words(name: str) -> tuple[str, str]:
    """What a person reads for a level, and in what it counts; others are read as they stand."""
    return LEVEL_WORDS.get(name, (name, ""))


def level_figure(name: str, value: float) -> str:
    """Value or bound of a level: dollars at the level of cost, else a weight.

    Weights are integers, so a bound between two of them is as good as the upper one.
    """
    if not isfinite(value):
        return "none known"
    whole = ceil(value - 1e-6)
    return money(whole) if name == "cost" else f"{whole:,}"


def duration(minutes: float) -> str:
    """A span [minutes] in days, hours and minutes, rounded down so that no margin is overstated."""
    sign = "\N{MINUS SIGN}" if floor(minutes) < 0 else ""
    days, rest = divmod(abs(floor(minutes)), 1440)
    hours, left = divmod(rest, 60)
    words = [f"{days} d"] * bool(days) + [f"{hours} h"] * bool(hours) + [f"{left} min"] * bool(left)
    return sign + (" ".join(words[:2]) or "0 min")


def left_words(until: datetime, now: datetime) -> str:
    """How long it is until an instant, or how long ago that was."""
    minutes = (until - now).total_seconds() / 60
    return f"{duration(minutes)} left" if minutes >= 0 else f"{duration(-minutes)} late"


def ago_words(at: datetime, now: datetime) -> str:
    """How long ago an instant was."""
    minutes = (now - at).total_seconds() / 60
    return f"{duration(minutes)} ago" if minutes >= 1 else "just now"


def later(minutes: float) -> str:
    """How much later something arrives [minutes], rounded up."""
    whole = ceil(minutes)
    if whole == 0:
        return "same time"
    return f"{duration(abs(whole))} {'later' if whole > 0 else 'earlier'}"


def percent(share: float) -> str:
    """A share in per cent, rounded down: 99.96 % is never called 100 %."""
    tenths = floor(share * 1000 + 1e-9)
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} %"


def reason_words(code: str) -> str:
    """What a person reads for a reason code."""
    return REASON_WORDS.get(code, code.replace("_", " ").capitalize())
