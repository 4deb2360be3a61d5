"""Jobs, each run in a process of its own, so that its CPU and memory are its alone.

`python -m benchmarks.dispatch.jobs NAME ARGUMENTS.json ANSWER.json` does one.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.dispatch.judged import faults_of
from benchmarks.dispatch.outcome import LevelFound, Outcome
from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser, levels_of
from optimizer.dispatch.option_problem import worth
from optimizer.dispatch.problem_file import question_from
from optimizer.dispatch.question import Question

Answer = dict[str, Any]
Job = Callable[[Mapping[str, Any]], Answer]


def answered(given: Mapping[str, Any]) -> Answer:
    """Solve a problem file within a limit [s], and have the answer counted through.

    What a way of solving loads is loaded before its time begins.
    """
    question = question_from(Path(given["file"]).read_bytes())
    problem, solve = question.problem, _solver(given, question)
    start, cpu = perf_counter(), process_time()
    outcome = solve()
    wall, cpu = perf_counter() - start, process_time() - cpu
    peak_mb = _peak_mb()
    return {
        "wall": wall,
        "cpu": cpu,
        "peak_mb": peak_mb,
        "stages": dict(outcome.seconds),
        "values": None if outcome.taken is None else worth(problem, outcome.taken).levels,
        "levels": [(each.value, each.bound, each.proved) for each in outcome.levels],
        "faults": faults_of(problem, outcome),
    }


def _solver(given: Mapping[str, Any], question: Question) -> Callable[[], Outcome]:
    """Way of solving by its name; none loads what only another one needs, for its memory's sake."""
    name, limit, problem = given["solver"], given["limit"], question.problem
    if name == "nearest":
        from benchmarks.dispatch.instances import places_of  # noqa: PLC0415 - see above
        from benchmarks.dispatch.nearest import nearest_depot  # noqa: PLC0415 - see above

        return partial(nearest_depot, problem, places_of(Path(given["file"])))
    from benchmarks.dispatch.peers import monolithic  # noqa: PLC0415 - see above

    if name == "ours":
        return partial(_ours, question, limit)
    return partial(monolithic, problem, name, limit)


def _ours(question: Question, limit_seconds: float) -> Outcome:
    """Solve as `rma conform dispatch` does."""
    deadline = Deadline.after(limit_seconds)
    answer = Chooser(question.problem, question.line_groups, deadline).choose()
    found = levels_of(question.problem, answer)
    levels = tuple(LevelFound(each.value, each.bound, each.proved) for each in found)
    return Outcome(answer.taken, levels, dict(deadline.seconds))


def made(given: Mapping[str, Any]) -> Answer:
    """Make the instance of a seed, kind and number of lines, or find its file."""
    from benchmarks.dispatch.instances import instance_file  # noqa: PLC0415 - see above

    file = instance_file(given["seed"], given["kind"], given["lines"], given["best"])
    problem = question_from(file.read_bytes()).problem
    sizes = {"groups": problem.groups, "options": problem.options, "rows": problem.rows}
    return {"file": str(file), **sizes}


def options(given: Mapping[str, Any]) -> Answer:
    """Options of a dispatch problem as a plan makes them, stage after stage [CPU seconds]."""
    from benchmarks.dispatch.stages import option_stages  # noqa: PLC0415 - see above

    return {**option_stages(given["seed"], given["kind"], given["lines"]), "peak_mb": _peak_mb()}


def plan(given: Mapping[str, Any]) -> Answer:
    """Plan a dispatch problem from end to end and check the plan [CPU seconds]."""
    from benchmarks.dispatch.stages import plan_stages  # noqa: PLC0415 - see above

    return {**plan_stages(given["seed"], given["kind"], given["lines"], given["limit"])}


def promise(given: Mapping[str, Any]) -> Answer:
    """Promise single lines beside many open ones, inside one process [ms]."""
    from benchmarks.dispatch.promises import promise_times  # noqa: PLC0415 - see above

    return promise_times(given["seed"], given["lines"], given["asked"])


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


JOBS: Mapping[str, Job] = {
    "answered": answered,
    "made": made,
    "options": options,
    "plan": plan,
    "promise": promise,
}


def main() -> int:
    """Do the job that the command line names."""
    name, given, answer = sys.argv[1:]
    done = JOBS[name](json.loads(Path(given).read_text(encoding="utf-8")))
    Path(answer).write_text(json.dumps(done), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
