"""Examples of answers for the description of the API; a test holds them to their schemas."""

from collections.abc import Mapping

ANSWERS: Mapping[str, Mapping[str, object]] = {
    "ShownRma": {
        "partner_id": "PA01",
        "rma_number": "RMA2611-7K3M9QX",
        "state": "open",
        "opened_at": "2026-11-23T10:00:00Z",
        "opened_by": "U-CAROL",
        "version": 2,
        "lines": [
            {
                "line_id": "RMA2611-7K3M9QX-01",
                "state": "open",
                "state_sentence": None,
                "state_clause": None,
                "reported": {
                    "contract_id": "CO1",
                    "site_id": "S1",
                    "platform": "P1",
                    "product_serial": "S1-P1-0001",
                    "part_number": "DIMM",
                    "faulty_serial": "F1",
                    "priority": "P1",
                    "requested_at": "2026-11-23T10:00:00Z",
                    "form_completed_at": "2026-11-23T10:00:00Z",
                    "fault_observed_at": "2026-11-23T08:30:00Z",
                    "fault_code": "MEM",
                    "data_removed": "yes",
                    "ship_together": False,
                    "symptom": "Errors that cannot be corrected.",
                    "initial_warranty_ends_on": None,
                },
                "target": {
                    "received_at": "2026-11-23T10:00:00Z",
                    "target_kind": "arrive_by",
                    "due_at": "2026-11-23T14:00:00Z",
                    "owed": True,
                    "clause": "2.4, P1 and P2",
                    "confidence": 0.95,
                    "not_owed_reason": None,
                    "policy_version": "care-policy 1",
                    "rules_digest": (
                        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                    ),
                    "holidays_version": "0.109",
                    "tzdata_version": "2026.6",
                },
                "promise": {
                    "promised_at": "2026-11-23T10:00:00Z",
                    "basis": "before_planning",
                    "verdict": "guaranteed",
                    "outlook": None,
                    "sentence": (
                        "In time: FRA1 ships by CAR at 2026-11-23 11:10 UTC, "
                        "arrival 2026-11-23 13:07 UTC at 95%, 53 minutes to spare."
                    ),
                    "clause": "2.4, P1 and P2",
                    "owed": True,
                    "due_at": "2026-11-23T14:00:00Z",
                    "arrival_at": "2026-11-23T13:06:15Z",
                    "probability": 0.9998,
                    "reasons": [],
                },
                "route": None,
                "progress": {
                    "handed_over_at": None,
                    "shipped_at": None,
                    "shipped_serial": None,
                    "tracking_number": None,
                    "delivered_at": None,
                    "warranty_ends_on": None,
                    "return_due_at": None,
                    "return_waived": None,
                    "return_chargeable_from_at": None,
                    "return_cost_bearer": None,
                    "returned_at": None,
                    "returned_serial": None,
                    "closed_at": None,
                },
            }
        ],
    },
    "ShownJob": {
        "job_id": "J-b1f0c2d3e4a5968778695a4b",
        "kind": "plan",
        "state": "done",
        "attempt": 1,
        "stage": None,
        "steps_done": None,
        "steps": None,
        "share": None,
        "result": {"plan_version": 7},
        "error": None,
        "created_by": "U-ANA",
        "created_at": "2026-11-23T10:05:00Z",
        "finished_at": "2026-11-23T10:05:12Z",
    },
}
"""One answer for each of these schemas."""
