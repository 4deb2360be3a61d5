"""Who may do what: one row for each method and route; what has no row is refused to all.

A route is named by its template, as the API reference does. The same table holds for sessions and
for API keys, for JSON and for pages. What a role may see inside a route (a partner: the cases of
its own company) is settled by the use case.
"""

from collections.abc import Mapping

from rma_service.domain.people import Principal, Role

Who = frozenset[Role | None]
"""Roles that may; None stands for somebody who has not signed in."""

SIGNED_IN: Who = frozenset(Role)
ANYONE: Who = SIGNED_IN | {None}
STAFF: Who = SIGNED_IN - {Role.PARTNER}
ADMINISTRATORS: Who = frozenset({Role.ADMINISTRATOR})
REQUESTERS: Who = frozenset({Role.PARTNER, Role.DISPATCHER})
PLANNERS: Who = frozenset({Role.DISPATCHER, Role.PLANNER})
DISPATCHERS: Who = frozenset({Role.DISPATCHER})

ACCESS: Mapping[tuple[str, str], Who] = {
    # What machines ask
    ("GET", "/livez"): ANYONE,
    ("GET", "/readyz"): ANYONE,
    ("GET", "/metrics"): STAFF,
    ("GET", "/v1/openapi.json"): ANYONE,
    ("GET", "/v1/problems/{slug}"): ANYONE,
    # People
    ("POST", "/v1/session"): ANYONE,
    ("DELETE", "/v1/session"): SIGNED_IN,
    ("GET", "/v1/me"): SIGNED_IN,
    ("GET", "/v1/api-keys"): SIGNED_IN,
    ("POST", "/v1/api-keys"): SIGNED_IN,
    ("GET", "/v1/api-keys/{key_id}"): SIGNED_IN,
    ("DELETE", "/v1/api-keys/{key_id}"): SIGNED_IN,
    ("GET", "/v1/people"): ADMINISTRATORS,
    ("POST", "/v1/people"): ADMINISTRATORS,
    ("GET", "/v1/people/{user_id}"): ADMINISTRATORS,
    ("POST", "/v1/people/{user_id}/disabling"): ADMINISTRATORS,
    ("POST", "/v1/people/{user_id}/enabling"): ADMINISTRATORS,
    ("DELETE", "/v1/people/{user_id}/sessions"): ADMINISTRATORS,
    ("GET", "/v1/people/{user_id}/api-keys"): ADMINISTRATORS,
    ("DELETE", "/v1/people/{user_id}/api-keys/{key_id}"): ADMINISTRATORS,
    # RMAs
    ("POST", "/v1/rmas"): REQUESTERS,
    ("POST", "/v1/rmas:preflight"): REQUESTERS,
    ("GET", "/v1/rmas"): SIGNED_IN,
    ("GET", "/v1/rmas/{rma_number}"): SIGNED_IN,
    ("GET", "/v1/rmas/{rma_number}/events"): SIGNED_IN,
    ("GET", "/v1/rmas/{rma_number}/targets"): SIGNED_IN,
    ("POST", "/v1/rmas/{rma_number}/clock-events"): REQUESTERS,
    ("POST", "/v1/rmas/{rma_number}/priority"): DISPATCHERS,
    ("PATCH", "/v1/rmas/{rma_number}/lines/{line_id}"): REQUESTERS,
    ("POST", "/v1/rmas/{rma_number}/cancellation"): REQUESTERS,
    ("POST", "/v1/rmas/{rma_number}/lines/{line_id}/rejection"): DISPATCHERS,
    ("POST", "/v1/rmas/{rma_number}/lines/{line_id}/hand-over"): DISPATCHERS,
    ("POST", "/v1/rmas/{rma_number}/lines/{line_id}/shipment"): DISPATCHERS,
    ("POST", "/v1/rmas/{rma_number}/lines/{line_id}/delivery"): DISPATCHERS,
    ("POST", "/v1/rmas/{rma_number}/lines/{line_id}/return"): DISPATCHERS,
    ("POST", "/v1/rmas/{rma_number}/lines/{line_id}/closure"): DISPATCHERS,
    # Moves of equipment
    ("POST", "/v1/relocations"): REQUESTERS,
    ("GET", "/v1/relocations"): REQUESTERS,
    # Lists
    ("GET", "/v1/lines"): SIGNED_IN,
    ("GET", "/v1/queue"): STAFF,
    ("GET", "/v1/depots"): STAFF,
    ("GET", "/v1/stock"): STAFF,
    ("GET", "/v1/choices"): SIGNED_IN,
    # Policies
    ("GET", "/v1/policies"): SIGNED_IN,
    ("GET", "/v1/policies/{name}"): SIGNED_IN,
    ("GET", "/v1/targets/changes"): STAFF,
    ("POST", "/v1/targets/changes/confirmation"): ADMINISTRATORS,
    # Dispatch plans
    ("POST", "/v1/plans"): PLANNERS,
    ("GET", "/v1/plans"): STAFF,
    ("GET", "/v1/plans/{plan_version}"): STAFF,
    ("GET", "/v1/plans/{plan_version}/problem"): STAFF,
    ("GET", "/v1/plans/{plan_version}/difference"): STAFF,
    ("POST", "/v1/plans/{plan_version}/again"): PLANNERS,
    ("POST", "/v1/plans/{plan_version}/approval"): DISPATCHERS,
    ("GET", "/v1/jobs/{job_id}"): STAFF,
    ("POST", "/v1/jobs/{job_id}/cancellation"): PLANNERS,
    # What-if
    ("GET", "/v1/what-if"): STAFF,
    ("POST", "/v1/what-if"): STAFF,
    ("GET", "/v1/what-if/{job_id}"): STAFF,
    # Pages
    ("GET", "/static/{name}"): ANYONE,
    ("GET", "/sign-in"): ANYONE,
    ("POST", "/sign-in"): ANYONE,
    ("POST", "/sign-out"): SIGNED_IN,
    ("GET", "/"): SIGNED_IN,
    ("GET", "/cases"): SIGNED_IN,
    ("GET", "/cases.csv"): SIGNED_IN,
    ("GET", "/cases/new"): REQUESTERS,
    ("POST", "/cases/new"): REQUESTERS,
    ("POST", "/cases/new/tag"): REQUESTERS,
    ("GET", "/cases/{rma_number}"): SIGNED_IN,
    ("GET", "/cases/{rma_number}/promise"): SIGNED_IN,
    ("GET", "/cases/{rma_number}/fault-tags"): SIGNED_IN,
    ("POST", "/cases/{rma_number}/lines/{line_id}/{move}"): REQUESTERS,
    ("GET", "/relocations"): REQUESTERS,
    ("POST", "/relocations"): REQUESTERS,
    ("POST", "/cases/{rma_number}/clock"): REQUESTERS,
    ("POST", "/cases/{rma_number}/priority"): DISPATCHERS,
    ("GET", "/board"): STAFF,
    ("GET", "/board.csv"): STAFF,
    ("POST", "/board/plan"): PLANNERS,
    ("GET", "/jobs/{job_id}"): STAFF,
    ("POST", "/jobs/{job_id}/cancel"): PLANNERS,
    ("GET", "/plans/{plan_version}"): STAFF,
    ("GET", "/plans/{plan_version}/lines.csv"): STAFF,
    ("POST", "/plans/{plan_version}/again"): PLANNERS,
    ("GET", "/plans/{plan_version}/difference"): STAFF,
    ("POST", "/plans/{plan_version}/approve"): DISPATCHERS,
    ("GET", "/what-if"): STAFF,
    ("POST", "/what-if"): STAFF,
    ("GET", "/what-if/{job_id}"): STAFF,
    ("GET", "/network"): STAFF,
    ("GET", "/network.csv"): STAFF,
    ("GET", "/stock"): STAFF,
    ("GET", "/stock.csv"): STAFF,
    ("GET", "/health"): STAFF,
    ("GET", "/policies"): STAFF,
    ("GET", "/policies.csv"): STAFF,
    ("POST", "/policies/confirmation"): ADMINISTRATORS,
    ("GET", "/policies/{name}"): SIGNED_IN,
    ("GET", "/people"): ADMINISTRATORS,
    ("GET", "/people.csv"): ADMINISTRATORS,
    ("POST", "/people"): ADMINISTRATORS,
    ("GET", "/people/{user_id}"): ADMINISTRATORS,
    ("POST", "/people/{user_id}/{deed}"): ADMINISTRATORS,
}


def may(principal: Principal | None, who: Who) -> bool:
    """Whether a row lets this principal in."""
    return (principal.role if principal else None) in who
