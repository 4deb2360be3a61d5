"""The floors hold, and each contract fails when somebody takes the wrong stairs."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.layout import PACKAGES, ROOT, modules
from tests.house.test_requirements import imported_roots

# A line planted in a file, and the contract that must fail for it.
PLANTED = [
    ("optimizer/travel.py", "import rma_service.domain", "The service stands on the optimizer"),
    ("optimizer/network.py", "import optimizer.calendars", "Floors of the optimizer"),
    ("optimizer/elevator.py", '"""A module without a floor."""', "Floors of the optimizer"),
    ("rma_service/domain/__init__.py", "import rma_service.policies", "Floors of the service"),
    ("rma_service/elevator.py", '"""A module without a floor."""', "Floors of the service"),
    ("rma_service/terminal/bar.py", "import rma_service.web.plan_page", "Floors of the service"),
    ("rma_service/wording.py", "import rma_service.terminal.bar", "Floors of the service"),
    ("rma_service/web/__init__.py", "import optimizer.dispatch.solve", "Deciding packages"),
    ("rma_service/cli.py", "import optimizer.whatif.scenario", "Deciding packages"),
    ("rma_service/policies/__init__.py", "import optimizer.files.read", "Deciding packages"),
    ("rma_service/api/__init__.py", "import optimizer.dispatch.bounded", "Deciding packages"),
    ("rma_service/db/__init__.py", "import optimizer.files.read", "Deciding packages"),
    ("optimizer/dispatch/solve.py", "from ortools.sat.python import cp_model", "Only levels/"),
    ("rma_service/usecases/__init__.py", "import pandas as pd", "Only files/ imports pandas"),
    ("rma_service/usecases/__init__.py", "import sqlalchemy", "Only db/ speaks SQL"),
    ("optimizer/dispatch/check.py", "import optimizer.dispatch.levels", "The checker re-derives"),
    ("rma_service/domain/__init__.py", "import optimizer.calendars", "The rules of the record"),
    ("rma_service/policies/__init__.py", "import numpy", "Policies are pure"),
    ("optimizer/calendars.py", "import urllib.request", "The optimizer computes"),
    ("rma_service/usecases/__init__.py", "import http.client", "HTTP stays at the edges"),
    ("rma_service/db/__init__.py", "import starlette.requests", "HTTP stays at the edges"),
    ("optimizer/calendars.py", "import optimizer.travel\n", "No cycles"),
]
TAKEN_BACK = {"No cycles": ("optimizer/travel.py", "import optimizer.calendars\n")}


def lint_imports(folder: Path) -> tuple[int, str]:
    """Check the contracts of a copy of the project: exit status and report."""
    command = "from importlinter.cli import lint_imports_command as run; run()"
    answer = subprocess.run(
        [sys.executable, "-c", command, "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.returncode, answer.stdout + answer.stderr


@pytest.fixture
def copy_of_the_house(tmp_path: Path) -> Path:
    """Give a copy of the packages and contracts that a test may spoil."""
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "vendor")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(file: Path, line: str) -> None:
    """Append a line to a file, or begin the file with it."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(f"{before}\n{line}\n", encoding="utf-8")


def test_every_contract_holds() -> None:
    status, report = lint_imports(ROOT)
    assert (status, "0 broken" in report) == (0, True), report


@pytest.mark.parametrize(("file", "line", "contract"), PLANTED)
def test_a_contract_fails_when_its_rule_is_broken(
    file: str, line: str, contract: str, copy_of_the_house: Path
) -> None:
    plant(copy_of_the_house / file, line)
    if contract in TAKEN_BACK:
        other_file, other_line = TAKEN_BACK[contract]
        plant(copy_of_the_house / other_file, other_line)
    status, report = lint_imports(copy_of_the_house)
    broken = [each for each in report.splitlines() if each.startswith(contract)]
    assert status != 0
    assert any("BROKEN" in each for each in broken), report


def test_the_rules_of_the_record_import_the_standard_library_alone() -> None:
    domain = [path for path in modules() if "domain" in path.parts]
    outside = imported_roots(domain) - sys.stdlib_module_names - {"rma_service"}
    assert domain
    assert outside == set()


def test_every_package_folder_is_a_package() -> None:
    # A folder without __init__.py is invisible to the contracts and missing from the wheel.
    assert {
        path.parent for path in modules() if not (path.parent / "__init__.py").exists()
    } == set()
