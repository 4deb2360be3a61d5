"""Folders of policies that differ from the shipped ones by a few words, and the one in use."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rma_service.settings import shipped_policies

CARE = "xfusion-co-care"


def policy_text(changes: Mapping[str, str] | None = None) -> str:
    """Text of the shipped policy of the small record, with other words in some places."""
    text = (shipped_policies() / f"{CARE}.yaml").read_text(encoding="utf-8")
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def write_policies(folder: Path, *texts: str) -> Path:
    """Write policy files into a new folder."""
    folder.mkdir()
    for place, text in enumerate(texts, start=1):
        (folder / f"{place}.yaml").write_text(text, encoding="utf-8")
    return folder


def use_policies(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the record be judged by a folder of policies from now on."""
    monkeypatch.setenv("RMA_POLICIES_DIR", str(folder))
