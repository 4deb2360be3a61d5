"""Streams that are closed, full or narrow, and signals: sentences, and whole files or none."""

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import typer

from rma_service.edge import told_plainly
from rma_service.terminal import process
from rma_service.terminal.process import Stop
from rma_service.usecases.refusals import FaultyInput
from tests.asking_the_cli import AT, requests_of

ROOT = Path(__file__).resolve().parents[2]
RMA = f"{sys.executable} -m rma_service"


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell, in which $RMA is the command."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env={**os.environ, "RMA": RMA, **environment},
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def asked(demo_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the arguments of a plan of one line."""
    into = tmp_path_factory.mktemp("asked") / "requests.csv"
    requests = requests_of(demo_directory, ["RMA26110027"], into)
    return f"plan --network {demo_directory} --requests {requests} --at {AT}"


def test_an_answer_for_a_closed_output_is_refused_before_any_work(asked: str) -> None:
    done = shell(f"$RMA {asked} >&-")

    assert done.returncode == 2
    assert done.stderr == (
        "Standard output is closed; send it to a file, or to /dev/null where nobody reads it.\n"
    )


def test_refusals_for_a_closed_error_stream_still_end_with_status_2(asked: str) -> None:
    done = shell(f"$RMA {asked} --out /dev/null/plan.json 2>&-")

    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@pytest.mark.parametrize("what", ["--help", "--version"])
def test_an_output_that_is_full_is_told_in_one_sentence(what: str) -> None:
    done = shell(f"$RMA {what} > /dev/full")

    assert done.returncode == 2
    assert done.stderr == "The answer could not be shown: No space left on device.\n"


def test_a_reader_that_has_seen_enough_is_no_fault(asked: str) -> None:
    done = shell(f"$RMA {asked} --json | head -n 1")

    assert (done.stdout, done.stderr) == ("{\n", "")


@pytest.mark.parametrize("columns", ["0", "-5", "", "wide"])
def test_a_width_that_means_nothing_does_not_make_the_answer_empty(columns: str) -> None:
    done = shell("$RMA --help", COLUMNS=columns)

    assert done.returncode == 0
    assert "whatif" in done.stdout


@pytest.mark.parametrize(("sign", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_work_with_a_sentence_and_leaves_nothing_behind(
    demo_directory: Path, tmp_path: Path, sign: signal.Signals, status: int
) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"rma_number")
    working = subprocess.Popen(
        [
            sys.executable, "-m", "rma_service", "plan", "--network", demo_directory,
            "--requests", f"/dev/fd/{reading}", "--at", AT, "--out", tmp_path / "plan.json",
        ],
        cwd=ROOT, pass_fds=[reading], stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    # The rest of the requests never comes: once the start is taken, the work waits for it.
    while select.select([reading], [], [], 0)[0] and working.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            working.wait(timeout=0.01)

    working.send_signal(sign)
    _, told = working.communicate(timeout=60)
    os.close(writing)
    os.close(reading)

    assert (working.returncode, told) == (status, "Stopped before the answer was complete.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_signal_ends_even_work_that_does_not_hear_of_it() -> None:
    program = """
import signal
from rma_service.terminal.process import run

def deaf():
    words = ["working"]
    while True:
        try:
            while words:
                print(words.pop(), flush=True)
            signal.pause()
        except KeyboardInterrupt:
            pass

run(deaf)
"""
    working = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert working.stdout is not None
    assert working.stdout.readline() == "working\n"

    working.send_signal(signal.SIGINT)
    _, told = working.communicate(timeout=60)

    assert (working.returncode, told) == (130, "Stopped before the answer was complete.\n")


def test_a_wish_to_stop_is_kept_where_a_library_swallows_it() -> None:
    stop = Stop()
    with suppress(KeyboardInterrupt):
        stop.ask(signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        stop.heed()
    assert stop.exit_status == 143


def test_nobody_is_stopped_who_was_not_asked() -> None:
    stop = Stop()

    stop.heed()

    # Ctrl-C that came as an exception only.
    assert stop.exit_status == 130


@pytest.mark.parametrize("fault", [ImportError("initialization failed"), FaultyInput(["Away."])])
def test_what_a_library_makes_of_a_wish_to_stop_is_told_as_the_wish(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = Stop()
    monkeypatch.setattr(process, "STOP", stop)
    with suppress(KeyboardInterrupt):
        stop.ask(signal.SIGTERM)
    with pytest.raises(typer.Exit) as ended, told_plainly("Stopped."):
        raise fault
    assert (ended.value.exit_code, capsys.readouterr().err) == (143, "Stopped.\n")


def test_a_fault_of_the_program_is_no_wish_to_stop() -> None:
    with pytest.raises(ImportError), told_plainly("Stopped."):
        raise ImportError
