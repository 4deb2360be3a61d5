"""A body that fits, for each writing route; forms of pages are told apart from JSON by FORMS."""

from collections.abc import Mapping

LINE = "/v1/rmas/{rma_number}/lines/{line_id}"

TAG = {
    "platform": "P1",
    "part_number": "DIMM",
    "product_serial": "S1-P1-0002",
    "fault_code": "MEM",
    "fault_observed_at": "2026-11-23T09:30:00Z",
    "data_removed": "yes",
}

SCENARIO = 'title = "Without ZRH1?"\nwhy = "Rent."\n[[depots.close]]\ndepot = "ZRH1"\n'

BODIES: Mapping[tuple[str, str], object] = {
    ("DELETE", "/v1/session"): None,
    ("POST", "/v1/api-keys"): {"label": "matrix"},
    ("DELETE", "/v1/api-keys/{key_id}"): None,
    ("POST", "/v1/people"): {"sign_in_name": "eve", "name": "Eve", "role": "planner"},
    ("POST", "/v1/people/{user_id}/disabling"): None,
    ("POST", "/v1/people/{user_id}/enabling"): None,
    ("DELETE", "/v1/people/{user_id}/sessions"): None,
    ("DELETE", "/v1/people/{user_id}/api-keys/{key_id}"): None,
    ("PATCH", LINE): {"symptom": "It hums."},
    ("POST", "/v1/rmas/{rma_number}/cancellation"): {"why": "The part was found."},
    ("POST", "/v1/rmas/{rma_number}/clock-events"): {
        "event": "accepted_at",
        "value": "2026-11-23T09:45:00Z",
        "why": "The desk took the call.",
    },
    ("POST", "/v1/rmas/{rma_number}/priority"): {"priority": "P3", "why": "One runs again."},
    ("POST", f"{LINE}/rejection"): {"why": "No entitlement."},
    ("POST", f"{LINE}/hand-over"): None,
    ("POST", f"{LINE}/shipment"): {"serial": "N1", "tracking_number": "T1"},
    ("POST", f"{LINE}/delivery"): {"delivered_at": "2026-11-23T10:00:00Z"},
    ("POST", f"{LINE}/return"): {"serial": "F1"},
    ("POST", f"{LINE}/closure"): None,
    ("POST", "/v1/plans"): {},
    ("POST", "/v1/plans/{plan_version}/again"): {},
    ("POST", "/v1/plans/{plan_version}/approval"): None,
    ("POST", "/v1/targets/changes/confirmation"): {"digest": "0" * 64},
    ("POST", "/v1/what-if"): {"scenario": SCENARIO},
    ("POST", "/v1/jobs/{job_id}/cancellation"): None,
    ("POST", "/sign-out"): {},
    ("POST", "/cases/new"): {"add": "1"},
    ("POST", "/cases/new/tag"): {"tag": "1"},
    ("POST", "/cases/{rma_number}/lines/{line_id}/{move}"): {"faulty_serial": "F2"},
    ("POST", "/cases/{rma_number}/clock"): {
        "clock_event": "accepted_at",
        "clock_at": "2026-11-23T10:45",
        "clock_why": "The desk took the call.",
    },
    ("POST", "/cases/{rma_number}/priority"): {"priority": "P3", "priority_why": "One runs."},
    ("POST", "/board/plan"): {},
    ("POST", "/jobs/{job_id}/cancel"): {},
    ("POST", "/plans/{plan_version}/again"): {},
    ("POST", "/plans/{plan_version}/approve"): {},
    ("POST", "/policies/confirmation"): {"digest": "0" * 64},
    ("POST", "/people"): {"name": "Eva", "sign_in_name": "eva", "role": "planner"},
    ("POST", "/people/{user_id}/{deed}"): {},
    ("POST", "/what-if"): {"kind": "own", "close_depot": "ZRH1"},
}


def body_of(method: str, template: str, asker: str) -> object:
    """A body for a route; some hold who asks."""
    if template in {"/v1/session", "/sign-in"} and method == "POST":
        name = "ana" if " " in asker or asker == "nobody" else asker
        return {"name": name, "password": f"{name}-knows"}
    if method == "POST" and template in {"/v1/rmas", "/v1/rmas:preflight"}:
        site, partner = ("S3", "PA02") if asker == "dan" else ("S1", "PA01")
        tag = TAG | {"product_serial": f"{site}-P1-0002"}
        wish = {"site_id": site, "priority": "P1", "lines": [tag]}
        return wish if asker in {"carol", "dan"} else wish | {"partner_id": partner}
    if template in {"/v1/relocations", "/relocations"}:
        return _move(template, asker)
    return BODIES[method, template]


def _move(template: str, asker: str) -> dict[str, str]:
    """A move of a unit that nobody else moves: of Dan's to Zug, of everybody else from Mainz."""
    home, goal, partner = ("S3", "S4", "PA02") if asker == "dan" else ("S1", "S2", "PA01")
    move = {"platform": "P1", "from_site_id": home, "to_site_id": goal}
    move |= {"relocated_on": "2026-11-20", "product_serial": f"{home} of {asker} by {template}"}
    is_staff = template.startswith("/v1/") and asker not in {"carol", "dan"}
    return move | {"partner_id": partner} if is_staff else move


def query_of(template: str) -> str:
    """A query for a route that needs one."""
    return "?to=1" if template.endswith("/difference") else ""
