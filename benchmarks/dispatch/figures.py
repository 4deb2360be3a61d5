"""The figures that are aimed at, and how far they are reached.

Source: dispatch.md, "Figures to reach".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.dispatch.beside import MANY, SOME, Beside, middle
from benchmarks.dispatch.cases import Results, Run, levels_proved
from optimizer.dispatch.bounds import LEVELS


@dataclass(frozen=True, slots=True)
class Figure:
    """One aim: what is measured, at most or at least how much, and what came out."""

    case: str
    what: str
    aim: float
    found: float | None
    unit: str = ""
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Whether the aim is reached, or how far away it is."""
        if self.found is None:
            return "not measured"
        reached = self.found >= self.aim if self.at_least else self.found <= self.aim
        if reached:
            return "reached"
        if self.at_least or not self.aim:
            return "missed"
        return f"missed, {self.found / self.aim:.1f} times the aim"


def figures(results: Mapping[str, Results], beside: Beside) -> Iterator[Figure]:
    """Every aim for which something was measured."""
    for name, of_case in _OF_CASES.items():
        if name in results:
            yield from of_case(name, results[name], beside)
    yield from _options(beside)
    yield from _promises(beside)
    checks = middle(beside.plans.get(MANY, ()), lambda run: run["check_cpu"])
    if checks is not None:
        yield Figure("10,000 lines", "check of a plan, CPU", 1.0, checks, "s")


def _share_proved(name: str, results: Results) -> Figure:
    share = results.proved("ours") / max(1, len(results.runs))
    return Figure(name, "instances proved on all levels", 1.0, share, at_least=True)


def _beside(name: str, results: Results, solver: str, aim: float, what: str = "wall") -> Figure:
    title = {"wall": "wall time", "peak_mb": "memory"}[what]
    at_limit = all(levels_proved(run) < len(LEVELS) for run in results.of(solver))
    limit = " (which uses up its time)" if at_limit else ""
    return Figure(name, f"{title} beside {solver}{limit}", aim, results.ratio(what, solver))


def _nearest(name: str, results: Results, aim: float) -> Figure:
    shares = [
        1 - ours["values"][0] / near["values"][0]
        for ours, near in results.pairs("nearest")
        if near["values"][0]
    ]
    found = median(shares) if shares else None
    return Figure(name, "level 1 below nearest depot", aim, found, at_least=True)


def _hundred(name: str, results: Results, _: Beside) -> Iterator[Figure]:
    yield _share_proved(name, results)
    yield _beside(name, results, "highs", 0.05)


def _thousand(name: str, results: Results, _: Beside) -> Iterator[Figure]:
    yield _share_proved(name, results)
    yield _beside(name, results, "highs", 0.1)
    yield _beside(name, results, "cp-sat", 0.03)
    yield _nearest(name, results, 0.05)


def _hard(name: str, results: Results, _: Beside) -> Iterator[Figure]:
    yield _share_proved(name, results)
    yield _beside(name, results, "highs", 0.4)


def _ten_thousand(name: str, results: Results, beside: Beside) -> Iterator[Figure]:
    making = _option_seconds(beside, MANY)
    yield Figure(
        name, "instances with levels 1 and 2 proved", 1.0, _two_levels(results), at_least=True
    )
    yield Figure(
        name, "levels 1 and 2 beside their LPs and options", 3.0, _first_two(results, making)
    )
    yield Figure(name, "cost above its bound", 0.002, _gap(results, 2))
    yield Figure(name, "cost level beside its LP", 10.0, _cost_beside_lp(results))
    yield _beside(name, results, "highs", 0.5, "peak_mb")
    yield _nearest(name, results, 0.15)


def _flow(name: str, results: Results, _: Beside) -> Iterator[Figure]:
    yield _share_proved(name, results)
    yield Figure(name, "wall time beside its LPs", 2.0, _beside_lps(results, LEVELS))


def _huge(name: str, results: Results, beside: Beside) -> Iterator[Figure]:
    making = _option_seconds(beside, results.case.lines)
    wall = results.median("ours", lambda run: run["wall"])
    yield Figure(name, "level 1 above its bound", 0.002, _gap(results, 0))
    yield Figure(name, "level 2 above its bound", 0.002, _gap(results, 1))
    yield Figure(name, "cost above its bound", 0.01, _gap(results, 2))
    yield Figure(name, "memory", 3.0, _gigabytes(results), "GB")
    if making and wall is not None:
        yield Figure(name, "wall time beside the making of options", 15.0, wall / making)
    worse = sum(map(_worse, results.pairs("nearest")))
    yield Figure(name, "levels worse than nearest depot", 0.0, float(worse))


