"""Set up `.venv`: the one script behind `make setup`, for a machine with Python and nothing else.

It is written so that an old Python can read it and be told that it is too old. Every fault a
newcomer can meet ends in one sentence that says what to do.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
STAMP = VENV / "setup-stamp"
LOG = VENV / "setup.log"
OLDEST, NEWEST = (3, 11), (3, 14)  # the solver has no wheel for anything newer

# What decides whether the environment is still the right one.
INPUTS = (
    "requirements/dev.txt",
    "requirements/uv.txt",
    "requirements/runtime.in",
    "requirements/install.py",
    "pyproject.toml",
    "frontend/package.json",
    "frontend/package-lock.json",
    "frontend/hatch_build.py",
)

FULL_DISK = "The disk is full: free about 2 GB in this folder's file system and run make again."

# What tools print when something outside the project is wrong; the first match is told.
FAULTS = (
    (("no space left", "disk quota exceeded", "enospc", "os error 28"), FULL_DISK),
    (
        ("read-only file system", "permission denied", "os error 13", "os error 30", "eacces"),
        (
            "Set-up may not write here: run make as the user who owns this folder, with a home"
            " folder that can be written, and look at .venv/setup.log."
        ),
    ),
    (
        ("unknownissuer", "certificate_verify_failed", "certificate verify failed", "self_signed"),
        (
            "A certificate on the way to the package registry is not trusted: add your network's"
            " certificate to the system's store or name it in SSL_CERT_FILE, and run make again."
        ),
    ),
    (
        (
            "newconnectionerror",
            "failed to establish a new connection",
            "connection refused",
            "connection broken",
            "connection reset",
            "error sending request",
            "dns error",
            "name resolution",
            "network is unreachable",
            "operation timed out",
            "read timed out",
            "package registry could not be reached",
            "no matching distribution found",
        ),
        (
            "The package registry cannot be reached or lacks a package: check the network (or the"
            " mirror in PIP_INDEX_URL, UV_DEFAULT_INDEX or .npmrc) and run make again."
        ),
    ),
    (
        ("do not match the hashes", "hash mismatch", "integrity checksum failed"),
        (
            "A package is not the one that was locked (its hash differs): do not use this mirror,"
            " or run make lock on a machine you trust."
        ),
    ),
)


class SetupError(Exception):
    """Tells in one sentence what is wrong and what to do."""


def python_fault(version):
    """Say what is wrong with a Python version, or None."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return None
    return (
        "Python {}.{} to {}.{} is needed and this is {}.{}: install one of them and run"
        " make again with PYTHON=python3.11 (or the one you have)."
    ).format(*OLDEST, *NEWEST, *version[:2])


def venv_fault():
    """Say that Python came without the parts that make an environment, or None."""
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships Python without it
        import venv  # noqa: F401, PLC0415 - the same package brings both
    except ImportError:
        return (
            "This Python has no venv module: install it (on Debian and Ubuntu:"
            " sudo apt install python3-venv) and run make again."
        )
    return None


def folder_fault(folder):
    """Say that nothing can be written into a folder, or None."""
    try:
        with tempfile.TemporaryFile(dir=str(folder)) as probe:
            probe.write(b"\0" * 65536)
    except OSError as problem:
        known = known_fault("os error {}: {}".format(problem.errno, problem.strerror))
        if known == FULL_DISK:
            return known
        return (
            "The folder {} cannot be written: copy the project to a folder of your own"
            " and run make there."
        ).format(folder)
    return None


def known_fault(output):
    """Translate a tool's output into the sentence that helps, or None."""
    text = output.lower()
    for signs, sentence in FAULTS:
        if any(sign in text for sign in signs):
            return sentence
    return None


