"""Is a plan legal and what is it worth: a second reading of the rules, blind to the first one.

Nothing here imports how options are made or chosen; two independent readings meet in the tests.
"""

from optimizer.dispatch.checking.alternatives import Beside, alternative_violations
from optimizer.dispatch.checking.answers import (
    coverage_violations,
    instant_violations,
    level_violations,
    levels_of,
    proved_levels,
    scarcity_violations,
)
from optimizer.dispatch.checking.atlas import Atlas
from optimizer.dispatch.checking.claims import cost_violations, shipment_violations
from optimizer.dispatch.checking.loads import load_violations
from optimizer.dispatch.checking.prices import trips_of
from optimizer.dispatch.checking.reasons import MOST_DERIVED, reason_violations
from optimizer.dispatch.checking.relaxed import relaxation_violations
from optimizer.dispatch.checking.report import CheckReport, Violation
from optimizer.dispatch.checking.scarcity import scarcity_cents, taken_of
from optimizer.dispatch.checking.sharing import stock_violations, vehicle_violations, vehicles_used
from optimizer.dispatch.checking.shipment import answers_of, bundles_of, groups_of, shipments_of
from optimizer.dispatch.checking.wishes import wish_violations
from optimizer.dispatch.checking.words import loser_violations, told_of, verdict_violations
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem

__all__ = ["CheckReport", "Violation", "check"]


def check(
    problem: DispatchProblem, plan: DispatchPlan, most_derived: int = MOST_DERIVED
) -> CheckReport:
    """Derive every claim of a plan again and report each that does not hold.

    Parameters
    ----------
    most_derived : int
        Pairs of depot and service that are tried again, for the reasons of some lines; 0: none.

    Returns
    -------
    CheckReport
        Violations, none for a legal plan, and the levels as derived here; there are none of a plan
        whose instants cannot be compared.

    Source: dispatch.md and the description of the reference network.
    """
    strange = tuple(instant_violations(problem, plan))
    if strange:
        return CheckReport(strange, {})
    now, atlas, bundles = problem.now, Atlas(problem.network), bundles_of(problem)
    answers = answers_of(problem, plan)
    shipments, broken = shipments_of(atlas, bundles, answers)
    groups, units = groups_of(problem), taken_of(shipments)
    alone, shared = trips_of(shipments, groups)
    out = vehicles_used([*([shipment] for shipment in alone), *shared])
    scarcity = scarcity_cents(problem.network, units)
    levels = levels_of(problem, answers, shipments, scarcity)
    proved = proved_levels(plan)
    told = told_of(bundles, answers, proved=proved > 0)
    beside = Beside(now, atlas, groups, units, out, proved)
    violations = [
        *coverage_violations(problem, plan),
        *broken,
        *(each for shipment in shipments for each in shipment_violations(shipment, now)),
        *cost_violations(alone, shared),
        *stock_violations(atlas, shipments, now),
        *vehicle_violations(atlas, out),
        *scarcity_violations(plan, scarcity),
        *level_violations(plan, levels),
        *verdict_violations(told),
        *loser_violations(told),
        *relaxation_violations(problem.network, told),
        *reason_violations(problem, atlas, told, most_derived),
        *alternative_violations(beside, told),
        *load_violations(plan, shipments, out),
        *wish_violations(problem, answers),
    ]
    return CheckReport(tuple(violations), levels)
