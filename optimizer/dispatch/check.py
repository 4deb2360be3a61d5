"""Is a plan legal and what is it worth: a second reading of the rules, blind to the first one.

Nothing here imports how options are made or chosen; two independent readings meet in the tests.
"""

from optimizer.dispatch.checking.answers import (
    coverage_violations,
    level_violations,
    levels_of,
    scarcity_violations,
    verdict_violations,
)
from optimizer.dispatch.checking.atlas import Atlas
from optimizer.dispatch.checking.claims import cost_violations, shipment_violations
from optimizer.dispatch.checking.companions import alternative_violations, load_violations
from optimizer.dispatch.checking.prices import trips_of
from optimizer.dispatch.checking.report import CheckReport, Violation
from optimizer.dispatch.checking.scarcity import scarcity_cents
from optimizer.dispatch.checking.sharing import stock_violations, vehicle_violations, vehicles_used
from optimizer.dispatch.checking.shipment import answers_of, bundles_of, groups_of, shipments_of
from optimizer.dispatch.checking.wishes import wish_violations
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem

__all__ = ["CheckReport", "Violation", "check"]


def check(problem: DispatchProblem, plan: DispatchPlan) -> CheckReport:
    """Derive every claim of a plan again and report each that does not hold.

    Returns
    -------
    CheckReport
        Violations, none for a legal plan, and the levels as derived here.

    Source: dispatch.md and the description of the reference network.
    """
    atlas, bundles = Atlas(problem.network), bundles_of(problem)
    answers = answers_of(problem, plan)
    shipments, broken = shipments_of(atlas, bundles, answers)
    groups = groups_of(problem)
    alone, shared = trips_of(shipments, groups)
    trips = [*([shipment] for shipment in alone), *shared]
    out = vehicles_used(trips)
    scarcity = scarcity_cents(problem.network, shipments)
    levels = levels_of(problem, answers, shipments, scarcity)
    violations = [
        *coverage_violations(problem, plan),
        *broken,
        *(each for shipment in shipments for each in shipment_violations(shipment, problem.now)),
        *cost_violations(alone, shared),
        *stock_violations(problem.network, shipments, problem.now),
        *vehicle_violations(atlas, out),
        *scarcity_violations(plan, scarcity),
        *level_violations(plan, levels),
        *verdict_violations(bundles, plan, answers),
        *alternative_violations(problem.now, atlas, bundles, groups, answers),
        *load_violations(plan, shipments, out),
        *wish_violations(problem, answers),
    ]
    return CheckReport(tuple(violations), levels)
