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


def job(name: str, seconds: float | None = None, **given: object) -> dict[str, Any]:
    """Answer of a job; one that did not end in `seconds` [s] and some grace answers nothing."""
    with TemporaryDirectory(prefix="rma-bench-") as folder:
        question, answer = Path(folder, "given.json"), Path(folder, "answer.json")
        question.write_text(json.dumps(given), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "benchmarks.dispatch.jobs",
            name,
            str(question),
            str(answer),
        ]
        try:
            subprocess.run(  # noqa: S603 - our own module with the names of our own files
                command,
                cwd=ROOT,
                check=True,
                timeout=None if seconds is None else seconds + GRACE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return {}
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return found
