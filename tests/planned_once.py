"""Plan some problems in which much competes and much is equal, and print all that comes of it."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar

from optimizer.dispatch.fallback import degraded_plan
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.problem_file import problem_file_of
from optimizer.dispatch.question import Question
from optimizer.dispatch.solve import Limits, solve_with_question
from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.files.document import plan_document
from tests.builders import (
    NOW,
    depot,
    line,
    network,
    part,
    problem,
    service,
    site,
    substitution,
    target,
)

K = TypeVar("K")
V = TypeVar("V")

UNEXPLAINED = Limits(work=0)
"""Who would lose and what would help takes most of the time."""


def contended() -> DispatchProblem:
    """Twelve lines, kits and groups among them, for five units at three depots, most alike."""
    depots = [depot(f"D{n}", km=10.0 * n) for n in range(3)]
    lines = [
        line(
            f"L{n:02}",
            rma_number=f"R{n // 2}",
            site_id=f"S{n % 2}",
            ship_together=n in {2, 3},
            target=target(NOW + timedelta(hours=2 + n % 3), miss_weight=100 - n % 4),
        )
        for n in range(12)
    ]
    on = network(
        parts=[part("P1"), part("P2")],
        depots=depots,
        sites=[site("S0", km=60), site("S1", km=65)],
        services=[service("CAR"), service("VAN", price_base_cents=900)],
        stock={("D0", "P1"): 2, ("D1", "P1"): 2, ("D2", "P2"): 1},
        vehicles={(d.depot_id, s): 1 for d in depots for s in ("CAR", "VAN")},
        substitutions={"P1": (substitution("P2"),)},
    )
    return problem(*lines, on=on, wishes=Wishes({"L05": Pin("D1", "CAR")}))


def _turned(table: Mapping[K, V]) -> Mapping[K, V]:
    return dict(reversed(list(table.items())))


def shuffled(asked: DispatchProblem) -> DispatchProblem:
    """The same problem with lines and tables in the opposite order."""
    on = asked.network
    return replace(
        asked,
        lines=asked.lines[::-1],
        network=replace(
            on,
            depots=_turned(on.depots),
            sites=_turned(on.sites),
            services=_turned(on.services),
            stock=_turned(on.stock),
            vehicles=_turned(on.vehicles),
        ),
    )


def _told(plan: DispatchPlan, question: Question) -> dict[str, object]:
    document = {**plan_document(replace(plan, seconds={}))}
    return {"plan": document, "file": sha256(problem_file_of(question)).hexdigest()}


def told() -> dict[str, object]:
    """Documents and problem files of plans: proved, in no time, without a solver."""
    asked = contended()
    return {
        "proved": _told(*solve_with_question(asked)),
        "plain": _told(*solve_with_question(asked, UNEXPLAINED)),
        "patient": _told(*solve_with_question(asked, replace(UNEXPLAINED, seconds=100_000.0))),
        "shuffled": _told(*solve_with_question(shuffled(asked), UNEXPLAINED)),
        "no time": _told(*solve_with_question(asked, Limits(0.0))),
        "degraded": _told(*degraded_plan(asked, "no solver")),
    }


if __name__ == "__main__":
    json.dump(told(), sys.stdout, sort_keys=True)
