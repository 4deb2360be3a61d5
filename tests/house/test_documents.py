"""What the pages say is there: links lead somewhere, commands and targets are told."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from rma_service import cli
from tests.house.layout import ROOT, documents, texts

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
TARGET = re.compile(r"^([a-z]+):.*?## (.+)$", re.MULTILINE)
TREE = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "data/README.md")


def broken_links(page: Path) -> list[str]:
    """Links of a page to files of the project that are not there."""
    targets = (link.split("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8")))
    inside = [link for link in targets if link and not re.match(r"[a-z]+:", link)]
    return [link for link in inside if not (page.parent / link).exists()]


def make_targets() -> dict[str, str]:
    """Targets of the Makefile with the sentence that `make help` shows."""
    return dict(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))


def everything_written() -> str:
    """The text of README, CONTRIBUTING and docs/."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *texts((".md",), "docs")]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("name", TREE)
def test_the_pages_that_every_project_has_are_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[here](page.md) [gone](gone.md#top) [away](mailto:ana@acme.example)")
    assert broken_links(page) == ["gone.md"]


def test_every_link_between_pages_leads_somewhere() -> None:
    found = {str(page.relative_to(ROOT)): broken_links(page) for page in documents()}
    assert {page: links for page, links in found.items() if links} == {}


def test_every_make_target_has_a_sentence_and_is_told() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split()
    written = everything_written()
    assert set(phony) == set(make_targets())
    assert [name for name in phony if f"make {name}" not in written] == []
    assert [text for text in make_targets().values() if not text.endswith(".")] == []


def test_every_command_and_option_of_the_command_line_is_told() -> None:
    commands = getattr(get_command(cli.app), "commands", {})
    written = everything_written()
    options = {
        option
        for command in commands.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert len(commands) > 0
    assert [name for name in commands if f"rma {name}" not in written] == []
    assert [option for option in sorted(options) if option not in written] == []


def test_every_decision_note_tells_context_decision_and_alternatives() -> None:
    notes = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert notes
    for note in notes:
        text = note.read_text(encoding="utf-8").lower()
        missing = [word for word in ("context", "decision", "alternatives") if word not in text]
        assert missing == [], note.name
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", note.name)
