"""Every kind of problem is described in docs/api.md and made by a test; the API is as committed."""

import json
import re
from pathlib import Path

import pytest

from rma_service.api.problems import KIND_OF_ERROR, KINDS
from rma_service.db.engine import Database
from rma_service.domain import errors
from rma_service.domain.access import ACCESS
from rma_service.domain.people import Role
from rma_service.main import create_app
from rma_service.settings import Settings
from tests.cast import HandClock
from tests.house.layout import ROOT, texts

API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z-]+)` \| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
MACHINES = ("/livez", "/readyz", "/metrics")
ROLE_ROW = re.compile(r"^\| `([A-Z]+) (/\S+)` \| (.+?) \| .+ \|$", re.MULTILINE)


def concrete(cls: type[errors.DomainError]) -> set[type[errors.DomainError]]:
    """Every error that use cases raise: those that nothing is derived from."""
    below = [each for each in cls.__subclasses__() if each.__module__ == errors.__name__]
    return set().union(*map(concrete, below)) if below else {cls}


def test_every_kind_of_problem_is_described_as_it_is() -> None:
    rows = ROW.findall(API)
    described = {slug: (int(status), title, advice) for slug, status, title, advice in rows}
    kinds = {kind.slug: (kind.status, kind.title, kind.advice) for kind in KINDS.values()}
    assert described == kinds


@pytest.mark.parametrize("slug", KINDS)
def test_every_kind_of_problem_is_made_by_a_test(slug: str) -> None:
    sources = [path.read_text(encoding="utf-8") for path in texts((".py",), "tests/integration")]
    assert any(f'"{slug}"' in source for source in sources)


def test_every_error_of_the_record_is_a_kind_of_problem() -> None:
    assert concrete(errors.DomainError) == set(KIND_OF_ERROR)
    assert set(KIND_OF_ERROR.values()) <= KINDS.keys()


def test_words_are_told_as_sentences() -> None:
    assert [kind.slug for kind in KINDS.values() if kind.title.endswith(".")] == []
    assert [kind.slug for kind in KINDS.values() if not kind.advice.endswith(".")] == []


def test_the_reference_lists_every_route_of_the_api_with_its_roles() -> None:
    listed = {(method, path): roles for method, path, roles in ROLE_ROW.findall(API)}
    rows = {
        (method, path): who
        for (method, path), who in ACCESS.items()
        if path.startswith("/v1/") or path in MACHINES
    }
    assert listed == {row: roles_of(who) for row, who in rows.items()}


def roles_of(who: frozenset[Role | None]) -> str:
    """Roles of a row in the words of the reference."""
    if None in who:
        return "anyone"
    if who == frozenset(Role):
        return "signed in"
    return ", ".join(role for role in Role if role in who)


def test_the_committed_description_of_the_api_is_the_live_one(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'unused.db'}")
    live = create_app(Settings(), database, HandClock()).openapi()
    database.close()
    committed = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert committed == json.loads(json.dumps(live)), "docs/api.md says how to write it anew"
