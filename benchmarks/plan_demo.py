"""How long the plan of the demonstration network takes, and whether every run gives the same one.

Runs the command that `make run` runs, each time in a process of its own, and prints medians.
"""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "data" / "demo"
RUNS = 5
LIMIT_SECONDS = 5.0  # after interpreter start. Source: the aim that this benchmark reports on
QUESTION = (
    *("plan", "--network", str(DEMO), "--requests", str(DEMO / "requests.csv")),
    *("--at", "2026-11-23T09:00:00Z", "--out", "plan.json"),
)


def timed(*arguments: str, folder: str) -> float:
    """Run Python with these arguments and give its wall time [s]."""
    start = perf_counter()
    subprocess.run(  # noqa: S603 - the product's own command with fixed arguments
        [sys.executable, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    return perf_counter() - start


def planned(folder: str) -> tuple[float, dict[str, Any]]:
    """Plan once: wall time [s] and the plan as it was written."""
    start = "from rma_service.cli import main; main()"
    seconds = timed("-c", start, *QUESTION, folder=folder)
    return seconds, json.loads(Path(folder, "plan.json").read_text(encoding="utf-8"))


def report(interpreter: float, runs: list[tuple[float, dict[str, Any]]]) -> bool:
    """Print the figures and say whether every run gave the same plan."""
    plans = [{key: value for key, value in plan.items() if key != "seconds"} for _, plan in runs]
    whole = median(seconds for seconds, _ in runs)
    print(f"runs                              {len(runs)}")
    print(f"lines planned                     {len(plans[0]['lines'])}")
    print(f"whole command, median             {whole:6.2f} s")
    print(f"bare interpreter                  {interpreter:6.2f} s")
    print(f"after interpreter start           {whole - interpreter:6.2f} s (aim {LIMIT_SECONDS} s)")
    for stage in runs[0][1]["seconds"]:
        seconds = median(plan["seconds"][stage] for _, plan in runs)
        print(f"  {stage:<32}{seconds:6.2f} s")
    same = all(plan == plans[0] for plan in plans)
    print(f"same plan on every run            {'yes' if same else 'NO'}")
    return same


def main() -> int:
    """Measure in an empty folder; fail when two runs differ, never because a machine is slow."""
    with TemporaryDirectory(prefix="rma-bench-") as folder:
        timed("-c", "pass", folder=folder)
        interpreter = median(timed("-c", "pass", folder=folder) for _ in range(RUNS))
        planned(folder)  # the first run compiles and fills the file cache
        runs = [planned(folder) for _ in range(RUNS)]
    return 0 if report(interpreter, runs) else 1


if __name__ == "__main__":
    sys.exit(main())
