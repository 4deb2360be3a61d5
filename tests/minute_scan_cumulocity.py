"""The Cumulocity document as straight code."""

from tests.minute_scan import (
    DAY,
    HOUR,
    MINUTE,
    Coverage,
    add,
    add_windows,
    closes_after,
    day_end,
    local_date,
    opened_at,
    opening_from,
    works,
)
from tests.minute_scan_case import Asked, Result, ScanError, refuse, utc
from tests.minute_scan_daocloud import plus_months
from tests.minute_scan_days import MONDAY_TO_FRIDAY, Days

CUMULOCITY_DEFAULTS = {
    "emea_zone": "Europe/Berlin",
    "one_day": "24h",
    "map_business_day": "coverage_windows",
    "sustained_months": 12,
}
HUBS = {"EMEA": "Europe/Berlin", "APJ": "Asia/Kuala_Lumpur", "US": "America/Denver"}
EIGHT_TO_FIVE = ((8 * 60, 17 * 60),)
LADDER = (
    "Regional Director Support",
    "Global Vice President Support",
    "Global Senior Vice President Support",
    "Chief Operating Officer",
)
CRISIS_DAYS = (1, 2, 3, 5)
CRITICAL_DAYS = (5, 7, 9, 11)
REACTION_SECONDS = {"crisis": 30 * MINUTE, "critical": 2 * HOUR, "standard": DAY}


def _hub(asked: Asked, region: str) -> Coverage:
    """Clause 1.1: Monday to Friday on the hub's clock, less the customer's public holidays."""
    tz = HUBS[region]
    if region == "EMEA" and asked.params["emea_zone"] == "fixed":
        tz = "Etc/GMT-1"
    country, subdivision = asked.case["country"], asked.case.get("subdivision")
    days = Days(country, subdivision, tz, weekend=MONDAY_TO_FRIDAY, makeup=False)
    return Coverage(days, EIGHT_TO_FIVE)


def default_hub(asked: Asked) -> Coverage:
    """Give the hours of the region that the case names."""
    region = asked.event("region")
    refuse(region is None, "missing_field")
    if region not in HUBS:
        raise ScanError("bad_parameter")
    return _hub(asked, region)


def reaction(asked: Asked) -> Result:
    """Clauses 4.1-1, 4.1-5 and 4.2."""
    called = asked.at("phone_contact_at")
    waiting: Result = {"kind": "response", "status": "awaiting_phone_contact"}
    if asked.priority == "crisis":
        if called is None:
            return waiting
        start = called
    else:
        start, hub = asked.need_at("submitted_at"), default_hub(asked)
        if not works(hub.days, local_date(start, hub.days.tz)):
            if called is None:
                return waiting
            start = max(start, called)
    due = start + REACTION_SECONDS[str(asked.priority)]
    if asked.priority == "standard" and asked.params["one_day"] == "business_day":
        due = add_windows(default_hub(asked), start, 1) or 0
    return {"kind": "response", "received_utc": utc(start), "due_utc": utc(due)}


def management_assistance(asked: Asked) -> Result:
    """Clauses 4.1-9 and 4.2."""
    start, halts = asked.need_at("received_at"), asked.halts()
    result: Result = {"kind": "escalation", "received_utc": utc(start)}
    if asked.priority == "standard":
        return {**result, "steps": []}
    instants: list[int | None]
    if asked.priority == "crisis":
        instants = [add(None, start, n * DAY, halts) for n in CRISIS_DAYS]
    else:
        hub = default_hub(asked)
        if asked.params["map_business_day"] == "end_of_nth_day":
            # The day of receipt is day 0; the windows after it can be halted as well.
            start = day_end(hub.days.tz, local_date(start, hub.days.tz))
        instants = [add_windows(hub, start, n, halts) for n in CRITICAL_DAYS]
    steps = [
        {"to": to, "at_utc": None if at is None else utc(at)}
        for to, at in zip(LADDER, instants, strict=True)
    ]
    return {**result, "steps": steps}


def resolution_plan(asked: Asked) -> Result:
    """Clause 2.2-4."""
    start = asked.need_at("received_at")
    return {"kind": "plan_due", "received_utc": utc(start), "due_utc": utc(start + 4 * HOUR)}


def ownership(asked: Asked) -> Result:
    """Clause 4.1-2: the region that is online starts, the default region takes over."""
    start, default = asked.need_at("received_at"), default_hub(asked)
    result: Result = {"kind": "ownership", "received_utc": utc(start)}
    takeover = opening_from(default, start)
    opened = {region: opened_at(_hub(asked, region), start) for region in HUBS}
    if opened[asked.event("region")] is not None:
        owner = asked.event("region")
    else:
        open_hubs = [(at, region) for region, at in opened.items() if at is not None]
        owner = max(open_hubs)[1] if open_hubs else "on_call"
    return {**result, "initial_owner": owner, "takeover_utc": utc(takeover)}


def lifecycle(asked: Asked) -> Result:
    """Clauses 6.1 to 6.3; a date begins the next phase (T12)."""
    ends, on = asked.need_day("end_of_maintenance"), asked.need_day("on_date")
    months = asked.event("sustained_months") or asked.params["sustained_months"]
    until = plus_months(ends, months)
    phase = "active" if on < ends else "sustained" if on < until else "beyond_sustained"
    return {
        "kind": "lifecycle_phase",
        "phase": phase,
        "sustained_until_at_least": until.isoformat(),
    }


def daily_report(asked: Asked) -> Result:
    """Clause 4.2: at the close of each Business Day."""
    start = asked.need_at("received_at")
    times = [utc(at) for at in closes_after(default_hub(asked), start, 3)]
    return {"kind": "status_updates", "received_utc": utc(start), "times_utc": times}


def atc_review(asked: Asked) -> Result:
    """Clause 2.2-7: once a year."""
    day = plus_months(asked.need_day("last_review_date"), 12)
    return {"kind": "review_due", "date": day.isoformat()}
