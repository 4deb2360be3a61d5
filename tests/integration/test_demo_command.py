"""`rma demo` as a process in an empty folder: it fills, serves, keeps, starts over, and refuses.

One service is started several times, as each start takes seconds.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server

import httpx2
import pytest

from rma_service.demo import Log
from tests.integration.test_serve import environment, free_port
from tests.small_record import small_directory
from tests.tiny_directory import change

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "demo"
FILE = Path("var", "demo.db")
NEW_RMAS = 66
"""RMAs of data/demo/requests.csv; two of their 90 lines are rejected, one is on hold."""


class Demo:
    """The command in a folder of its own, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def begin(self, *arguments: str | Path, **settings: str) -> subprocess.Popen[str]:
        path = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
        return subprocess.Popen(
            [sys.executable, "-m", "rma_service", "demo", *map(str, arguments)],
            cwd=self.folder,
            env=environment(**{"RMA_PORT": str(self.port), "PYTHONPATH": path, **settings}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def refused(self, *arguments: str | Path, **settings: str) -> tuple[int, str, str]:
        """Start what does not come to work: exit status, standard output and error."""
        with self.begin(*arguments, **settings) as process:
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    @contextmanager
    def running(
        self, until: str, *arguments: str | Path
    ) -> Iterator[tuple[subprocess.Popen[str], str]]:
        """Run until a line begins so; give what was said before."""
        process = self.begin(*arguments)
        said = ""
        try:
            assert process.stdout is not None
            while not said.rpartition("\n")[0].rpartition("\n")[2].startswith(until):
                line = process.stdout.readline()
                assert line, process.communicate()[1]
                said += line
            yield process, said
        finally:
            process.kill()
            process.communicate()

    def signed_in(self) -> dict[str, str]:
        """Sign in as Ana; give her cookies."""
        body = {"name": "ana", "password": "demo-ana"}
        answer = httpx2.post(f"{self.address}/v1/session", json=body)
        assert answer.status_code == 201
        return dict(answer.cookies)

    def get(self, path: str, cookies: dict[str, str]) -> httpx2.Response:
        name_and_value = "; ".join(map("=".join, cookies.items()))
        return httpx2.get(f"{self.address}{path}", headers={"Cookie": name_and_value})

    def rmas(self, cookies: dict[str, str]) -> int:
        """Count RMAs; two hundred fit on a page."""
        return len(self.get("/v1/rmas?limit=200", cookies).json()["items"])


def ended(process: subprocess.Popen[str], sign: signal.Signals) -> tuple[int, str, str]:
    """Tell a process to end: its status and its last words."""
    process.send_signal(sign)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    """Give an empty folder to run in."""
    folder = tmp_path / "empty folder"
    folder.mkdir()
    return Demo(folder)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Give a network that is read in no time, with one RMA of two lines."""
    folder = tmp_path / "small"
    folder.mkdir()
    change(small_directory(folder, 3), "requests", 2, "ship_together", "0")
    change(folder, "requests", 3, "ship_together", "0")
    return folder


def test_the_demonstration_is_filled_served_kept_and_started_over(demo: Demo, small: Path) -> None:
    # Stopped after the table, and before the first plan: nothing is half there.
    with demo.running("Written: ", "--network", DEMO) as (process, said):
        assert "87 lines: 57 guaranteed" in said
        status, _, err = ended(process, signal.SIGINT)
    assert (status, err) == (130, "Stopped; `make run` goes on from here.\n")
    assert {"plan.json", "plan.csv", "plan.html"} <= {p.name for p in demo.folder.iterdir()}

    with demo.running("Stop with Ctrl-C", "--network", DEMO) as (process, said):
        assert f"\nReady: open {demo.address}\n" in said
        assert re.search(r"^ana +demo-ana +dispatcher ", said, re.MULTILINE)
        assert re.search(r"^carol +demo-carol +partner PA01 ", said, re.MULTILINE)
        assert f"Everything is kept in {FILE}" in said
        ana = demo.signed_in()
        assert demo.rmas(ana) == NEW_RMAS
        plan = demo.get("/v1/plans/1", ana).json()["document"]
        assert [len(plan[part]) for part in ("lines", "rejected", "on_hold")] == [87, 0, 1]
        assert "demo-ana" in demo.get("/sign-in", {}).text
        # The same folder and the same port are refused while it runs.
        here = f"open {demo.address}, or stop process {process.pid}"
        again = (2, "", f"It runs already in this folder: {here}.\n")
        assert demo.refused("--fresh", RMA_PORT=str(free_port())) == again
    assert process.returncode == -signal.SIGKILL  # it had no time to tidy up

    with demo.running("Stop with Ctrl-C", "--network", small) as (process, said):
        assert f"It goes on where it was: {FILE} is kept" in said
        assert re.search(r"^dan +demo-dan +partner PA02 ", said, re.MULTILINE)
        assert demo.rmas(ana) == NEW_RMAS  # her session is kept too
        assert len(demo.get("/v1/plans", ana).json()["items"]) == 1
        status, out, err = ended(process, signal.SIGTERM)
    assert (status, out, err) == (0, f"Stopped. `make run` goes on with {FILE}.\n", "")
    assert '"route": "/v1/plans"' in (demo.folder / "var" / "demo.log").read_text()

    with demo.running("Stop with Ctrl-C", "--network", small, "--fresh") as (process, said):
        assert said.startswith(f"Deleted, to start over: {FILE}\n")
        assert demo.get("/v1/rmas", ana).status_code == 401
        assert demo.rmas(demo.signed_in()) == 1
        assert ended(process, signal.SIGINT)[0] == 0


def test_a_port_that_is_taken_is_named_before_anything_is_made(demo: Demo) -> None:
    with create_server(("127.0.0.1", demo.port)):
        status, out, err = demo.refused("--network", DEMO)
    other = demo.port % 65_535 + 1
    assert (status, out) == (2, "")
    assert err == (
        f"Port {demo.port} of 127.0.0.1 is taken by another program. "
        f"Take another one: RMA_PORT={other} make run\n"
    )
    assert not (demo.folder / "plan.json").exists()
    assert not (demo.folder / FILE).exists()


def test_a_database_that_was_named_is_never_deleted(demo: Demo, tmp_path: Path) -> None:
    named = tmp_path / "named.db"
    named.write_bytes(b"")
    status, out, err = demo.refused("--fresh", RMA_DATABASE_URL=f"sqlite:///{named}")
    assert (status, out) == (2, "")
    assert err == (
        f"FRESH=1 deletes {FILE} and nothing else, and RMA_DATABASE_URL names another database: "
        "unset one of them.\n"
    )
    assert named.exists()
    assert list(demo.folder.iterdir()) == []


def test_a_folder_that_cannot_be_used_is_named(demo: Demo) -> None:
    (demo.folder / "var").write_text("a file stands where the folder should be")
    assert demo.refused("--network", DEMO) == (2, "", "var cannot be used: File exists.\n")


def test_files_that_are_not_there_are_named_and_no_database_is_filled(demo: Demo) -> None:
    status, out, err = demo.refused()  # data/demo is no folder here
    assert (status, out) == (2, "")
    assert err.startswith("data/demo: found ")
    assert not (demo.folder / FILE).exists()


def test_a_full_disk_takes_lines_of_the_log_and_nothing_else() -> None:
    with Log(Path("/dev/full").open("wb", buffering=0), encoding="utf-8") as log:
        assert log.write("a line\n") == 7
        assert log.write("a long line " * 10_000) == 120_000
