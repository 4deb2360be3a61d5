"""Every mistake of the list, planted one at a time, is noticed by a public case."""

import re
from pathlib import Path

import pytest

from tests.house.layout import ROOT
from tests.planted_mistakes import MISTAKES, Mistake
from tests.planting import StaleError, notice, plant, table

PAGE = ROOT / "docs" / "proofs" / "planted-mistakes.md"


@pytest.fixture(scope="module")
def noticed() -> list[list[str]]:
    """Judge all public cases by the engine as it is, and with each mistake."""
    return notice([None, *MISTAKES])


def test_an_engine_without_a_mistake_differs_from_no_public_case(
    noticed: list[list[str]],
) -> None:
    assert noticed[0] == []


def test_every_planted_mistake_is_noticed_by_a_public_case(
    noticed: list[list[str]], figures: list[str]
) -> None:
    counts = dict(zip((m.name for m in MISTAKES), map(len, noticed[1:]), strict=True))
    figures.append(f"{len(MISTAKES)} planted mistakes, noticed by {min(counts.values())} to")
    figures[-1] += f" {max(counts.values())} public cases each"
    assert {name: count for name, count in counts.items() if count == 0} == {}


def test_the_page_of_planted_mistakes_shows_what_was_measured(noticed: list[list[str]]) -> None:
    shown = re.findall(r"^\|.*\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert shown == table(MISTAKES, noticed[1:])


def test_a_mistake_whose_text_is_gone_is_not_planted_silently(tmp_path: Path) -> None:
    gone = Mistake("Gone", "rma_service/policies/terms.py", "no such text", "")
    with pytest.raises(StaleError, match="does not say 'no such text' any more"):
        plant(gone, tmp_path)


def test_a_mistake_that_breaks_the_engine_does_not_count_as_noticed() -> None:
    broken = Mistake("Broken", "rma_service/policies/terms.py", "def plus_months", "def plus_month")
    with pytest.raises(AssertionError, match="Broken: ImportError"):
        notice([broken])


def test_every_mistake_has_its_own_name_and_changes_something() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES)
    assert [mistake.name for mistake in MISTAKES if mistake.was == mistake.becomes] == []
