"""The how-to of the API is true: its commands run in their order, and show what it says."""

import shutil
import subprocess
from pathlib import Path

import pytest

from rma_service.db.engine import Database
from rma_service.usecases.importing import import_directory
from tests.cast import HandClock
from tests.conftest import ROOT
from tests.integration.test_tutorial import MARK, missing, script_of, steps_of
from tests.live import live

PAGE = ROOT / "docs" / "how-to" / "drive-an-rma-through-the-api.md"

DATE = """date() {
  case "$*" in *ago*) echo 2026-11-23T08:00:00Z;; *) echo 2026-11-23T09:00:00Z;; esac
}"""
"""The service stands at 9:00 of that day."""


@pytest.mark.parametrize("dialect", ["sqlite"])  # the same steps run on both in test_rma_api.py
def test_an_rma_is_driven_through_the_api_as_the_page_says(
    database: Database, demo_directory: Path, tmp_path: Path
) -> None:
    bash = shutil.which("bash")
    if bash is None or shutil.which("curl") is None:
        pytest.skip("no bash or no curl on this machine")
    clock, steps = HandClock(), steps_of(PAGE.read_text(encoding="utf-8"))
    import_directory(database, clock, "U-ADA", demo_directory)
    with live(database, clock) as origin:
        done = subprocess.run(
            [bash, "-c", f"API={origin}\n{DATE}\n{script_of(steps)}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    shown = done.stdout.split(f"\n{MARK}\n")
    wrong = [
        f"$ {command}\nsaid: {said}\nshown: {now}"
        for (command, said), now in zip(steps, shown, strict=False)
        if missing(said, now.splitlines())
    ]
    assert not wrong, "\n\n".join([*wrong, done.stderr])
    assert done.stderr == ""
    assert len(shown) == len(steps) + 1
