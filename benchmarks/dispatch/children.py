"""Starts jobs in processes of their own and waits for what they answer."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GRACE_SECONDS = 60.0
"""How much longer than its limit a solver may take to stop before its process is ended."""


class JobFailedError(RuntimeError):
    """A job that ended without an answer."""


def job(name: str, seconds: float | None = None, **given: object) -> dict[str, Any]:
    """Answer of a job; one that did not end in `seconds` [s] and some grace answers nothing.

    Raises
    ------
    JobFailedError
        With its last words, when it failed.
    """
    with TemporaryDirectory(prefix="rma-bench-") as folder:
        question, answer = Path(folder, "given.json"), Path(folder, "answer.json")
        question.write_text(json.dumps(given), encoding="utf-8")
        module = (sys.executable, "-m", "benchmarks.dispatch.jobs")
        try:
            done = subprocess.run(  # noqa: S603 - our own module with the names of our own files
                [*module, name, str(question), str(answer)],
                cwd=ROOT,
                check=False,
                text=True,
                stderr=subprocess.PIPE,
                timeout=None if seconds is None else seconds + GRACE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return {}
        if done.returncode:
            last_words = done.stderr.strip().rpartition("\n")[2]
            raise JobFailedError(f"The job ended with {done.returncode}: {last_words}")
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return found