def fingerprint():
    """Hash everything that the environment is made from, the folder and the Python included."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes() + b"\0")
    return "{}\n{}\n{}\n".format(ROOT, sys.version.split()[0], digest.hexdigest())


def up_to_date():
    """Say whether the last complete set-up was made from the very same inputs."""
    try:
        return PYTHON.exists() and STAMP.read_text(encoding="utf-8") == fingerprint()
    except OSError:
        return False


def environment():
    """Give the tools what they need to be quiet, to find certificates and the user's mirror."""
    variables = dict(os.environ)
    for name, value in (
        ("UV_SYSTEM_CERTS", "1"),
        ("NODE_USE_SYSTEM_CA", "1"),
        ("UV_PYTHON_DOWNLOADS", "never"),
        ("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
        ("PIP_RETRIES", "2"),
    ):
        variables.setdefault(name, value)
    if "PIP_INDEX_URL" in variables:
        variables.setdefault("UV_DEFAULT_INDEX", variables["PIP_INDEX_URL"])
    variables["VIRTUAL_ENV"] = str(VENV)
    variables.pop("PYTHONHOME", None)
    variables.pop("PYTHONPATH", None)
    return variables


def run(*command):
    """Run one tool quietly and keep what it said: (worked, output)."""
    answer = subprocess.run(  # noqa: S603 - fixed commands of this file, no shell
        command,
        cwd=str(ROOT),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    output = answer.stdout.decode("utf-8", "replace")
    with contextlib.suppress(OSError), LOG.open("a", encoding="utf-8") as log:
        log.write("$ {}\n{}\n".format(" ".join(command), output))
    return answer.returncode == 0, output


def must_run(*command):
    """Run one tool, or raise the sentence that says what went wrong."""
    worked, output = run(*command)
    if not worked:
        known = known_fault(output)
        if known is None:
            print(output, file=sys.stderr)
            known = "Set-up failed at the command above this line; all its output is in {}.".format(
                LOG
            )
        raise SetupError(known)


def make_venv():
    """Make an empty environment, or keep the one whose last set-up was made here by this Python."""
    try:
        kept = STAMP.read_text(encoding="utf-8").splitlines()[:2] == fingerprint().splitlines()[:2]
    except OSError:
        kept = False
    if kept and PYTHON.exists():
        STAMP.unlink()  # from here until the end the environment is not complete
        return
    must_run(sys.executable, "-m", "venv", "--clear", str(VENV))


def install_locked():
    """Install the locked packages with uv, or with pip where uv does not get through."""
    pip = (str(PYTHON), "-m", "pip", "install", "--no-compile", "--require-hashes", "-r")
    uv = (str(PYTHON), "-m", "uv", "pip", "sync", "--require-hashes")
    must_run(*pip, "requirements/uv.txt")
    worked, output = run(*uv, "requirements/dev.txt")
    if worked:
        return
    if known_fault(output) == FULL_DISK:
        raise SetupError(FULL_DISK)
    print("uv could not install the packages; pip tries now, which takes longer.", flush=True)
    must_run(*pip, "requirements/dev.txt")


def install_project():
    """Install the project itself, which also brings the browser assets."""
    must_run(
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--no-compile",
        "--no-deps",
        "--no-build-isolation",
        "-e",
        ".",
    )


def set_up():
    """Check the machine, then make `.venv`; do nothing when it is up to date."""
    fault = python_fault(sys.version_info)
    if fault is None and up_to_date():
        return
    fault = fault or venv_fault() or folder_fault(ROOT)
    if fault:
        raise SetupError(fault)
    print("Making .venv with {} ...".format(sys.version.split()[0]), flush=True)
    make_venv()
    print("Installing the locked packages ...", flush=True)
    install_locked()
    print("Installing the project and its browser assets ...", flush=True)
    install_project()
    STAMP.write_text(fingerprint(), encoding="utf-8")
    print("Set-up is complete.", flush=True)


def main():
    """Set up and turn every fault into one sentence and a failing exit status."""
    try:
        set_up()
    except SetupError as fault:
        return str(fault)
    except KeyboardInterrupt:
        return "Set-up was interrupted: run make again, it starts where it can."
    except OSError as problem:
        known = known_fault("os error {}: {}".format(problem.errno, problem))
        return known or "Set-up could not go on ({}): repair that and run make again.".format(
            problem
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
