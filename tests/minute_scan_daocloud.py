"""The DaoCloud document as straight code."""

import calendar
from datetime import date, timedelta

from tests.minute_scan import (
    DAY,
    HOUR,
    add,
    add_windows,
    close_of,
    day_end,
    local_date,
    nth_business_day,
)
from tests.minute_scan_case import Asked, Result, ScanError, refuse, utc

DAOCLOUD_DEFAULTS = {
    "window_5x8": ["09:00-18:00"],
    "business_day_means": "coverage_windows",
    "phase_boundary": "first_day_of_next",
    "eam_anchor": "eoss",
    "closure_days": {"L3": 7, "L4": 14},
    "weekend": "country",
    "makeup_workdays": True,
}
AROUND_THE_CLOCK = {
    ("standard", "L1"): 4,
    ("premium", "L1"): 2,
    ("professional", "L1"): 1,
    ("premium", "L2"): 4,
    ("professional", "L2"): 2,
}
BUSINESS_HOURS = {("standard", "L2"): 8, ("professional", "L3"): 4}
BUSINESS_DAYS = {
    ("standard", "L3"): 2,
    ("premium", "L3"): 1,
    ("standard", "L4"): 4,
    ("premium", "L4"): 2,
    ("professional", "L4"): 1,
}
SERIES = {
    "5.y": (date(2023, 6, 1), date(2026, 6, 1), date(2028, 10, 30)),
    "4.y": (date(2020, 3, 31), date(2023, 3, 31), date(2025, 3, 31)),
    "3.y": (date(2018, 7, 15), date(2021, 7, 30), date(2023, 7, 30)),
}


