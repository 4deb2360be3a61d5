"""Setting up on a machine where something is wrong ends in one sentence that says what to do."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.layout import ROOT

CLOSED_PORT = "http://127.0.0.1:9/simple"  # the discard port: nobody listens


@pytest.fixture(scope="module")
def install() -> ModuleType:
    """Give the set-up script as a module."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Give a copy of what set-up needs, in a folder with a space in its name, without `.venv`."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for name in ("requirements", "frontend"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def make_setup(folder: Path, **variables: str) -> tuple[int, list[str]]:
    """Run `make setup` from elsewhere with these variables: exit status and lines on stderr."""
    empty = {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "PIP_RETRIES": "0"}
    python = f"PYTHON={sys.executable}" if "PYTHON" not in variables else "--no-print-directory"
    answer = subprocess.run(
        ["make", "--no-print-directory", "-C", str(folder), "setup", python],  # noqa: S607 - make is what a newcomer types
        cwd="/",
        env=empty | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in answer.stderr.splitlines() if not line.startswith("make:")]
    return answer.returncode, lines


@pytest.mark.parametrize("version", [(3, 10, 12), (2, 7, 18), (3, 15, 0), (4, 0, 0)])
def test_a_python_for_which_no_solver_exists_is_named(
    version: tuple[int, int, int], install: ModuleType
) -> None:
    assert f"this is {version[0]}.{version[1]}" in install.python_fault(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 0), (3, 14, 2)])
def test_a_python_that_fits_is_no_fault(version: tuple[int, int, int], install: ModuleType) -> None:
    assert install.python_fault(version) is None


def test_an_old_python_can_read_the_script_and_be_told() -> None:
    source = (ROOT / "requirements" / "install.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("npm error code ENOSPC", "The disk is full"),
        ("invalid peer certificate: UnknownIssuer", "A certificate"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "A certificate"),
        ("Failed to establish a new connection: [Errno 111]", "The package registry"),
        ("dns error: failed to lookup address information", "The package registry"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "A package is not"),
    ],
)
def test_what_a_tool_prints_becomes_one_sentence(
    output: str, expected: str, install: ModuleType
) -> None:
    sentence = install.known_fault(f"many lines\n{output}\nmore")
    assert sentence.startswith(expected)
    assert "make" in sentence


def test_what_nobody_knows_is_not_explained_away(install: ModuleType) -> None:
    assert install.known_fault("SyntaxError: invalid syntax") is None


def test_a_machine_without_python_is_told_to_install_it(clone: Path) -> None:
    # The PATH is real: make is there, this Python is not.
    status, lines = make_setup(clone, MAKEFLAGS="PYTHON=python3.99", PYTHON="python3.99")
    assert status != 0
    assert len(lines) == 1
    assert "install Python 3.11" in lines[0]


def test_a_python_without_venv_is_told_what_to_install(clone: Path, tmp_path: Path) -> None:
    # What Debian does when python3-venv is missing: ensurepip cannot be imported.
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "ensurepip.py").write_text("raise ImportError('not on this machine')\n")
    status, lines = make_setup(clone, PYTHONPATH=str(hidden))
    assert status != 0
    assert len(lines) == 1
    assert "python3-venv" in lines[0]


def test_a_registry_that_does_not_answer_is_named(clone: Path) -> None:
    status, lines = make_setup(clone, PIP_INDEX_URL=CLOSED_PORT)
    assert status != 0
    assert len(lines) == 1
    assert lines[0].startswith("The package registry cannot be reached")
    assert not (clone / ".venv" / "setup-stamp").exists()


def test_a_folder_that_cannot_be_written_is_named(install: ModuleType, tmp_path: Path) -> None:
    # Nobody, not even root, makes a file in /proc.
    assert "/proc/self cannot be written" in install.folder_fault("/proc/self")
    assert install.folder_fault(tmp_path) is None


def test_a_set_up_is_repeated_when_a_lock_changes_and_only_then(
    clone: Path, install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "ROOT", clone)
    first = install.fingerprint()
    assert install.fingerprint() == first
    with (clone / "requirements" / "dev.txt").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert install.fingerprint() != first


def test_a_finished_set_up_says_nothing(clone: Path, install: ModuleType) -> None:
    # A stamp made for this folder, this Python and these files: nothing is left to do.
    for name in ("ROOT", "VENV", "PYTHON", "STAMP"):
        assert hasattr(install, name)
    program = clone / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.touch()
    answer = subprocess.run(
        [sys.executable, "-c", "import install; install.STAMP.write_text(install.fingerprint())"],
        cwd=clone / "requirements",
        check=False,
    )
    assert answer.returncode == 0
    assert make_setup(clone) == (0, [])
