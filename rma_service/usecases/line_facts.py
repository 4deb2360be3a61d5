"""What the record itself knows of a line, by the names under which policies ask for it."""

from collections.abc import Mapping
from datetime import date, datetime

from optimizer.calendars import zone
from optimizer.files.records import Directory
from rma_service.domain.rma_record import RmaLine
from rma_service.policies.policy import Policy
from rma_service.usecases.clock_events import clock_events

NOTED_BY: Mapping[str, str] = {
    "rma_generated_at": "the opening of the RMA",
    "initial_warranty_end_date": "the fault tag",
    "rma_count_same_time": "the batch guard",
    "faulty_parts_in_rma": "the batch guard",
    "rma_timely": "the batch guard",
    "replacement_shipped_at": "the shipment of the line",
    "replacement_shipped_date": "the shipment of the line",
    "replacement_received_at": "the delivery of the line",
    "defective_received_at": "the return of the defective part",
    "retention_service": "the contract",
    "pickup_service_available": "the country of the site",
    "order_type": "the order of the contract",
    "po_start_date": "the order of the contract",
    "po_confirmed_date": "the order of the contract",
    "contract_signed_date": "the order of the contract",
    "shipment_date": "the order of the contract",
    "installation_sold": "the order of the contract",
    "acceptance_date": "the order of the contract",
    "activation_date": "the order of the contract",
    "warranty_end_date": "the order of the contract",
    "previous_service_end_date": "the order of the contract",
    "previous_end_date": "the order of the contract",
    "previous_end_at": "the order of the contract",
}
"""Events that nobody tells, with what notes them. Source: docs/deadlines.md."""


def events_of_line(line: RmaLine, directory: Directory) -> dict[str, object]:
    """Facts of a line; what is not known yet is left out."""
    told, progress = line.reported, line.progress
    facts = {
        "rma_generated_at": told.requested_at,
        "part_deemed_necessary_at": told.part_deemed_necessary_at,
        "form_completed_at": told.form_completed_at,
        "initial_warranty_end_date": told.initial_warranty_ends_on,
        "replacement_shipped_at": progress.shipped_at,
        "replacement_shipped_date": _shipped_on(line, directory),
        "replacement_received_at": progress.delivered_at,
        "defective_received_at": progress.returned_at,
        **events_of_contract(line, directory),
    }
    return {name: value for name, value in facts.items() if value is not None}


def events_of_contract(line: RmaLine, directory: Directory) -> dict[str, object]:
    """Facts of the contract and the site of a line, which all its lines share."""
    contract = directory.contracts.get(line.reported.contract_id)
    site = directory.network.sites.get(line.reported.site_id)
    if contract is None or site is None:
        return {}
    return {
        **contract.order.told(),
        "retention_service": contract.retention_service,
        "pickup_service_available": site.country in directory.pickup_countries,
    }


def asked_with(
    policy: Policy, facts: Mapping[str, object], clock: Mapping[str, object]
) -> dict[str, object]:
    """Events for a case: facts that the policy knows, and before them what its clock log says."""
    known = {name: value for name, value in facts.items() if name in policy.events}
    return known | clock_events(policy, clock)


def _shipped_on(line: RmaLine, directory: Directory) -> date | None:
    """Day of shipping on the clock of the depot."""
    shipped_at: datetime | None = line.progress.shipped_at
    if shipped_at is None or line.route is None:
        return None
    depot = directory.network.depots.get(line.route.depot_id)
    return None if depot is None else shipped_at.astimezone(zone(depot.timezone)).date()