def plus_months(day: date, months: int) -> date:
    """Go to the same day number, or to the last day of the month (T8)."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def term_end(starts: date, months: int) -> date:
    """Find the last day of a term that includes its first (T8)."""
    corresponding = plus_months(starts, months)
    if corresponding.day != starts.day:
        return corresponding
    return corresponding - timedelta(days=1)


def response(asked: Asked) -> Result:
    """The table of response times, and the rules on access."""
    start, level, priority = asked.need_at("reported_at"), str(asked.level), str(asked.priority)
    reclassified = asked.at("reclassified_at")
    refuse(reclassified is not None and reclassified < start, "events_out_of_order")
    if priority == "L5":
        return _suggestion(asked, level, start)
    result: Result = {"kind": "response", "received_utc": utc(start)}
    if asked.event("remote_access_refused"):
        return {**result, "status": "sla_void"}
    if reclassified is not None and priority == "L1":
        priority = "L2"
        result["effective_priority"] = "L2"
    return {**result, "due_utc": utc(_due(asked, (level, priority), start))}


def _due(asked: Asked, row: tuple[str, str], start: int) -> int:
    if row in AROUND_THE_CLOCK:
        return start + AROUND_THE_CLOCK[row] * HOUR
    coverage = asked.site_coverage("window_5x8")
    if row in BUSINESS_HOURS:
        return add(coverage, start, BUSINESS_HOURS[row] * HOUR) or 0
    if asked.params["business_day_means"] == "coverage_windows":
        return add_windows(coverage, start, BUSINESS_DAYS[row]) or 0
    day = nth_business_day(coverage.days, local_date(start, asked.tz), BUSINESS_DAYS[row])
    return close_of(coverage, day)


def _suggestion(asked: Asked, level: str, start: int) -> Result:
    if level == "standard":
        return {"kind": "none"}
    if level == "premium":
        return {"kind": "cadence"}
    day = plus_months(local_date(start, asked.tz), 1)
    return {
        "kind": "cadence",
        "due_date": day.isoformat(),
        "due_utc": utc(day_end(asked.tz, day)),
    }


def status_updates(asked: Asked) -> Result:
    """Hourly until resolved; the supervisor knows at once."""
    start, resolved = asked.need_at("reported_at"), asked.at("resolved_at")
    result: Result = {
        "kind": "status_updates",
        "received_utc": utc(start),
        "supervisor_notice_utc": utc(start),
    }
    if resolved is None:
        return result
    refuse(resolved < start, "events_out_of_order")
    return {**result, "times_utc": [utc(at) for at in range(start + HOUR, resolved, HOUR)]}


def closure_no_info(asked: Asked) -> Result:
    """Incident Closure: no answer in 7 or 14 days."""
    asked_at, came = asked.need_at("info_requested_at"), asked.at("info_received_at")
    refuse(came is not None and came < asked_at, "events_out_of_order")
    result: Result = {"kind": "closure", "received_utc": utc(asked_at)}
    if asked.priority in {"L1", "L2"}:
        return {**result, "status": "no_fixed_period", "closes": False}
    days = asked.params["closure_days"][asked.priority]
    day = local_date(asked_at, asked.tz) + timedelta(days=days)
    end = day_end(asked.tz, day)
    closes = came is None or came >= end
    result.update(due_date=day.isoformat(), due_utc=utc(end), closes=closes)
    return {**result, "closure_code": "Cancelled by Customer"} if closes else result


def transferred_display(asked: Asked) -> Result:
    """Incident Closure: shown for two years."""
    day = plus_months(local_date(asked.need_at("closed_at"), asked.tz), 24)
    code = "Transferred to Customer"
    return {"kind": "display_until", "closure_code": code, "date": day.isoformat()}


def _series(asked: Asked) -> tuple[date, date, date]:
    series = asked.event("series")
    refuse(series is None, "missing_field")
    if series not in SERIES:
        raise ScanError("bad_parameter")
    return SERIES[series]


def lifecycle(asked: Asked) -> Result:
    """Lifecycle Announcements: service ceases on the first day of the next phase (T12)."""
    general, end_standard, end_life = _series(asked)
    on, late = asked.need_day("on_date"), timedelta(days=0)
    if asked.params["phase_boundary"] == "last_day_of_phase":
        late = timedelta(days=1)
    phase = "pre_ga"
    if on >= general:
        phase = "standard_support"
    if on >= end_standard + late:
        phase = "post_eoss"
    if on >= end_life + late:
        phase = "end_of_life"
    return {"kind": "lifecycle_phase", "phase": phase}


def eam(asked: Asked) -> Result:
    """Extended software maintenance: no gap, at most two years."""
    _, end_standard, end_life = _series(asked)
    anchor = end_life if asked.params["eam_anchor"] == "eosl" else end_standard
    signed, years = asked.need_day("signed_date"), asked.event("years")
    refuse(years is None, "missing_field")
    latest = plus_months(anchor, 24)
    result: Result = {
        "kind": "eam",
        "latest_end_date": latest.isoformat(),
        "available": years in {1, 2} and signed < latest,
        "covers_from": anchor.isoformat(),
        "covers_until": plus_months(anchor, 12 * years).isoformat(),
    }
    if signed > anchor:
        result.update(arrears_from=anchor.isoformat(), arrears_until=signed.isoformat())
    return result


def _notice(asked: Asked, days: int) -> Result:
    notice = asked.at("notice_at")
    if notice is not None:
        day = local_date(notice, asked.tz) + timedelta(days=days)
        return {"kind": "earliest_effective", "date": day.isoformat()}
    day = asked.need_day("effective_date") - timedelta(days=days)
    return {"kind": "latest_notice", "date": day.isoformat()}


def change_notice(asked: Asked) -> Result:
    """Change Control Requests: at least 28 days."""
    return _notice(asked, 28)


def move_notice(asked: Asked) -> Result:
    """Product Movement: at least 30 days."""
    return _notice(asked, 30)


def service_validity(asked: Asked) -> Result:
    """Service Validity Period."""
    product = asked.event("product")
    refuse(product is None, "missing_field")
    if product == "expansion_existing_cluster":
        first, last = asked.need_day("original_start_date"), asked.need_day("original_end_date")
    else:
        name = "delivery_date" if product == "integrated" else "activation_date"
        if product == "expansion_new_cluster" and asked.event(name) is None:
            name = "delivery_date"
        first = asked.need_day(name)
        refuse(asked.event("term_months") is None, "missing_field")
        last = term_end(first, asked.event("term_months"))
    return {"kind": "validity", "start_date": first.isoformat(), "end_date": last.isoformat()}


def fault_notice(asked: Asked) -> Result:
    """Remote Connection: faults are reported within 24 hours."""
    fault = asked.need_at("fault_at")
    return {"kind": "notice_due", "received_utc": utc(fault), "due_utc": utc(fault + DAY)}
