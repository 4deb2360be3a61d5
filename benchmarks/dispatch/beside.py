"""What is measured beside the solvers: options, whole plans with their checks, promises."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.dispatch.cases import Run, Say
from benchmarks.dispatch.children import JobFailedError, job

SOME = 1_000
MANY = 10_000
ASKED = 200
PLAN_SECONDS = 60.0
LONG_PLAN_SECONDS = 120.0


@dataclass(slots=True)
class Beside:
    """Runs of each kind by the number of lines, in the order of the seeds."""

    options: dict[int, list[Run]] = field(default_factory=dict)
    plans: dict[int, list[Run]] = field(default_factory=dict)
    promises: list[Run] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def measure_options(self, seeds: Sequence[int], lines: int, say: Say) -> None:
        """Make options as a plan does."""
        for seed in seeds:
            run = self._run("options", seed=seed, kind="base", lines=lines)
            if not run:
                continue
            self.options.setdefault(lines, []).append(run)
            say(f"options of {lines} lines, seed {seed}: {_stages(run)}")

    def measure_plans(self, seeds: Sequence[int], lines: int, limit: float, say: Say) -> None:
        """Plan from end to end, and check the plan."""
        for seed in seeds:
            run = self._run("plan", seed=seed, kind="base", lines=lines, limit=limit)
            if not run:
                continue
            self.plans.setdefault(lines, []).append(run)
            say(
                f"plan of {lines} lines, seed {seed}: wall {run['wall']:.2f} s, cpu "
                f"{run['cpu']:.2f} s, check {run['check_cpu']:.2f} s of CPU ({_stages(run)})"
            )

    def measure_promises(self, seeds: Sequence[int], lines: int, say: Say) -> None:
        """Promise beside many open lines."""
        for seed in seeds:
            run = self._run("promise", seed=seed, lines=lines, asked=ASKED)
            if not run:
                continue
            self.promises.append(run)
            say(f"promises beside {lines} lines, seed {seed}: {run}")

    def _run(self, name: str, **given: object) -> Run:
        """Answer of a job; nothing where it failed, which is a fault."""
        try:
            return job(name, None, **given)
        except JobFailedError as failed:
            self.failed.append(f"{name} {given}: {failed}")
            return {}

    def faults(self) -> Iterator[str]:
        """Jobs that failed, and plans that their check does not accept."""
        yield from self.failed
        for lines, runs in self.plans.items():
            for run in runs:
                yield from (f"plan of {lines} lines: {fault}" for fault in run["faults"])


def middle(runs: Sequence[Run], figure: Callable[[Run], float]) -> float | None:
    """Median of a figure; None: nothing was run."""
    return median(map(figure, runs)) if runs else None


def stage_medians(runs: Sequence[Run]) -> Mapping[str, float]:
    """Median of every stage that the runs tell [s]."""
    names: dict[str, list[float]] = {}
    for run in runs:
        for name, seconds in run["stages"].items():
            names.setdefault(name, []).append(seconds)
    return {name: median(seconds) for name, seconds in names.items()}


def _stages(run: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {seconds:.2f}" for name, seconds in run["stages"].items())
