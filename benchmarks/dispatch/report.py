"""The tables of a run, in Markdown, as they stand in docs/benchmarks.md."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.dispatch.beside import Beside, stage_medians
from benchmarks.dispatch.cases import Results, levels_proved
from benchmarks.dispatch.figures import figures
from benchmarks.dispatch.problems import KINDS
from optimizer.dispatch.bounds import LEVELS

Table = list[str]

BEGIN = "<!-- tables of benchmarks.dispatch -->"
END = "<!-- end of the tables -->"
"""Marks of a page, between which the tables of the last run stand."""


def report(results: Mapping[str, Results], beside: Beside, seeds: Sequence[int]) -> str:
    """Machine, aims, instances, solvers beside each other, and where our time goes."""
    parts = [
        _machine(seeds),
        _aims(results, beside),
        _instances(results),
        *(_solvers(each) for each in results.values()),
        _stages(results, beside),
    ]
    return "\n\n".join("\n".join(part) for part in parts if len(part) != len(HEADER)) + "\n"


HEADER = ("names", "rule")
"""A table that has no more lines than these is left out."""


def write(tables: str, path: Path) -> None:
    """Write tables between the marks of a page, or as a file of their own where there is none."""
    page = path.read_text(encoding="utf-8") if path.exists() else ""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    whole = f"{before}{begin}\n\n{tables}\n{end}{after}" if end else tables
    path.write_text(whole, encoding="utf-8")


def _machine(seeds: Sequence[int]) -> Table:
    model = next(iter(_of_proc("cpuinfo", "model name")), platform.processor())
    memory = next(iter(_of_proc("meminfo", "MemTotal")), "memory unknown")
    packages = ", ".join(f"{name} {version(name)}" for name in ("ortools", "numpy"))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    today = datetime.now(UTC).date()  # noqa: TID251 - a table says when it was measured
    sentence = (
        f"{today}, {os.cpu_count()} processors ({model}), {memory}, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}; load averages at the end {load}; "
        f"seeds {', '.join(map(str, seeds))}."
    )
    return [sentence]


def _of_proc(file: str, key: str) -> Iterator[str]:
    """Values of a key in a file of the kernel, where there is one."""
    path = Path("/proc", file)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            yield value.strip()


def _aims(results: Mapping[str, Results], beside: Beside) -> Table:
    rows = ["| case | what | aim | found | |", "|---|---|---|---|---|"]
    for each in figures(results, beside):
        sign = "at least" if each.at_least else "at most"
        found = "" if each.found is None else f"{each.found:.4g} {each.unit}".strip()
        aim = f"{sign} {each.aim:g} {each.unit}".strip()
        rows.append(f"| {each.case} | {each.what} | {aim} | {found} | {each.verdict} |")
    return rows


def _instances(results: Mapping[str, Results]) -> Table:
    rows = [
        "| case | stock | vehicles | seed | groups | options | rows |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, each in results.items():
        how = KINDS[each.case.kind]
        vehicles = "ample" if how.vehicle_ratio is None else f"{how.vehicle_ratio:g}"
        for seed, size in each.sizes.items():
            rows.append(
                f"| {name} | {how.stock_ratio:g} | {vehicles} | {seed} | {size['groups']:,} "
                f"| {size['options']:,} | {size['rows']:,} |"
            )
    return rows


def _solvers(results: Results) -> Table:
    """Medians over seeds; a ratio is the median of the ratios of each seed."""
    title = f"{results.case.name} (seeds)"
    rows = [
        f"| {title} | proved levels | wall [s] | CPU [s] | peak [MB] | ours beside it |",
        "|---|---|---|---|---|---|",
    ]
    for solver in results.case.solvers:
        runs = results.of(solver)
        if not runs:
            rows.append(f"| {solver} | failed or did not stop in time | | | | |")
            continue
        wall, cpu, peak = (median(run[name] for run in runs) for name in ("wall", "cpu", "peak_mb"))
        ratio = results.ratio("wall", solver)
        beside = "" if ratio is None else f"{ratio:.2g}"
        figures_told = f"{wall:.3g} | {cpu:.3g} | {peak:.0f} | {beside}"
        rows.append(f"| {solver} ({len(runs)}) | {_levels(results, solver)} | {figures_told} |")
    return rows


def _levels(results: Results, solver: str) -> str:
    """How many of its runs proved 0, 1, 2 ... levels, and how many had no answer at all."""
    if solver == "nearest":
        return "none"
    counts = [levels_proved(run) for run in results.of(solver)]
    none = sum(run["values"] is None for run in results.of(solver))
    told = [
        f"{counts.count(level)} of {len(counts)}: {level or 'none'}"
        for level in range(len(LEVELS), -1, -1)
        if level in counts
    ]
    return ", ".join(told) + (f" ({none} without any answer)" if none else "")


def _stages(results: Mapping[str, Results], beside: Beside) -> Table:
    rows = ["| stage | median [s] |", "|---|---|"]
    parts = {f"{name}: solve": results[name].of("ours") for name in results}
    parts |= {f"options of {lines:,} lines (CPU)": runs for lines, runs in beside.options.items()}
    parts |= {f"plan of {lines:,} lines": runs for lines, runs in beside.plans.items()}
    for name, runs in parts.items():
        for stage, seconds in stage_medians(runs).items():
            rows.append(f"| {name}, {stage} | {seconds:.3g} |")
    for lines, runs in beside.plans.items():
        seconds = median(run["check_cpu"] for run in runs)
        rows.append(f"| check of a plan of {lines:,} lines (CPU) | {seconds:.3g} |")
    return rows
