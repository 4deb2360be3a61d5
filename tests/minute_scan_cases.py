"""Random cases of every target of the four policies, with every reading that they can take."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.minute_scan import DAY, Halts
from tests.minute_scan_draws import Whole, day, halts, happens, pick, place, start
from tests.minute_scan_policies import LEVELS, PRIORITIES, PRIORITY_DECIDES

Case = dict[str, Any]
Field = Callable[[Whole], Any]
Fields = Mapping[str, Field]

WINDOW_READINGS = [
    ["09:00-18:00"],
    ["08:00-17:00"],
    ["09:00-12:00", "13:00-18:00"],
    ["22:00-24:00"],
]
WEEKENDS = ["country", ["sat", "sun"], ["fri", "sat"], ["sun"]]
READINGS: Mapping[str, Mapping[str, list[Any]]] = {
    "xfusion-co-care": {
        "nbd_window": WINDOW_READINGS,
        "due_at": ["window_close", "end_of_day"],
        "weekend": WEEKENDS,
        "makeup_workdays": [True, False],
        "cutoff": ["15:00", "13:00", "17:30", "00:00"],
        "cutoff_inclusive": [True, False],
        "cutoff_zone": ["site", "depot"],
        "nonbusiness_receipt": ["next_business_day", "literal"],
        "nth_day_counting": ["exclusive", "inclusive"],
        "acceptance_cap_days": [None, 90, 30],
        "half_days": ["ignore", "holiday"],
        "max_rmas_same_time": [1, 2, 5],
        "max_parts_per_rma": [1, 2, 5],
    },
    "xfusion-sns": {
        "nbd_window": WINDOW_READINGS,
        "due_at": ["window_close", "end_of_day"],
        "weekend": WEEKENDS,
        "makeup_workdays": [True, False],
        "p2_p3_coverage": ["24x7", "9x5"],
        "contract_reference": ["earliest", "latest"],
    },
    "daocloud-support": {
        "window_5x8": WINDOW_READINGS,
        "business_day_means": ["coverage_windows", "end_of_nth_day"],
        "phase_boundary": ["first_day_of_next", "last_day_of_phase"],
        "eam_anchor": ["eoss", "eosl"],
        "closure_days": [{"L3": 7, "L4": 14}, {"L3": 1, "L4": 30}],
        "weekend": WEEKENDS,
        "makeup_workdays": [True, False],
    },
    "cumulocity-enterprise": {
        "emea_zone": ["Europe/Berlin", "fixed"],
        "one_day": ["24h", "business_day"],
        "map_business_day": ["coverage_windows", "end_of_nth_day"],
        "sustained_months": [12, 18, 36],
    },
}
PRODUCTS = ["software", "integrated", "expansion_new_cluster", "expansion_existing_cluster"]
RARE = {"po_start_date", "remote_access_refused", "retention_service", "rma_timely"}
ZONES = ["Asia/Shanghai", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia"]


def _one_of(values: Sequence[Any]) -> Field:
    return lambda whole: pick(whole, values)


def _number(least: int, most: int) -> Field:
    return lambda whole: whole(least, most)


_flag = _one_of([False, True])
_region = _one_of(["EMEA", "APJ", "US"])
_series = _one_of(["3.y", "4.y", "5.y"])
_months = _number(1, 60)


def _date(whole: Whole) -> str:
    return day(whole).isoformat()


def text(at: int) -> str:
    """Write an instant as cases do."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _around(at: int, before: int, after: int) -> Field:
    """Instants near a start, the start itself among them."""
    return lambda whole: text(at + (whole(-before, after) if happens(whole, 50) else 0))


