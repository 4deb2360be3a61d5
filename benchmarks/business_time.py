"""How fast and how right business time is, beside other packages, on one set of questions.

Right answers come from a walk through every minute (tests/minute_scan.py), which shares no code
with any of them. Run as `python -m benchmarks.business_time`.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks import business_time_rivals as rivals
from benchmarks.business_time_cases import PLACES, DayCase, HoursCase, day_cases, hours_cases
from optimizer.calendars import business_days, local_days
from optimizer.local_days import MICROSECONDS_PER_MINUTE, microseconds_of
from optimizer.public_holidays import holidays_of
from rma_service.policies.documents import outcome_document
from rma_service.policies.evaluate import evaluate
from rma_service.usecases.conforming import case_of, policies_in
from tests.minute_scan_days import Days

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
COMMAND_CASES = 1_000
COMMAND_RUNS = 3

HOURS_RIVALS: Sequence[tuple[str, Callable[[Days], rivals.AddHours]]] = (
    ("ours", rivals.our_hours),
    ("pandas CustomBusinessHour", rivals.pandas_hours),
    ("businesstimedelta", rivals.businesstimedelta_hours),
)
DAY_RIVALS: Sequence[tuple[str, Callable[[Days], rivals.NthDay]]] = (
    ("ours", rivals.our_days),
    ("numpy busday_offset", rivals.numpy_days),
    ("bizdays", rivals.bizdays_days),
    ("holidays get_nth_working_day", rivals.holidays_days),
)


def main() -> None:
    """Measure everything and print it."""
    _show_hours(hours_cases())
    _show_days(day_cases())
    _show_years()
    _show_targets()
    _show_command()


def best_microseconds(calls: Sequence[tuple[Callable[..., Any], Any, Any]]) -> float:
    """Time of one of some calls, in the fastest of a few rounds [us]."""
    rounds = []
    for _ in range(ROUNDS):
        began = perf_counter()
        for call, first, second in calls:
            call(first, second)
        rounds.append((perf_counter() - began) / len(calls) * 1e6)
    return min(rounds)


def _show_hours(cases: Sequence[HoursCase]) -> None:
    print(f"Add business hours, {len(cases)} questions at eight places:")
    first = 0.0
    for name, build in HOURS_RIVALS:
        adds = {place: build(place) for place in {case.place for case in cases}}
        wrong = sum(adds[case.place](case.start, case.hours) != case.due for case in cases)
        spent = best_microseconds([(adds[case.place], case.start, case.hours) for case in cases])
        first = first or spent
        _show(name, spent, wrong, first)
    hour = 60 * MICROSECONDS_PER_MINUTE
    numbers = [
        (rivals.our_hours_in_numbers(case.place), microseconds_of(case.start), case.hours * hour)
        for case in cases
    ]
    _show("ours, in numbers", best_microseconds(numbers), None, first)


def _show_days(cases: Sequence[DayCase]) -> None:
    print(f"Find the n-th business day, {len(cases)} questions:")
    first = 0.0
    for name, build in DAY_RIVALS:
        nths = {place: build(place) for place in {case.place for case in cases}}
        wrong = sum(nths[case.place](case.after, case.n) != case.found for case in cases)
        spent = best_microseconds([(nths[case.place], case.after, case.n) for case in cases])
        first = first or spent
        _show(name, spent, wrong, first)
    numbers = [
        (rivals.our_days_in_numbers(case.place), case.after.toordinal(), case.n) for case in cases
    ]
    _show("ours, in numbers", best_microseconds(numbers), None, first)


def _show(name: str, spent: float, wrong: int | None, first: float) -> None:
    wrongs = "     " if wrong is None else f"{wrong:5d}"
    print(f"  {name:30} {spent:9.2f} us  wrong {wrongs}  {spent / first:7.1f} x ours")


def _show_years() -> None:
    """Tell what a new place costs in its first year and in each further one; no cache is warm."""
    first, further = [], []
    for place in PLACES * ROUNDS:
        for known in (business_days, holidays_of, local_days):
            known.cache_clear()
        began = perf_counter()
        add = rivals.our_hours_in_numbers(place)
        add(microseconds_of(datetime(2022, 5, 4, tzinfo=UTC)), MICROSECONDS_PER_MINUTE)
        first.append((perf_counter() - began) * 1e3)
        began = perf_counter()
        for year in (2023, 2024, 2025):
            add(microseconds_of(datetime(year, 5, 4, tzinfo=UTC)), MICROSECONDS_PER_MINUTE)
        further.append((perf_counter() - began) * 1e3 / 3)
    print(f"A new place: {median(first):.2f} ms, a further year: {median(further):.2f} ms")


def _conformance() -> list[dict[str, Any]]:
    files = sorted((ROOT / "data" / "conformance").glob("*.json"))
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return [case for each in documents for case in each["cases"] if "error" not in case["expected"]]


def _show_targets() -> None:
    """Time whole targets, from the strings of a case to an outcome and to a document."""
    policies = policies_in(ROOT / "data" / "policies")
    cases = _conformance()

    def outcome(fields: Any, _: object) -> object:  # noqa: ANN401 - JSON
        return evaluate(*case_of(policies, fields), trace=False)

    def document(fields: Any, _: object) -> object:  # noqa: ANN401 - JSON
        return outcome_document(evaluate(*case_of(policies, fields), trace=False))

    def traced(fields: Any, _: object) -> object:  # noqa: ANN401 - JSON
        return evaluate(*case_of(policies, fields))

    for name, work in (("to outcome", outcome), ("to JSON", document), ("with trace", traced)):
        each = [best_microseconds([(work, case, None)] * 5) for case in cases]
        hundredths = quantiles(each, n=100)
        print(
            f"A target {name:11} median {median(each):6.1f} us  99 % {hundredths[98]:6.1f} us  "
            f"worst {max(each):6.1f} us  ({len(cases)} cases)"
        )


def _show_command() -> None:
    """Time the command on a thousand cases, from its start to its end."""
    cases = _conformance()
    many = [{**cases[i % len(cases)], "id": str(i)} for i in range(COMMAND_CASES)]
    with TemporaryDirectory() as folder:
        file, out = Path(folder, "cases.json"), Path(folder, "results.json")
        file.write_text(json.dumps({"cases": many}), encoding="utf-8")
        command = [sys.executable, "-m", "rma_service", "conform", "deadlines", str(file)]
        spent = []
        for _ in range(COMMAND_RUNS):
            began = perf_counter()
            subprocess.run(  # noqa: S603 - our own program
                [*command, "--out", str(out)], cwd=ROOT, check=True, capture_output=True
            )
            spent.append(perf_counter() - began)
    print(f"`rma conform deadlines`, {COMMAND_CASES} cases: {min(spent):.2f} to {max(spent):.2f} s")


if __name__ == "__main__":
    main()