_OF_CASES = {
    "100": _hundred,
    "1,000": _thousand,
    "1,000 hard": _hard,
    "10,000": _ten_thousand,
    "10,000 flow": _flow,
    "30,000": _huge,
    "100,000": _huge,
}


def _options(beside: Beside) -> Iterator[Figure]:
    for lines, runs in sorted(beside.options.items()):
        if lines >= MANY:
            found = middle(runs, lambda run: sum(run["stages"].values()))
            per_many = None if found is None else found * MANY / lines
            what = "making options, CPU per 10,000 lines"
            yield Figure(f"{lines:,} lines, 150 depots", what, 1.0, per_many, "s")
    share = middle(beside.plans.get(SOME, ()), _share_of_options)
    if share is not None:
        yield Figure("1,000", "options as a share of the plan", 0.3, share)


def _share_of_options(run: Run) -> float:
    stages = run["stages"]
    return float((stages.get("options", 0.0) + stages.get("rows", 0.0)) / sum(stages.values()))


def _promises(beside: Beside) -> Iterator[Figure]:
    if not beside.promises:
        return
    single = middle(beside.promises, lambda run: run["wall_ms"][1])
    again = middle(beside.promises, lambda run: run["replan_ms"][1])
    yield Figure("10,000 open lines", "promise, 95th percentile", 5.0, single, "ms")
    yield Figure("10,000 open lines", "re-plan of 40 lines, 95th percentile", 50.0, again, "ms")


def _option_seconds(beside: Beside, lines: int) -> float | None:
    return middle(beside.options.get(lines, ()), lambda run: sum(run["stages"].values()))


def _two_levels(results: Results) -> float:
    proved = sum(levels_proved(run) >= len(LEVELS) - 1 for run in results.of("ours"))
    return proved / max(1, len(results.runs))


def _first_two(results: Results, making: float | None) -> float | None:
    """Seconds of the first two levels beside those of their LPs and of making options."""
    if making is None:
        return None
    shares = [
        _seconds(run, LEVELS[:2]) / (_seconds(run, LEVELS[:2], " lp") + making)
        for run in results.of("ours")
    ]
    return median(shares) if shares else None


def _beside_lps(results: Results, levels: Sequence[str]) -> float | None:
    """Wall time of all that is done beside that of the LPs of some levels."""
    shares = [
        run["wall"] / lps for run in results.of("ours") if (lps := _seconds(run, levels, " lp"))
    ]
    return median(shares) if shares else None


def _cost_beside_lp(results: Results) -> float | None:
    """Seconds of the cost level beside those of its LP."""
    shares = [
        _seconds(run, LEVELS[2:]) / lp
        for run in results.of("ours")
        if (lp := _seconds(run, LEVELS[2:], " lp"))
    ]
    return median(shares) if shares else None


def _seconds(run: Run, levels: Sequence[str], ending: str = "") -> float:
    """Seconds of the steps of some levels, of one kind of step or of all."""
    stages: Mapping[str, float] = run["stages"]
    return sum(
        seconds
        for stage, seconds in stages.items()
        if stage.startswith(tuple(levels)) and stage.endswith(ending)
    )


def _gap(results: Results, level: int) -> float | None:
    """How far a level is above its bound; a bound counts where the levels before are proved."""

    def gap(run: Run) -> float:
        value, bound = float(run["levels"][level][0]), float(run["levels"][level][1])
        reached = levels_proved(run) >= level
        return (value - bound) / max(1.0, value) if reached else 1.0

    return results.median("ours", gap)


def _gigabytes(results: Results) -> float | None:
    found = results.median("ours", lambda run: run["peak_mb"])
    return None if found is None else found / 1024


def _worse(pair: tuple[Run, Run]) -> int:
    """Levels at which our answer is worse than the one that a dispatcher finds."""
    ours, near = pair
    return sum(own > other for own, other in zip(ours["values"], near["values"], strict=True))
