"""`rma serve` as a process: it answers, it names a port that is taken, it stops when told to."""

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

ROOT = Path(__file__).resolve().parents[2]
SERVE = [sys.executable, "-m", "rma_service", "serve"]


def free_port() -> int:
    """Give a port that was free a moment ago."""
    with create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def environment(**settings: str) -> dict[str, str]:
    """Give an environment with these settings and no other of ours."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("RMA_")}
    return others | settings


def refused(**settings: str) -> tuple[int, str]:
    """Start a server that does not come to serve; exit status and what it says."""
    done = subprocess.run(
        SERVE, cwd=ROOT, env=environment(**settings), capture_output=True, check=False, timeout=60
    )
    return done.returncode, done.stderr.decode()


@contextmanager
def serving(**settings: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Run a server, and give it with the lines that it says before it serves."""
    process = subprocess.Popen(
        SERVE,
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said: list[str] = []
    try:
        assert process.stdout is not None
        while not said or not said[-1].startswith("Serving"):
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            said.append(line.rstrip())
        yield process, said
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_server_answers_and_ends_in_peace_when_it_is_told_to(
    database_url: str, sign: signal.Signals
) -> None:
    port = str(free_port())
    with serving(RMA_DATABASE_URL=database_url, RMA_PORT=port) as (process, said):
        answer = httpx2.get(f"http://127.0.0.1:{port}/readyz")
        process.send_signal(sign)
        _, logged = process.communicate(timeout=30)
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert "server" not in answer.headers
    assert said[-1] == f"Serving http://127.0.0.1:{port} - stop with Ctrl-C."
    assert process.returncode == 0
    assert '"route": "/readyz"' in logged
    assert "Traceback" not in logged


def test_the_first_start_tells_how_to_sign_in_and_the_second_does_not(database_url: str) -> None:
    settings = {"RMA_DATABASE_URL": database_url, "RMA_PORT": str(free_port())}
    with serving(**settings) as (_, said):
        told = re.fullmatch(r"Sign in as ada with (\S{20}) \(administrator\)\.", said[0])
    assert told is not None
    with serving(**settings) as (_, said):
        assert len(said) == 1
        body = {"name": "ada", "password": told.group(1)}
        url = f"http://127.0.0.1:{settings['RMA_PORT']}/v1/session"
        assert httpx2.post(url, json=body).status_code == 201


def test_a_port_that_is_taken_is_named(database_url: str) -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = refused(RMA_DATABASE_URL=database_url, RMA_PORT=str(port))
    assert status == 2
    assert said == (
        f"Port {port} of 127.0.0.1 is taken by another program. Take another one: "
        f"RMA_PORT={port % 65_535 + 1} rma serve\n"
    )


def test_a_database_without_tables_is_refused(tmp_path: Path) -> None:
    status, said = refused(RMA_DATABASE_URL=f"sqlite:///{tmp_path / 'new.db'}")
    assert status == 2
    assert "run `rma migrate`" in said
    assert len(said.splitlines()) == 1
