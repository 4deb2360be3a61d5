"""Mistakes that engines for service desks make, each as a change of the text of this one.

A mistake is planted by putting `becomes` wherever `was` stands in a file. A `was` that is not there
any more fails loudly: write it anew, so that the mistake is planted again.
"""

from dataclasses import dataclass

BUSINESS_TIME = "optimizer/business_time.py"
CALENDARS = "optimizer/calendars.py"
LOCAL_DAYS = "optimizer/local_days.py"
PUBLIC_HOLIDAYS = "optimizer/public_holidays.py"
CONDITIONS = "rma_service/policies/conditions.py"
DATES = "rma_service/policies/dates.py"
INSTANTS = "rma_service/policies/instants.py"
RUN = "rma_service/policies/run.py"
TERMS = "rma_service/policies/terms.py"
VALUES = "rma_service/policies/values.py"
CO_CARE = "data/policies/xfusion-co-care.yaml"
CUMULOCITY = "data/policies/cumulocity-enterprise.yaml"
DAOCLOUD = "data/policies/daocloud-support.yaml"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is done wrong, and the text that does it."""

    name: str
    file: str
    was: str
    becomes: str


MISTAKES = (
    Mistake(
        "Elapsed time is added on the wall clock",
        INSTANTS,
        "due = start + amount(run)",
        "days = run.place.days\n"
        "        due = days._first_reading(start + days.offset_at(start) + amount(run))",
    ),
    Mistake(
        "The business day is taken from the date in UTC",
        DATES,
        "return days.day_of(at)",
        "return at // 86_400_000_000 + 719_163",
    ),
    Mistake(
        "Saturday and Sunday are the weekend everywhere",
        PUBLIC_HOLIDAYS,
        "if self.country in SIX_DAY_WEEK_COUNTRIES:",
        "if self.country:",
    ),
    Mistake(
        "The weekend of the library is taken blindly for HK, PY and TK",
        PUBLIC_HOLIDAYS,
        'frozenset({"HK", "PY", "TK"})',
        "frozenset()",
    ),
    Mistake(
        "The country's weekend is taken where the document says Monday to Friday",
        CUMULOCITY,
        "holidays: place, weekend: [sat, sun], ",
        "holidays: place, ",
    ),
    Mistake(
        "Make-up days are ignored",
        CALENDARS,
        "closed = weekend - brings.makeup_days if self.makeup_workdays else weekend",
        "closed = weekend",
    ),
    Mistake(
        "Make-up days are worked where the document says Monday to Friday",
        CUMULOCITY,
        "makeup_workdays: false",
        "makeup_workdays: true",
    ),
    Mistake(
        "Public holidays are ignored",
        CALENDARS,
        "return (day for day in brings.names if self.public_holidays and day not in weekend)",
        "return iter(())",
    ),
    Mistake(
        "The subdivision is ignored",
        PUBLIC_HOLIDAYS,
        'known = holidays.country_holidays(country, subdiv=subdivision, language="en_US")',
        'known = holidays.country_holidays(country, language="en_US")',
    ),
    Mistake(
        "Substitute days are ignored",
        PUBLIC_HOLIDAYS,
        'known = holidays.country_holidays(country, subdiv=subdivision, language="en_US")',
        "known = holidays.country_holidays(\n"
        '            country, subdiv=subdivision, language="en_US", observed=False\n'
        "        )",
    ),
    Mistake(
        "The second of the cut-off still counts",
        CONDITIONS,
        "return shown < limit or (shown == limit and within)",
        "return shown <= limit",
    ),
    Mistake(
        "The cut-off is read in UTC",
        CONDITIONS,
        "shown = (at + days.offset_at(at)) % MICROSECONDS_PER_DAY",
        "shown = at % MICROSECONDS_PER_DAY",
    ),
    Mistake(
        "An RMA on a closed day is taken literally",
        CO_CARE,
        "default: next_business_day\n    alternatives: [literal]",
        "default: literal\n    alternatives: [next_business_day]",
    ),
    Mistake(
        "N business days end with the Nth day",
        BUSINESS_TIME,
        "return self.add(start, n * self.nominal, halts)",
        "return self.close_of(self.days.nth_after(self._clock.day_of(start), n))",
    ),
    Mistake(
        "A business day is eight hours",
        BUSINESS_TIME,
        "return self.add(start, n * self.nominal, halts)",
        "return self.add(start, n * 8 * 60 * MICROSECONDS_PER_MINUTE, halts)",
    ),
    Mistake(
        "An amount that ends at closing time is rolled to the next opening",
        BUSINESS_TIME,
        "bisect_left(before, needed) - 1",
        "bisect_right(before, needed) - 1",
    ),
    Mistake(
        "Halts are ignored",
        INSTANTS,
        "clock, start, stands = coverage(run), after(run), run.halts(halts)",
        "clock, start, stands = coverage(run), after(run), ()",
    ),
    Mistake(
        "Halts are measured around the clock, the target in business time",
        BUSINESS_TIME,
        "needed += table.open_until(ends) - reached",
        "needed += ends - max(begins, start)",
    ),
    Mistake(
        "A halt that nobody has ended is ignored",
        BUSINESS_TIME,
        "if ends is None:\n            return None",
        "if ends is None:\n            break",
    ),
    Mistake(
        "CET is one hour ahead of UTC all year",
        CUMULOCITY,
        "zones: {Europe/Berlin: Europe/Berlin,",
        "zones: {Europe/Berlin: Etc/GMT-1,",
    ),
    Mistake(
        "One day is one business day",
        CUMULOCITY,
        "default: 24h\n    alternatives: [business_day]",
        "default: business_day\n    alternatives: [24h]",
    ),
    Mistake(
        "A crisis runs from the portal, although nobody called",
        CUMULOCITY,
        "- if: {absent: phone_contact_at}",
        "- if: {absent: submitted_at}",
    ),
    Mistake(
        "On a closed day nobody has to call",
        CUMULOCITY,
        "business_day: {of: {local_date: {of: {event: submitted_at}, clock: hub}}, calendar: hub}",
        "present: submitted_at",
    ),
    Mistake(
        "The day of shipment is the first of ninety",
        CO_CARE,
        "default: exclusive\n    alternatives: [inclusive]",
        "default: inclusive\n    alternatives: [exclusive]",
    ),
    Mistake(
        "29 February is clamped and then reduced by a day",
        TERMS,
        "return checked_day(day - 1) if exists else day",
        "return checked_day(day - 1)",
    ),
    Mistake(
        "Midnight is 00:00, also where clocks skip it",
        LOCAL_DAYS,
        "return max(begins, reads)",
        "return reads",
    ),
    Mistake(
        "A date that the local calendar skipped is counted",
        CALENDARS,
        ".difference(closed, self.local_days.missing_days(days[0], days[-1] + 1))",
        ".difference(closed)",
    ),
    Mistake(
        "A late call is rolled to one more business day",
        CO_CARE,
        "nth_business_day: {n: 1, after: {local_date: {of: {use: received_at}, clock: site}}",
        "nth_business_day: {n: 1, after: {local_date: {of: {opening: {from: {use: received_at},"
        " coverage: nine_by_five}}, clock: site}}",
    ),
    Mistake(
        "The date on which a phase ends is its last covered day",
        DAOCLOUD,
        "default: first_day_of_next\n    alternatives: [last_day_of_phase]",
        "default: last_day_of_phase\n    alternatives: [first_day_of_next]",
    ),
    Mistake(
        "A reclassified case is measured from its reclassification",
        DAOCLOUD,
        "effective_priority: L2\n"
        "        due_at: {business_time: {after: {use: received_at}, hours: 8,",
        "effective_priority: L2\n"
        "        due_at: {business_time: {after: {event: reclassified_at}, hours: 8,",
    ),
    Mistake(
        "Seconds are cut off",
        VALUES,
        "seconds = at.hour * 3600 + at.minute * 60 + at.second",
        "seconds = at.hour * 3600 + at.minute * 60",
    ),
    Mistake(
        "The zone of the site is replaced by that of the server",
        RUN,
        "self.days = local_days(timezone)",
        'self.days = local_days("Europe/Berlin")',
    ),
)
