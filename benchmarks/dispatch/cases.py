"""Which instances are solved by whom, and what all of them made of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from statistics import median
from typing import Any

from benchmarks.dispatch.children import JobFailedError, job
from benchmarks.dispatch.instances import BEST_WAYS
from optimizer.dispatch.bounds import LEVELS

Run = Mapping[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Case:
    """Instances of one kind and size, the solvers that are given them, and their time [s].

    Solvers in `once` are known to use up all of it, and are given the first instance alone.
    """

    name: str
    kind: str
    lines: int
    solvers: tuple[str, ...]
    limit_seconds: float
    most_seeds: int = 100
    once: tuple[str, ...] = ()
    once_seconds: float = 120

    @property
    def brief(self) -> "Case":
        """The same with fewer large instances, and less time for those who use all of it."""
        seeds = BRIEF_SEEDS if self.lines >= BRIEF_FROM_LINES else self.most_seeds
        return replace(self, most_seeds=min(seeds, self.most_seeds), once_seconds=BRIEF_SECONDS)

    def solvers_of(self, place: int) -> tuple[str, ...]:
        """Solvers that are given the instance of the first, second, ... seed, counted from 0."""
        return tuple(each for each in self.solvers if place == 0 or each not in self.once)


BRIEF_SEEDS = 3
BRIEF_FROM_LINES = 10_000
BRIEF_SECONDS = 45.0

LARGE = ("highs", "cp-sat", "scip")
"""Solvers that do not get far with 10,000 lines."""

CASES: Mapping[str, Case] = {
    case.name: case
    for case in (
        Case("100", "base", 100, ("ours", "highs", "cp-sat", "scip", "nearest"), 60),
        Case(
            "1,000",
            "base",
            1_000,
            ("ours", "highs", "cp-sat", "scip", "nearest"),
            60,
            once=("cp-sat",),
        ),
        Case("1,000 hard", "hard", 1_000, ("ours", "highs", "nearest"), 120),
        Case("10,000", "base", 10_000, ("ours", *LARGE, "nearest"), 120, once=LARGE),
        Case("10,000 flow", "flow", 10_000, ("ours", "highs", "nearest"), 120, once=LARGE),
        Case("30,000", "base", 30_000, ("ours", "nearest"), 300, 2),
        Case("100,000", "base", 100_000, ("ours", "nearest"), 600, 1),
    )
}


@dataclass(slots=True)
class Results:
    """Runs of one case: of each seed the size of the instance, and who made what of it."""

    case: Case
    sizes: dict[int, Run] = field(default_factory=dict)
    runs: dict[int, dict[str, Run]] = field(default_factory=dict)

    def solve(self, seeds: Sequence[int], say: Say) -> None:
        """Make the instances and let every solver try each of them, one after the other."""
        for place, seed in enumerate(seeds[: self.case.most_seeds]):
            made = job(
                "made", seed=seed, kind=self.case.kind, lines=self.case.lines, best=BEST_WAYS
            )
            self.sizes[seed], self.runs[seed] = made, {}
            for solver in self.case.solvers_of(place):
                run = self._run(solver, made["file"])
                self.runs[seed][solver] = run
                say(f"{self.case.name}, seed {seed}, {solver}: {told(run)}")

    def _run(self, solver: str, file: str) -> Run:
        once = solver in self.case.once
        limit = self.case.once_seconds if once else self.case.limit_seconds
        try:
            return job("answered", limit, file=file, solver=solver, limit=limit)
        except JobFailedError as failed:
            return {"faults": [str(failed)]}

    def of(self, solver: str) -> list[Run]:
        """Runs of a solver that came to an end, in the order of the seeds."""
        runs = [runs.get(solver, {}) for runs in self.runs.values()]
        return [run for run in runs if "levels" in run]

    def pairs(self, solver: str) -> list[tuple[Run, Run]]:
        """Our run and that of another solver, of each seed for which both came to an end."""
        pairs = [(runs.get("ours", {}), runs.get(solver, {})) for runs in self.runs.values()]
        return [(ours, other) for ours, other in pairs if "levels" in ours and "levels" in other]

    def median(self, solver: str, figure: Callable[[Run], float]) -> float | None:
        """Median of a figure of a solver's runs; None: there are none."""
        figures = [figure(run) for run in self.of(solver)]
        return median(figures) if figures else None

    def ratio(self, figure: str, solver: str) -> float | None:
        """Median over seeds of our figure beside that of another solver in the same run."""
        ratios = [ours[figure] / other[figure] for ours, other in self.pairs(solver)]
        return median(ratios) if ratios else None

    def proved(self, solver: str) -> int:
        """How many instances a solver solved to the end, every level proved."""
        return sum(levels_proved(run) == len(LEVELS) for run in self.of(solver))

    def faults(self) -> Iterator[str]:
        """Illegal answers, and proofs that contradict another answer."""
        for seed, runs in self.runs.items():
            where = f"{self.case.name}, seed {seed}"
            for solver, run in runs.items():
                yield from (f"{where}, {solver}: {fault}" for fault in run.get("faults", ()))
            for one, other in combinations(sorted(runs), 2):
                fault = difference(runs[one], runs[other])
                if fault:
                    yield f"{where}: {one} and {other} differ: {fault}"


def levels_proved(run: Run) -> int:
    """How many levels from the first one on are proved."""
    flags = [proved for _, _, proved in run["levels"]]
    return [*flags, False].index(False)


def difference(one: Run, other: Run) -> str | None:
    """What two answers cannot both be right about; None: nothing."""
    if not (one.get("values") and other.get("values")):
        return None
    for run, rival in ((one, other), (other, one)):
        proved = levels_proved(run)
        best, found = run["values"][:proved], rival["values"][:proved]
        if found < best:
            return f"proved is {best}, found was {found}"
    return None


def told(run: Run) -> str:
    """One run in a line."""
    if "levels" not in run:
        return " ".join(run.get("faults", ["did not stop in time"]))
    stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in run["stages"].items())
    if run.get("values") is None:
        return f"no answer, {run['wall']:.2f} s ({stages})"
    marks = [
        f"{value}{'' if place < levels_proved(run) else '?'}"
        for place, value in enumerate(run["values"])
    ]
    return (
        f"{' / '.join(marks)}, wall {run['wall']:.2f} s, cpu {run['cpu']:.2f} s, "
        f"{run['peak_mb']:.0f} MB ({stages})"
    )
