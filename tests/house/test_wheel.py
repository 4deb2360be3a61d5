"""The wheel stands alone: installed elsewhere, run from an empty folder, without the checkout."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server

import httpx2
import pytest

from rma_service.web.assets import BROUGHT, asset_href, assets
from tests.house.layout import ROOT

MAP = "rma_service/web/vendor/countries-110m.json"
LICENSE_OF_MAP = "rma_service/web/vendor/LICENSE-world-atlas.txt"


def run(*command: object, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command with nothing but a path in its environment."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel once."""
    folder = tmp_path_factory.mktemp("dist")
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an environment that lends its dependencies from this one."""
    folder = tmp_path_factory.mktemp("elsewhere") / "environment"
    made = run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    assert made.returncode == 0, made.stderr
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", "--no-cache")
    installed = run(*pip, "--python", python, wheel, cwd=folder)
    assert installed.returncode == 0, installed.stderr
    # A .pth file of a lent folder is not read: the editable install of the checkout stays away.
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin" / "rma"


def test_the_wheel_holds_packages_policies_and_the_map_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    policies = {f"rma_service/data/policies/{p.name}" for p in (ROOT / "data/policies").iterdir()}
    assert policies
    assert policies | {MAP, LICENSE_OF_MAP, "optimizer/network.py"} <= names
    roots = {name.split("/")[0] for name in names}
    assert {root for root in roots if not root.endswith(".dist-info")} == {
        "optimizer",
        "rma_service",
    }


def test_the_wheel_asks_for_what_runtime_in_asks_for_and_brings_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith("/METADATA"))
        metadata = archive.read(name).decode()
    asked = {line.split(": ")[1] for line in metadata.splitlines() if line.startswith("Requires-D")}
    lines = (ROOT / "requirements/runtime.in").read_text(encoding="utf-8").splitlines()
    # Names of packages are written with "-" in metadata, whatever their authors write.
    assert asked == {line.split("#")[0].strip().replace("l.y", "l-y") for line in lines} - {""}
    assert "License-Expression: Apache-2.0" in metadata
    assert "License-File: LICENSE" in metadata


def test_the_installed_command_plans_from_an_empty_folder(
    command: Path, tmp_path: Path, demo_directory: Path
) -> None:
    helped = run(command, "--help", cwd=tmp_path)
    assert helped.returncode == 0, helped.stderr
    arguments = ("--network", demo_directory, "--requests", demo_directory / "requests.csv")
    out = ("--at", "2026-11-23T09:00:00Z", "--out", "plan.json", "--html", "plan.html")
    planned = run(command, "plan", *arguments, *out, cwd=tmp_path)
    assert planned.returncode == 0, planned.stderr
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["lines"]
    assert "<svg" in (tmp_path / "plan.html").read_text(encoding="utf-8")
    origin = run(
        command.parent / "python", "-c", "import rma_service as r; print(r.__file__)", cwd=tmp_path
    )
    assert str(command.parents[1]) in origin.stdout


@contextmanager
def serving(command: Path, folder: Path) -> Iterator[str]:
    """Serve a new database from the wheel, with no program on the path; gives where."""
    with create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    bare = {"PATH": str(folder), "HOME": str(folder), "RMA_PORT": port}
    bare["RMA_DATABASE_URL"] = f"sqlite:///{folder / 'rma.db'}"
    migrated = run(command, "migrate", cwd=folder, **bare)
    assert migrated.returncode == 0, migrated.stderr
    process = subprocess.Popen(
        [command, "serve"], cwd=folder, env=bare, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert any(line.startswith("Serving") for line in process.stdout)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def test_the_installed_command_serves_every_browser_asset_without_node(
    command: Path, tmp_path: Path
) -> None:
    with serving(command, tmp_path) as at, httpx2.Client(base_url=at, timeout=60) as browser:
        page = browser.get("/sign-in")
        loaded = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        assert {asset_href(name) for name in BROUGHT if name != "leaflet.js"} <= loaded
        served = {name: browser.get(asset_href(name)).content for name in assets()}
    assert served == {name: asset.content for name, asset in assets().items()}
