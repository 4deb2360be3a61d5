"""The one door of dispatch: a problem goes in, a plan with verdicts comes out."""

from dataclasses import dataclass, field, replace
from time import perf_counter

from optimizer.dispatch.assignment import Assignment
from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.choose import Chooser, CompetingError, Progress, levels_of
from optimizer.dispatch.fingerprint import input_hash
from optimizer.dispatch.loads import loads_of
from optimizer.dispatch.option_problem import worth
from optimizer.dispatch.options.demands import demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.probability import Odds
from optimizer.dispatch.options.surroundings import Surroundings
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.question import Question, question_of
from optimizer.dispatch.relaxing.fresh import Budget, Relaxed
from optimizer.dispatch.relaxing.search import Search
from optimizer.dispatch.sums import require_countable
from optimizer.dispatch.verdicts import Judge
from optimizer.network import require
from optimizer.travel import DriveModel

MOST_SETTLED = 8
"""Lines that are planned without a solver; more take longer than a child needs to begin."""

MOST_SECONDS = 1_000_000
"""Longest limit, eleven days. [s]"""

ENOUGH_WORK = 3_000
"""Groups that may be solved again to explain a plan: thirty times a hundred of them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long solving may take [seconds]; None: until everything is proved.

    `work` bounds what explanations may cost, who would lose and what would help apart [groups
    solved again]; it is counted, not timed, so that equal inputs are explained alike.
    """

    seconds: float | None = None
    work: int = ENOUGH_WORK

    def __post_init__(self) -> None:
        """Refuse a limit that is no time."""
        require(
            self.seconds is None or 0 <= self.seconds <= MOST_SECONDS,
            f"A limit of {self.seconds} s is none: from 0 to {MOST_SECONDS} s can be waited for.",
        )
        require(self.work >= 0, f"Work of {self.work} groups is less than none.")


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

    Raises
    ------
    SolverError
        When the solver itself fails.
    TooLargeError
        When numbers of the problem are too large to be added exactly.
    """
    return solve_with_question(problem, limits, progress, drive_model)[0]


def solve_with_question(
    problem: DispatchProblem,
    limits: Limits | None = None,
    progress: Progress | None = None,
    drive_model: DriveModel | None = None,
) -> tuple[DispatchPlan, Question]:
    """Plan as of `solve`, and the option problem that was solved for it, to be stored.

    `progress` is told ("options" or "solve", done, all) along the way. Without a `drive_model`
    drives are modeled from geodesics.

    Raises
    ------
    SolverError
        When the solver itself fails.
    TooLargeError
        When numbers of the problem are too large to be added exactly.
    """
    limits = limits or Limits()
    limited = Deadline.after(limits.seconds)
    surroundings = Surroundings(problem.network, drive_model)
    plan, question = _plan(problem, surroundings, limited, progress, work=limits.work)
    return replace(plan, input_hash=input_hash(problem, drive_model)), question


def settled(problem: DispatchProblem, surroundings: Surroundings) -> DispatchPlan | None:
    """Plan of `solve` without its hash, where no line competes with another; None: some may.

    No solver is loaded, and what `surroundings` of the network know is not worked out again. Kits
    are left to a solver, as their fillings may be many.
    """
    if len(problem.lines) > MOST_SETTLED or any(line.ship_together for line in problem.lines):
        return None
    try:
        return _plan(problem, surroundings, Deadline(), solver=False)[0]
    except CompetingError:
        return None


def _plan(
    problem: DispatchProblem,
    surroundings: Surroundings,
    deadline: Deadline,
    progress: Progress | None = None,
    *,
    solver: bool = True,
    work: int = 0,
) -> tuple[DispatchPlan, Question]:
    watch = Stopwatch()
    demands = demands_of(problem.lines, problem.network, problem.wishes)
    last_due = max((line.target.due_at for line in problem.lines), default=problem.now)
    sites = [line.site_id for line in problem.lines]
    world = surroundings.world(problem.network, sites, problem.now, last_due)
    options = options_of(world, demands, progress, problem.wishes)
    watch.lap("options")
    alone = not solver and [demand.count for demand in demands] == [1]
    asked = option_problem(world, options, alone=alone)
    require_countable(asked)
    watch.lap("rows")
    question = question_of(world, options, asked)
    chooser = Chooser(asked, question.line_groups, deadline, may_use_solver=solver)
    answer = chooser.choose(progress=progress)
    watch.lap("solve")
    levels = levels_of(asked, answer)
    assignment = Assignment.of(options, asked, Odds(world), answer.taken)
    taken_when = chooser.proved_taken if levels[0].proved else None
    relaxed = Relaxed(problem, world, options, chooser, Budget(work))
    search = Search(relaxed, assignment, answer.taken)
    proved = work > 0 and all(level.proved for level in levels)
    helping = search.of_shipment if proved else None
    lines = Judge(assignment, taken_when, helping, Budget(work)).line_plans()
    watch.lap("verdicts")
    plan = DispatchPlan(
        now=problem.now,
        lines=lines,
        set_aside=tuple(sorted(problem.set_aside, key=lambda each: each.line_id)),
        levels=levels,
        loads=loads_of(assignment),
        scarcity_cents=worth(asked, answer.taken).scarcity_cents,
        input_hash="",
        seconds=watch.seconds,
        steps=answer.steps,
    )
    return plan, question
