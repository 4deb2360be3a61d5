"""The one door of dispatch: a problem goes in, a plan with verdicts comes out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from optimizer.dispatch.assignment import UNASSIGNED, Assignment
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.choose import Chooser, Progress, levels_of
from optimizer.dispatch.exact import Deadline
from optimizer.dispatch.fingerprint import input_hash
from optimizer.dispatch.option_problem import OptionProblem, worth
from optimizer.dispatch.options.demands import Demand, demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.probability import Odds
from optimizer.dispatch.options.world import build_world
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Load
from optimizer.dispatch.verdicts import Judge
from optimizer.travel import DriveModel


@dataclass(frozen=True, slots=True)
class Limits:
    """How long solving may take [seconds]; None: until everything is proved."""

    seconds: float | None = None


@dataclass(slots=True)
class Stopwatch:
    """Seconds of each stage, in the order in which they ended."""

    seconds: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=perf_counter)

    def lap(self, stage: str) -> None:
        """Note the time since the last lap as that of a stage."""
        now = perf_counter()
        self.seconds[stage] = now - self._since
        self._since = now


def solve(
    problem: DispatchProblem,
    limits: Limits | None = None,
    progress: Progress | None = None,
    drive_model: DriveModel | None = None,
) -> DispatchPlan:
    """Plan that is lexicographically best, with a verdict and its reasons for every line.

    `progress` is told ("options" or "solve", done, all) along the way. Without a `drive_model`
    drives are modeled from geodesics.

    Raises
    ------
    SolverError
        When the solver itself fails.
    """
    watch = Stopwatch()
    deadline = Deadline.after((limits or Limits()).seconds)
    demands = demands_of(problem.lines, problem.network)
    last_due = max((line.target.due_at for line in problem.lines), default=problem.now)
    sites = [line.site_id for line in problem.lines]
    world = build_world(problem.network, sites, problem.now, last_due, drive_model)
    options = options_of(world, demands, progress)
    watch.lap("options")
    asked = option_problem(world, options)
    watch.lap("rows")
    chooser = Chooser(asked, _line_groups(demands), deadline)
    answer = chooser.choose(progress=progress)
    watch.lap("solve")
    levels = levels_of(asked, answer)
    assignment = Assignment.of(options, asked, Odds(world), answer.taken)
    lines = Judge(assignment, chooser, levels[0].proved).line_plans()
    watch.lap("verdicts")
    return DispatchPlan(
        now=problem.now,
        lines=lines,
        set_aside=tuple(sorted(problem.set_aside, key=lambda each: each.line_id)),
        levels=levels,
        loads=_loads(assignment, asked),
        scarcity_cents=worth(asked, answer.taken).scarcity_cents,
        input_hash=input_hash(problem),
        seconds=watch.seconds,
    )


def _line_groups(demands: Sequence[Demand]) -> list[int]:
    """Group of each line, in the order of line ids; a kit counts once, at its first line."""
    places = [
        (line.line_id, k)
        for k, demand in enumerate(demands)
        for line in (demand.lines[:1] if demand.is_kit else demand.lines)
    ]
    return [k for _, k in sorted(places)]


def _loads(assignment: Assignment, problem: OptionProblem) -> tuple[Load, ...]:
    """What every depot and service has to do, in the order of their ids."""
    world = assignment.odds.world
    lines: Counter[tuple[int, int]] = Counter()
    weight: dict[tuple[int, int], float] = {}
    for shipment in assignment.shipments:
        if shipment.way == UNASSIGNED:
            continue
        each = assignment.options[shipment.group]
        pair = int(each.ways.depot[shipment.way]), int(each.ways.service[shipment.way])
        bundle = each.demand.bundles[each.ways.bundle[shipment.way]]
        lines[pair] += len(shipment.lines)
        weight[pair] = weight.get(pair, 0.0) + bundle.weight_kg
    peaks = _vehicle_peaks(assignment, problem)
    return tuple(
        Load(
            world.depots[pair[0]].depot_id,
            world.services[pair[1]].service_id,
            lines[pair],
            weight[pair],
            peaks.get(pair, 0),
        )
        for pair in sorted(lines)
    )


def _vehicle_peaks(assignment: Assignment, problem: OptionProblem) -> Mapping[tuple[int, int], int]:
    """Most vehicles out at once, by depot and service."""
    peaks: dict[tuple[int, int], int] = {}
    for shipment in assignment.shipments:
        if shipment.way == UNASSIGNED:
            continue
        option = problem.group_start[shipment.group] + shipment.way
        if problem.vehicle_row[option] < 0:
            continue
        start, end = problem.vehicle_extra_start[option : option + 2]
        rows = [*problem.vehicle_extra_row[start:end]]
        if problem.group_count[shipment.group] == 1:
            rows.append(problem.vehicle_row[option])
        ways = assignment.options[shipment.group].ways
        pair = int(ways.depot[shipment.way]), int(ways.service[shipment.way])
        peaks[pair] = max(peaks.get(pair, 0), int(np.max(assignment.used[rows])))
    return peaks
