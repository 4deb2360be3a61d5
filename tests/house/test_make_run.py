"""What `make run` starts, without starting it."""

import subprocess

import pytest

from tests.house.layout import ROOT


@pytest.mark.parametrize(
    ("asked", "started"),
    [
        ([], ".venv/bin/rma demo"),
        (["FRESH=1"], ".venv/bin/rma demo --fresh"),
        (["FRESH=yes"], ".venv/bin/rma demo --fresh"),
        (["FRESH=0"], ".venv/bin/rma demo"),
        (["FRESH="], ".venv/bin/rma demo"),
    ],
)
def test_make_run_starts_the_demonstration_and_over_when_told_to(
    asked: list[str], started: str
) -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "run", *asked],  # noqa: S607 - make is what a newcomer types
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.splitlines()[-1].strip() == started
