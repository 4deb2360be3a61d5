"""The two xFusion documents as straight code, by their clauses and the rows of the register."""

from datetime import date, timedelta

from tests.minute_scan import (
    HOUR,
    MINUTE,
    add,
    close_of,
    day_end,
    day_start,
    local,
    local_date,
    nth_business_day,
    works,
)
from tests.minute_scan_case import Asked, Result, minute_of, refuse, utc

CO_CARE_DEFAULTS = {
    "nbd_window": ["09:00-18:00"],
    "due_at": "window_close",
    "weekend": "country",
    "makeup_workdays": True,
    "cutoff": "15:00",
    "cutoff_inclusive": False,
    "cutoff_zone": "site",
    "nonbusiness_receipt": "next_business_day",
    "nth_day_counting": "exclusive",
    "acceptance_cap_days": None,
    "half_days": "ignore",
    "max_rmas_same_time": 1,
    "max_parts_per_rma": 1,
}
SNS_DEFAULTS = {
    "nbd_window": ["09:00-18:00"],
    "due_at": "window_close",
    "weekend": "country",
    "makeup_workdays": True,
    "p2_p3_coverage": "24x7",
    "contract_reference": "earliest",
}
RESPONSE_SECONDS = {"P1": 30 * MINUTE, "P2": 60 * MINUTE, "P3": 2 * HOUR}
NINETY_DAYS = timedelta(days=90)


def _close(asked: Asked, day: date) -> int:
    if asked.params["due_at"] == "end_of_day":
        return day_end(asked.tz, day)
    return close_of(asked.site_coverage("nbd_window"), day)


def _next_business_day(asked: Asked, start: int) -> date:
    return nth_business_day(asked.site_days(), local_date(start, asked.tz), 1)


def co_care_response(asked: Asked) -> Result:
    """Clause 2.1; a P4 call is due on the next business day (T5)."""
    start = asked.need_at("accepted_at")
    result = {"kind": "response", "received_utc": utc(start), "guaranteed": True}
    if asked.priority == "P4":
        day = _next_business_day(asked, start)
        return {**result, "due_date": day.isoformat(), "due_utc": utc(_close(asked, day))}
    return {**result, "due_utc": utc(start + RESPONSE_SECONDS[str(asked.priority)])}


def sns_response(asked: Asked) -> Result:
    """Clause 2, table; clause 4.1 takes the guarantee away."""
    result = co_care_response(asked)
    if asked.params["p2_p3_coverage"] == "9x5" and asked.priority in {"P2", "P3"}:
        seconds = RESPONSE_SECONDS[str(asked.priority)]
        due = add(asked.site_coverage("nbd_window"), asked.need_at("accepted_at"), seconds)
        result["due_utc"] = utc(due or 0)
    return {**result, "guaranteed": not asked.event("force_majeure")}


def _guaranteed(asked: Asked) -> bool:
    """Clause 1 note 5."""
    several = (asked.event("rma_count_same_time") or 1) > asked.params["max_rmas_same_time"]
    piled = (asked.event("faulty_parts_in_rma") or 1) > asked.params["max_parts_per_rma"]
    return not several and not piled and asked.event("rma_timely") is not False


def ahr(asked: Asked) -> Result:
    """Clause 2.4, and clause 3 for a form that is completed late."""
    names = ("rma_generated_at", "part_deemed_necessary_at", "form_completed_at")
    asked.need_at("rma_generated_at")
    start = max(at for at in map(asked.at, names) if at is not None)
    result = {"received_utc": utc(start), "guaranteed": _guaranteed(asked)}
    if asked.level == "basic":
        day = _next_business_day(asked, start)
        return {**result, **_replacement("ship_by", asked, day)}
    if asked.level == "premier" and asked.priority in {"P1", "P2"}:
        return {**result, "kind": "arrive_by", "due_utc": utc(start + 4 * HOUR)}
    return {**result, **_next_day_replacement(asked, start)}


def _replacement(kind: str, asked: Asked, day: date) -> Result:
    return {"kind": kind, "due_date": day.isoformat(), "due_utc": utc(_close(asked, day))}


def _next_day_replacement(asked: Asked, start: int) -> Result:
    """T6: the cut-off, on the clock of the site or of the depot."""
    params = asked.params
    tz = asked.tz
    if params["cutoff_zone"] == "depot":
        tz = asked.event("depot_tz")
        refuse(tz is None, "missing_field")
    clock = local(start, tz)
    days = asked.site_days()
    if params["nonbusiness_receipt"] == "next_business_day" and not works(days, clock.date()):
        ships, arrives = (nth_business_day(days, clock.date(), n) for n in (1, 2))
        return {**_replacement("arrive_by", asked, arrives), "ship_date": ships.isoformat()}
    seconds = clock.hour * HOUR + clock.minute * MINUTE + clock.second
    cutoff = minute_of(params["cutoff"]) * MINUTE
    in_time = seconds < cutoff or (params["cutoff_inclusive"] and seconds == cutoff)
    kind = "arrive_by" if in_time else "ship_by"
    return _replacement(kind, asked, nth_business_day(days, clock.date(), 1))


