"""One case in, one result out: the whole slow evaluator, and what it refuses."""

from collections.abc import Mapping
from typing import Any

from tests import minute_scan_cumulocity as cumulocity
from tests import minute_scan_daocloud as daocloud
from tests import minute_scan_xfusion as xfusion
from tests.minute_scan_case import (
    Asked,
    Result,
    ScanError,
    Target,
    minute_of,
    refuse,
    refuse_place,
    weekend_of,
    windows_of,
)

XFUSION_PRIORITIES = ("P1", "P2", "P3", "P4")
DAOCLOUD_PRIORITIES = ("L1", "L2", "L3", "L4", "L5")
CUMULOCITY_PRIORITIES = ("crisis", "critical", "standard")
LEVELS: Mapping[str, tuple[str, ...]] = {
    "xfusion-co-care": ("basic", "standard", "premier"),
    "xfusion-sns": (),
    "daocloud-support": ("standard", "premium", "professional"),
    "cumulocity-enterprise": ("enterprise",),
}
PRIORITIES = {
    "xfusion-co-care": XFUSION_PRIORITIES,
    "xfusion-sns": XFUSION_PRIORITIES,
    "daocloud-support": DAOCLOUD_PRIORITIES,
    "cumulocity-enterprise": CUMULOCITY_PRIORITIES,
}
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "xfusion-co-care": xfusion.CO_CARE_DEFAULTS,
    "xfusion-sns": xfusion.SNS_DEFAULTS,
    "daocloud-support": daocloud.DAOCLOUD_DEFAULTS,
    "cumulocity-enterprise": cumulocity.CUMULOCITY_DEFAULTS,
}
TARGETS: Mapping[str, Mapping[str, Target]] = {
    "xfusion-co-care": {
        "response": xfusion.co_care_response,
        "ahr": xfusion.ahr,
        "service_start": xfusion.co_care_service_start,
        "replacement_warranty_end": xfusion.replacement_warranty_end,
        "defective_return": xfusion.defective_return,
        "relocation_notice": xfusion.relocation_notice,
        "relocation_rearrange": xfusion.relocation_rearrange,
        "return_cost": xfusion.return_cost,
    },
    "xfusion-sns": {"response": xfusion.sns_response, "service_start": xfusion.sns_service_start},
    "daocloud-support": {
        "response": daocloud.response,
        "status_updates": daocloud.status_updates,
        "closure_no_info": daocloud.closure_no_info,
        "transferred_display": daocloud.transferred_display,
        "lifecycle": daocloud.lifecycle,
        "eam": daocloud.eam,
        "change_notice": daocloud.change_notice,
        "move_notice": daocloud.move_notice,
        "service_validity": daocloud.service_validity,
        "fault_notice": daocloud.fault_notice,
    },
    "cumulocity-enterprise": {
        "reaction": cumulocity.reaction,
        "management_assistance": cumulocity.management_assistance,
        "resolution_plan": cumulocity.resolution_plan,
        "ownership": cumulocity.ownership,
        "lifecycle": cumulocity.lifecycle,
        "daily_report": cumulocity.daily_report,
        "atc_review": cumulocity.atc_review,
    },
}
LEVEL_DECIDES = {("xfusion-co-care", "ahr"), ("daocloud-support", "response")}
PRIORITY_DECIDES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("xfusion-co-care", "response"): XFUSION_PRIORITIES,
    ("xfusion-sns", "response"): XFUSION_PRIORITIES,
    ("daocloud-support", "response"): DAOCLOUD_PRIORITIES,
    ("daocloud-support", "status_updates"): ("L1",),
    ("daocloud-support", "closure_no_info"): ("L1", "L2", "L3", "L4"),
    ("cumulocity-enterprise", "reaction"): CUMULOCITY_PRIORITIES,
    ("cumulocity-enterprise", "management_assistance"): CUMULOCITY_PRIORITIES,
    ("cumulocity-enterprise", "resolution_plan"): ("crisis",),
    ("cumulocity-enterprise", "ownership"): ("critical", "standard"),
    ("cumulocity-enterprise", "daily_report"): ("critical",),
}
CHOICES: Mapping[str, tuple[object, ...]] = {
    "due_at": ("window_close", "end_of_day"),
    "cutoff_zone": ("site", "depot"),
    "nonbusiness_receipt": ("next_business_day", "literal"),
    "nth_day_counting": ("exclusive", "inclusive"),
    "half_days": ("ignore", "holiday"),
    "p2_p3_coverage": ("24x7", "9x5"),
    "contract_reference": ("earliest", "latest"),
    "business_day_means": ("coverage_windows", "end_of_nth_day"),
    "phase_boundary": ("first_day_of_next", "last_day_of_phase"),
    "eam_anchor": ("eoss", "eosl"),
    "emea_zone": ("Europe/Berlin", "fixed"),
    "one_day": ("24h", "business_day"),
    "map_business_day": ("coverage_windows", "end_of_nth_day"),
    "cutoff_inclusive": (True, False),
    "makeup_workdays": (True, False),
}


def scan(case: Mapping[str, Any]) -> Result:
    """Judge one case of the conformance format; what is wrong with it comes back as its type."""
    try:
        return _scan(case)
    except ScanError as wrong:
        return {"error": {"type": wrong.fault}}


def _scan(case: Mapping[str, Any]) -> Result:
    policy, target = case["policy"], case["target"]
    refuse(policy not in TARGETS, "unknown_policy")
    refuse(target not in TARGETS[policy], "unknown_target")
    _refuse_level(policy, target, case)
    refuse_place(case)
    given = case.get("params") or {}
    for name, value in given.items():
        refuse(name not in DEFAULTS[policy], "bad_parameter")
        _refuse_value(name, value)
    return TARGETS[policy][target](Asked(case, {**DEFAULTS[policy], **given}))


def _refuse_level(policy: str, target: str, case: Mapping[str, Any]) -> None:
    level, priority = case.get("service_level"), case.get("priority")
    refuse(level is not None and level not in LEVELS[policy], "unknown_level")
    refuse(priority is not None and priority not in PRIORITIES[policy], "unknown_level")
    refuse(level is None and (policy, target) in LEVEL_DECIDES, "missing_field")
    allowed = PRIORITY_DECIDES.get((policy, target))
    if target == "ahr" and level == "premier":
        allowed = XFUSION_PRIORITIES
    if allowed is not None:
        refuse(priority is None, "missing_field")
        refuse(priority not in allowed, "unknown_level")


def _refuse_value(name: str, value: object) -> None:
    if name in CHOICES:
        refuse(value not in CHOICES[name], "bad_parameter")
    elif name == "cutoff":
        minute_of(value)
    elif name in {"nbd_window", "window_5x8"}:
        windows_of(value)
    elif name == "weekend":
        weekend_of(value)
    elif name == "closure_days":
        whole = isinstance(value, dict) and all(map(_is_count, value.values()))
        refuse(not whole, "bad_parameter")
    else:
        none_is_fine = name == "acceptance_cap_days" and value is None
        refuse(not none_is_fine and not _is_count(value), "bad_parameter")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
