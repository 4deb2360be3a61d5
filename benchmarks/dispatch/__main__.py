"""Dispatch beside nearest depot, HiGHS, CP-SAT and SCIP: `python -m benchmarks.dispatch`.

Prints what is measured as it goes and the tables at the end. Fails when an answer is illegal or
two proofs contradict each other, never because a machine is slow.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from benchmarks.dispatch.beside import LONG_PLAN_SECONDS, MANY, PLAN_SECONDS, SOME, Beside
from benchmarks.dispatch.cases import CASES, Results
from benchmarks.dispatch.report import report, write

QUICK = ("100", "1,000", "1,000 hard")
USUAL = (*QUICK, "10,000", "10,000 flow")
BESIDE = ("options", "plans", "promises")
HUGE = 100_000


def main() -> int:
    """Measure what was asked for, write the tables down, and say what is wrong."""
    asked = _asked()
    seeds = range(1, asked.seeds + 1)
    cases = {name: CASES[name] for name in asked.only if name in CASES}
    results = {name: Results(case.brief if asked.brief else case) for name, case in cases.items()}
    beside = Beside()
    _measure_beside(asked, seeds, beside)
    for each in results.values():
        each.solve(seeds, _say)
    tables = report(results, beside, seeds)
    print(f"\n{tables}")
    if asked.report is not None:
        write(tables, asked.report)
    faults = [*beside.faults(), *(fault for each in results.values() for fault in each.faults())]
    for fault in faults:
        print(f"WRONG: {fault}")
    return 1 if faults else 0


def _asked() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.dispatch", description=__doc__)
    parser.add_argument("--seeds", type=int, default=None, help="instances of each case (5)")
    parser.add_argument("--quick", action="store_true", help="one seed of the small cases alone")
    parser.add_argument("--brief", action="store_true", help="fewer large instances, less time")
    parser.add_argument("--large", action="store_true", help="30,000 and 100,000 lines too")
    parser.add_argument("--only", nargs="+", choices=[*CASES, *BESIDE], help="these alone")
    parser.add_argument("--report", type=Path, help="file or marked page for the tables")
    asked = parser.parse_args()
    asked.seeds = asked.seeds or (1 if asked.quick else 5)
    usual = QUICK if asked.quick else (*CASES, *BESIDE) if asked.large else (*USUAL, *BESIDE)
    asked.only = asked.only or usual
    return asked


def _measure_beside(asked: Namespace, seeds: range, beside: Beside) -> None:
    if "options" in asked.only:
        beside.measure_options(seeds, MANY, _say)
        if "100,000" in asked.only:
            beside.measure_options(seeds[:1], HUGE, _say)
    if "plans" in asked.only:
        beside.measure_plans(seeds[:3], SOME, PLAN_SECONDS, _say)
        if not asked.brief:
            beside.measure_plans(seeds[:1], MANY, LONG_PLAN_SECONDS, _say)
    if "promises" in asked.only:
        beside.measure_promises(seeds[:1], MANY, _say)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
