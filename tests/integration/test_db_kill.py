"""What was acknowledged is stored, even when the writer is killed in the middle of its work."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CYCLES = 200 * int(os.environ.get("RMA_SOAK", "1"))
"""The long version, `make soak`, multiplies."""


def killed(file: Path, cycles: int, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.killing", str(file), str(cycles), "20261123", *options]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_killed_writers_lose_nothing_that_they_acknowledged(
    tmp_path: Path, figures: list[str]
) -> None:
    found = killed(tmp_path / "rma.db", CYCLES)
    # No failure in N cycles: the rate of failure is below 3 / N, 1.5 % here, at 95 % confidence.
    figures.append(
        f"SQLite, {CYCLES} writers killed: {found['acknowledged']} transactions acknowledged, "
        f"{found['lost']} lost, {len(found['faults'])} torn; rate below {3 / CYCLES:.1%}"
    )
    assert found["acknowledged"] >= CYCLES
    assert found["lost"] == 0
    assert found["faults"] == []


def test_the_same_harness_finds_a_writer_that_acknowledges_before_it_commits(
    tmp_path: Path,
) -> None:
    assert killed(tmp_path / "rma.db", 30, "--acknowledge-first")["lost"] > 0