def _fields(target: str, begins: int) -> tuple[Fields, Fields]:
    """Events that a case of a target always has, and those that it may have."""
    at, later = _one_of([text(begins)]), _around(begins, 60, 12 * DAY)
    some: Mapping[str, tuple[Fields, Fields]] = {
        "ahr": (
            {"rma_generated_at": at, "depot_tz": _one_of(ZONES)},
            {
                "part_deemed_necessary_at": _around(begins, DAY, 2 * DAY),
                "form_completed_at": _around(begins, DAY, 3 * DAY),
                "rma_count_same_time": _number(1, 6),
                "faulty_parts_in_rma": _number(1, 6),
                "rma_timely": _flag,
            },
        ),
        "defective_return": ({"replacement_received_at": at}, {"retention_service": _flag}),
        "replacement_warranty_end": (
            {"replacement_shipped_date": _date},
            {"initial_warranty_end_date": _date},
        ),
        "relocation_notice": ({"relocated_date": _date}, {}),
        "relocation_rearrange": ({"notice_received_at": at}, {}),
        "return_cost": ({}, {"pickup_service_available": _flag}),
        "status_updates": ({"reported_at": at}, {"resolved_at": later}),
        "closure_no_info": ({"info_requested_at": at}, {"info_received_at": later}),
        "transferred_display": ({"closed_at": at}, {}),
        "eam": ({"series": _series, "signed_date": _date, "years": _number(1, 3)}, {}),
        "change_notice": ({}, {"notice_at": at, "effective_date": _date}),
        "move_notice": ({}, {"notice_at": at, "effective_date": _date}),
        "service_validity": (
            {"product": _one_of(PRODUCTS), "term_months": _months},
            {
                "activation_date": _date,
                "delivery_date": _date,
                "original_start_date": _date,
                "original_end_date": _date,
            },
        ),
        "fault_notice": ({"fault_at": at}, {}),
        "reaction": (
            {"region": _region, "submitted_at": at},
            {"phone_contact_at": _around(begins, 60, DAY)},
        ),
        "management_assistance": (
            {"region": _region, "received_at": at},
            {"halts": lambda whole: _halt_texts(halts(whole, begins, 90))},
        ),
        "resolution_plan": ({"region": _region, "received_at": at}, {}),
        "ownership": ({"region": _region, "received_at": at}, {}),
        "daily_report": ({"region": _region, "received_at": at}, {}),
        "atc_review": ({"last_review_date": _date}, {}),
    }
    return some[target]


def _halt_texts(spans: Halts) -> list[list[str | None]]:
    return [[text(since), None if until is None else text(until)] for since, until in spans]


def _shared_fields(policy: str, target: str, begins: int) -> tuple[Fields, Fields]:
    """Tell apart the targets whose name several policies use."""
    at = _one_of([text(begins)])
    activated = ("activation_date", "contract_signed_date", "po_confirmed_date", "po_start_date")
    shipped = ("shipment_date", "acceptance_date", "po_start_date", "warranty_end_date")
    shared: Mapping[tuple[str, str], tuple[Fields, Fields]] = {
        ("xfusion-co-care", "response"): ({"accepted_at": at}, {}),
        ("xfusion-sns", "response"): ({"accepted_at": at}, {"force_majeure": _flag}),
        ("daocloud-support", "response"): (
            {"reported_at": at},
            {"reclassified_at": _around(begins, 60, DAY), "remote_access_refused": _flag},
        ),
        ("daocloud-support", "lifecycle"): ({"series": _series, "on_date": _date}, {}),
        ("cumulocity-enterprise", "lifecycle"): (
            {"end_of_maintenance": _date, "on_date": _date},
            {"sustained_months": _months},
        ),
        ("xfusion-co-care", "service_start"): (
            {"order_type": _one_of(["new", "renewal"])},
            {
                **dict.fromkeys((*shipped, "previous_service_end_date"), _date),
                "installation_sold": _flag,
            },
        ),
        ("xfusion-sns", "service_start"): (
            {"order_type": _one_of(["with_license", "renewal"])},
            {**dict.fromkeys((*activated, "previous_end_date"), _date), "previous_end_at": at},
        ),
    }
    return shared.get((policy, target)) or _fields(target, begins)


def drawn_case(whole: Whole, policy: str, target: str) -> Case:
    """Draw a case of one target; some have an event too few, or a level that it does not know."""
    country, subdivision, tz = place(whole)
    needed, optional = _shared_fields(policy, target, start(whole, tz))
    event = {name: field(whole) for name, field in needed.items() if not happens(whole, 2)}
    event |= {
        name: field(whole)
        for name, field in optional.items()
        if happens(whole, 15 if name in RARE else 65)
    }
    readings = {
        name: pick(whole, values) for name, values in READINGS[policy].items() if happens(whole, 30)
    }
    known = PRIORITY_DECIDES.get((policy, target), PRIORITIES[policy])
    return {
        "policy": policy,
        "target": target,
        "service_level": pick(whole, LEVELS[policy] or (None,)),
        "priority": pick(whole, PRIORITIES[policy] if happens(whole, 5) else known),
        "event": event,
        "country": country,
        "subdivision": subdivision,
        "tz": tz,
        "params": readings,
    }