def _starts(asked: Asked, day: date) -> Result:
    start = utc(day_start(asked.tz, day))
    return {"kind": "entitlement_start", "date": day.isoformat(), "start_utc": start}


def _ninetieth(asked: Asked, day: date) -> date:
    inclusive = asked.params["nth_day_counting"] == "inclusive"
    return day + NINETY_DAYS - timedelta(days=1 if inclusive else 0)


def co_care_service_start(asked: Asked) -> Result:
    """Clause 1 note 6."""
    agreed = asked.day("po_start_date")
    if agreed:
        return _starts(asked, agreed)
    if asked.event("order_type") == "renewal":
        ends = [asked.day(name) for name in ("warranty_end_date", "previous_service_end_date")]
        return _starts(asked, _latest(ends) + timedelta(days=1))
    refuse(asked.event("order_type") is None, "missing_field")
    if not asked.event("installation_sold"):
        return _starts(asked, _ninetieth(asked, asked.need_day("shipment_date")))
    accepted, cap = asked.day("acceptance_date"), asked.params["acceptance_cap_days"]
    shipped = asked.day("shipment_date")
    capped = shipped + timedelta(days=cap) if shipped and cap else None
    if accepted is None and cap is None:
        return {"kind": "entitlement_start", "status": "pending_acceptance"}
    known = [day for day in (accepted, capped) if day]
    refuse(not known, "missing_field")
    return _starts(asked, min(known))


def _latest(days: list[date | None]) -> date:
    known = [day for day in days if day]
    refuse(not known, "missing_field")
    return max(known)


def sns_service_start(asked: Asked) -> Result:
    """Clause 2 note 2."""
    agreed = asked.day("po_start_date")
    if agreed:
        return _starts(asked, agreed)
    refuse(asked.event("order_type") is None, "missing_field")
    if asked.event("order_type") == "renewal":
        ended = asked.at("previous_end_at")
        if ended is None:
            return _starts(asked, asked.need_day("previous_end_date") + timedelta(days=1))
        day = local_date(ended, asked.tz).isoformat()
        return {"kind": "entitlement_start", "date": day, "start_utc": utc(ended)}
    signed = [asked.day(name) for name in ("contract_signed_date", "po_confirmed_date")]
    known = [day for day in signed if day]
    choose = max if asked.params["contract_reference"] == "latest" else min
    starts = [choose(known) + NINETY_DAYS] if known else []
    activated = asked.day("activation_date")
    if activated:
        starts.append(activated)
    refuse(not starts, "missing_field")
    return _starts(asked, min(starts))


def replacement_warranty_end(asked: Asked) -> Result:
    """Clause 2.4: ninety days from shipment or the remainder, the longer."""
    shipped = _ninetieth(asked, asked.need_day("replacement_shipped_date"))
    day = max(shipped, asked.day("initial_warranty_end_date") or shipped)
    return {"kind": "warranty_end", "date": day.isoformat()}


def defective_return(asked: Asked) -> Result:
    """Clause 3: fifteen working days, fees from then on."""
    received = asked.need_at("replacement_received_at")
    if asked.event("retention_service"):
        status = "waived_retention_service"
        return {"kind": "return_due", "received_utc": utc(received), "status": status}
    day = nth_business_day(asked.site_days(), local_date(received, asked.tz), 15)
    end = utc(day_end(asked.tz, day))
    return {
        "kind": "return_due",
        "received_utc": utc(received),
        "due_date": day.isoformat(),
        "due_utc": end,
        "chargeable_from_utc": end,
    }


def _thirty_days(asked: Asked, kind: str, day: date) -> Result:
    due = day + timedelta(days=30)
    return {"kind": kind, "due_date": due.isoformat(), "due_utc": utc(day_end(asked.tz, due))}


def relocation_notice(asked: Asked) -> Result:
    """Clause 3: within 30 days of the move."""
    return _thirty_days(asked, "notice_due", asked.need_day("relocated_date"))


def relocation_rearrange(asked: Asked) -> Result:
    """Clause 3: within 30 days after the notice."""
    received = asked.need_at("notice_received_at")
    result = _thirty_days(asked, "rearrange_due", local_date(received, asked.tz))
    return {**result, "received_utc": utc(received)}


def return_cost(asked: Asked) -> Result:
    """Clause 2.4."""
    vendor = asked.event("pickup_service_available")
    return {"kind": "return_cost_bearer", "party": "vendor" if vendor else "partner"}
