"""What a person was told is in the record, though the server was killed in the middle of it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.databases import fresh_url

ROOT = Path(__file__).resolve().parents[2]
LONGER = int(os.environ.get("RMA_SOAK", "1"))
"""How many times as long the long version runs."""

CYCLES = {"sqlite": 15 * LONGER, "postgresql": 50 * LONGER}
PLANTED = 5
"""Cycles that a fault is given to show."""


def killed(url: str, folder: Path, cycles: int, *options: str) -> dict[str, Any]:
    program = [sys.executable, "-m", "tests.killing_service"]
    command = [*program, url, str(folder), str(cycles), "7", *options]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_killed_servers_lose_nothing_that_they_told(
    dialect: str, request: pytest.FixtureRequest, tmp_path: Path, figures: list[str]
) -> None:
    with fresh_url(request, dialect, tmp_path) as url:
        found = killed(url, tmp_path / "tiny", CYCLES[dialect])
    # No failure in N cycles: the rate of failure is below 3 / N at 95 % confidence.
    figures.append(
        f"{dialect}, {CYCLES[dialect]} servers killed while RMAs walk: {found['told']} steps told, "
        f"{len(found['lost'])} lost, {len(found['faults'])} torn; "
        f"rate below {3 / CYCLES[dialect]:.1%}"
    )
    assert found["told"] >= CYCLES[dialect]
    assert found["lost"] == []
    assert found["faults"] == []


def test_the_same_harness_finds_a_server_that_tells_before_it_has_done(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with fresh_url(request, "postgresql", tmp_path) as url:
        assert killed(url, tmp_path / "tiny", PLANTED, "--tell-first")["lost"]
