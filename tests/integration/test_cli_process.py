"""The command line as a process of its own: what it imports, prints and returns."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from tests.asking_the_cli import AT, requests_of, rma

ROOT = Path(__file__).resolve().parents[2]


def process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run python -m rma_service with this interpreter."""
    return subprocess.run(
        [sys.executable, "-m", "rma_service", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=300,
    )


def test_a_process_prints_the_plan_as_json_and_nothing_beside_it(
    demo_directory: Path, tmp_path: Path
) -> None:
    requests = requests_of(demo_directory, ["RMA26110027"], tmp_path / "requests.csv")

    done = process(
        "plan", "--network", demo_directory, "--requests", requests, "--at", AT, "--json",
        PYTHONIOENCODING="ascii",
    )  # fmt: skip

    assert done.returncode == 0
    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))["lines"][0]["line_id"] == "RMA26110027-01"


def test_a_process_that_is_refused_ends_with_status_2_and_one_sentence() -> None:
    done = process("plan", "--network", "pyproject.toml", "--at", AT)

    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().startswith("pyproject.toml: found a file")
    assert len(done.stderr.splitlines()) == 1


def test_help_loads_neither_solver_nor_tables() -> None:
    program = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from rma_service.cli import app\n"
        "assert CliRunner().invoke(app, ['plan', '--help']).exit_code == 0\n"
        "print({'numpy', 'pandas', 'ortools', 'pyproj', 'holidays', 'jinja2'} & set(sys.modules))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, timeout=60
    )

    assert done.stdout == b"set()\n"


def test_help_tells_every_command_and_its_options() -> None:
    wide = {"COLUMNS": "200"}
    commands = process("--help", **wide).stdout.decode()
    options = process("plan", "--help", **wide).stdout.decode()

    assert "plan" in commands
    assert "whatif" in commands
    for option in ("--network", "--requests", "--at", "--out", "--csv", "--html", "--json"):
        assert option in options
    assert "2026-11-23T09:00:00Z" in options


def test_the_version_is_printed() -> None:
    assert rma("--version").stdout == f"rma {version('rma-service')}\n"
