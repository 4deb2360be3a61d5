"""Folders of policies that differ from the shipped ones by a few words, and the one in use."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from rma_service.shipped import shipped_policies

CARE = "xfusion-co-care"


def policy_text(changes: Mapping[str, str] | None = None, **words: str) -> str:
    """Text of the shipped policy of the small record, with other words in some places.

    `version`, `effective_from` and `rule` (of running contracts) are told by name.
    """
    text = (shipped_policies() / f"{CARE}.yaml").read_text(encoding="utf-8")
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new, 1)
    for key, word in words.items():
        text, found = re.subn(rf"(?m)^( *{key}:) .*$", rf'\1 "{word}"', text, count=1)
        assert found == 1, key
    return text


VERSION = re.findall(r'(?m)^version: "(.*)"$', policy_text())[0]
"""Version of the edition that is shipped."""


def write_policies(folder: Path, *texts: str) -> Path:
    """Write policy files into a new folder."""
    folder.mkdir()
    for place, text in enumerate(texts, start=1):
        (folder / f"{place}.yaml").write_text(text, encoding="utf-8")
    return folder


def use_policies(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the record be judged by a folder of policies from now on."""
    monkeypatch.setenv("RMA_POLICIES_DIR", str(folder))
