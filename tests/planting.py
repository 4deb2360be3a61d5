"""Plant each mistake in a copy of the engine, and count the public cases that notice.

`python -m tests.planting` prints the table of docs/proofs/planted-mistakes.md.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.planted_mistakes import MISTAKES, Mistake

ROOT = Path(__file__).resolve().parents[1]
COPIED = (
    "optimizer/*.py",
    "optimizer/__pycache__",
    "rma_service/__init__.py",
    "rma_service/domain",
    "rma_service/policies",
    "data/policies",
    "data/conformance",
    "tests/judging_cases.py",
)
JUDGE = """
import importlib, json, os, sys
for heavy in ("holidays", "jsonschema", "ruamel.yaml", "zoneinfo"):
    importlib.import_module(heavy)
for country in json.loads(sys.argv[1]):
    sys.modules["holidays"].country_holidays(country)
for line in sys.stdin:
    if os.fork():
        os.wait()
        continue
    sys.path.insert(0, line.strip())
    try:
        from tests.judging_cases import differences, judged, public_cases
        cases = [case for cases in public_cases().values() for case in cases]
        noticed = [case["id"] for case in cases if differences(case, judged(case))]
        print(json.dumps(noticed), flush=True)
    except Exception as broken:
        print(json.dumps({"broken": repr(broken)}), flush=True)
    finally:
        os._exit(0)
"""


class StaleError(AssertionError):
    """A mistake that cannot be planted, as the text it changes is not there."""


def plant(mistake: Mistake | None, folder: Path) -> None:
    """Copy the engine, its policies and the public cases, and do one thing wrong.

    Raises
    ------
    StaleError
        When the text that the mistake changes does not occur.
    """
    for pattern in COPIED:
        for source in sorted(ROOT.glob(pattern)):
            copy = folder / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, copy)
            else:
                shutil.copy2(source, copy)
    if mistake is None:
        return
    changed = folder / mistake.file
    text = changed.read_text(encoding="utf-8")
    if mistake.was not in text:
        raise StaleError(f"{mistake.name}: {mistake.file} does not say {mistake.was!r} any more.")
    changed.write_text(text.replace(mistake.was, mistake.becomes), encoding="utf-8")


def notice(mistakes: Sequence[Mistake | None]) -> list[list[str]]:
    """Return the public cases whose answer each mistake changes; None: no mistake at all.

    One process loads the libraries and leaves a copy of itself to every mistake.
    """
    with tempfile.TemporaryDirectory() as planted:
        folders = [Path(planted) / str(number) for number in range(len(mistakes))]
        for mistake, folder in zip(mistakes, folders, strict=True):
            plant(mistake, folder)
        judge = subprocess.run(
            [sys.executable, "-c", JUDGE, json.dumps(_countries())],
            input="".join(f"{folder}\n" for folder in folders),
            capture_output=True,
            text=True,
            check=True,
            cwd=planted,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        )
    answers = [json.loads(line) for line in judge.stdout.splitlines()]
    broken = [
        (mistake, answer["broken"])
        for mistake, answer in zip(mistakes, answers, strict=True)
        if isinstance(answer, dict)
    ]
    assert not broken, [f"{mistake.name if mistake else None}: {why}" for mistake, why in broken]
    return answers


def _countries() -> list[str]:
    """Return the countries of the public cases, whose holidays take long to import."""
    texts = (path.read_text("utf-8") for path in (ROOT / "data" / "conformance").glob("*.json"))
    cases = [case for text in texts for case in json.loads(text)["cases"]]
    return sorted({case["country"] for case in cases} - {"XX"})


def table(mistakes: Sequence[Mistake], noticed: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows of the table, one a mistake."""
    rows = ["| mistake | planted in | cases that notice | one of them |", "|---|---|---|---|"]
    for mistake, cases in zip(mistakes, noticed, strict=True):
        first = f"`{cases[0]}`" if cases else "none"
        rows.append(f"| {mistake.name} | `{mistake.file}` | {len(cases)} | {first} |")
    return rows


if __name__ == "__main__":
    print("\n".join(table(MISTAKES, notice(MISTAKES))))  # noqa: T201 - for the person at the terminal
