"""What Dockerfile, .dockerignore and compose.yaml say, as values."""

import json
import re
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from ruamel.yaml import YAML

from tests.house.layout import ROOT

IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile, and the stage that it stands in."""

    stage: str
    word: str
    rest: str

    @property
    def parts(self) -> list[str]:
        """What a list in brackets says; only then no shell stands between."""
        listed: list[str] = json.loads(self.rest)
        return listed


def instructions() -> list[Instruction]:
    """Every instruction, with lines that go on joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    found: list[Instruction] = []
    stage = ""
    for line in re.sub(r"\\\n\s*", " ", plain).splitlines():
        if not line.strip():
            continue
        word, rest = line.split(maxsplit=1)
        stage = rest.split(" AS ")[1] if word == "FROM" else stage
        found.append(Instruction(stage, word, rest))
    return found


def of(word: str, stage: str | None = None) -> list[Instruction]:
    """Instructions of one kind, of one stage or of all."""
    found = [each for each in instructions() if each.word == word]
    return [each for each in found if stage is None or each.stage == stage]


def is_sent(path: str, rules: str = IGNORED) -> bool:
    """Whether a path reaches the builder: the last rule that fits it or a folder above decides.

    Source: Docker's reference, ".dockerignore file".
    """
    sent = True
    for line in rules.splitlines():
        rule = line.strip()
        if not rule or rule.startswith("#"):
            continue
        pattern = rule.removeprefix("!").removeprefix("**/")
        parents = ["/".join(path.split("/")[: n + 1]) for n in range(path.count("/") + 1)]
        names = path.split("/") if "**/" in rule else parents
        if any(fnmatch(each, pattern) for each in names):
            sent = rule.startswith("!")
    return sent


def services() -> dict[str, dict[str, Any]]:
    """Services of compose.yaml, with what they share merged."""
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    document = YAML(typ="safe", pure=True).load(text)
    found: dict[str, dict[str, Any]] = document["services"]
    return found
