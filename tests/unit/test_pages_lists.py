"""Lists of pages: places in a list, files for spreadsheets, bars, differences, navigation."""

from datetime import UTC, datetime

import pytest

from optimizer.dispatch.problem import Level, Verdict
from optimizer.whatif.compare import compare
from rma_service.domain.errors import Refused
from rma_service.domain.people import Principal, Role
from rma_service.web.difference_view import difference_view
from rma_service.web.network_view import Bar
from rma_service.web.paging import address, marked, unmarked
from rma_service.web.sheets import sheet
from rma_service.web.shell import home_of, places_of
from rma_service.web.sign_in import own_address
from tests.builders import line, line_plan, network, plan

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_place_in_a_list_comes_back_as_it_was() -> None:
    assert unmarked(marked(3, AT, "RMA-1"), int, datetime, str) == (3, AT, "RMA-1")
    assert unmarked("", int) is None


@pytest.mark.parametrize(
    "word",
    ["x", "!!!", marked(3), marked("3", AT), marked(3, AT, 1), marked(3, "2026-11-23T09:00")],
)
def test_what_is_no_place_in_the_list_is_refused(word: str) -> None:
    with pytest.raises(Refused):
        unmarked(word, int, datetime)


def test_an_address_names_only_what_was_chosen() -> None:
    assert address("/cases", {"state": "", "search": "a b"}) == "/cases?search=a+b"
    assert address("/cases", {"state": ""}) == "/cases"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_a_file_is_a_formula(text: str) -> None:
    body = sheet("name", ("a",), [(text,)]).body.decode()
    assert f"'{text}" in body


def test_numbers_and_instants_of_a_file_stay_what_they_are() -> None:
    body = sheet("name", ("a", "b", "c"), [(-5, AT, None)]).body.decode()
    assert body == "a,b,c\r\n-5,2026-11-23T09:00:00Z,\r\n"


def test_a_bar_is_as_long_as_the_larger_of_base_stock_and_what_is_there() -> None:
    assert (Bar(1, 1, 4).free_share, Bar(1, 1, 4).held_share) == (25.0, 25.0)
    assert Bar(3, 0, 2).free_share == 100.0
    assert Bar(0, 0, 0).free_share == 0.0


def test_a_promise_that_is_lost_stands_in_its_group_and_in_the_sentence() -> None:
    kept, lost = line("A"), line("B")
    levels = (Level("missed", 0, 0.0, proved=True), Level("cost", 100, 100.0, proved=True))
    before = plan(line_plan(line=kept), line_plan(line=lost), levels=levels)
    after = plan(
        line_plan(line=kept),
        line_plan(line=lost, verdict=Verdict.IMPOSSIBLE_ALONE, option=None, sentence="Too far."),
        levels=(Level("missed", 40, 40.0, proved=True), Level("cost", 60, 60.0, proved=True)),
    )
    view = difference_view(compare(before, after), network(), "Plan 1", "Plan 2")
    groups = {group.key: [each.line_id for each in group.lines] for group in view.groups}
    assert groups == {"lost": ["B"], "gained": [], "changed": []}
    assert view.lead.startswith("1 promise lost, none gained, no lines changed otherwise; ")
    assert [(level.change, level.tone) for level in view.levels] == [
        ("+40", "change-down"),
        ("\N{MINUS SIGN}$0.40", "change-up"),
    ]
    assert view.groups[0].lines[0].way_after == "nothing is sent"
    assert view.groups[0].lines[0].reason == "Too far."


def test_equal_plans_differ_in_nothing() -> None:
    same = plan(line_plan(line=line("A")))
    view = difference_view(compare(same, same), network(), "a", "b")
    assert view.lead.startswith("Nothing differs")


@pytest.mark.parametrize(
    ("role", "partner", "home", "places"),
    [
        (Role.PARTNER, "PA01", "/cases", 2),
        (Role.DISPATCHER, None, "/board", 7),
        (Role.PLANNER, None, "/board", 6),
        (Role.ADMINISTRATOR, None, "/board", 7),
    ],
)
def test_the_role_decides_where_somebody_begins_and_may_go(
    role: Role, partner: str | None, home: str, places: int
) -> None:
    principal = Principal("U-1", role, partner)
    assert home_of(principal) == home
    assert len(places_of(principal, "/")) == places


@pytest.mark.parametrize(
    ("path", "here"),
    [("/cases/new", "/cases/new"), ("/cases/R1", "/cases"), ("/plans/3", "/board"), ("/x", None)],
)
def test_at_most_one_place_is_here(path: str, here: str | None) -> None:
    places = places_of(Principal("U-ANA", Role.DISPATCHER), path)
    assert [each.href for each in places if each.here] == ([here] if here else [])


@pytest.mark.parametrize(
    "onward", ["//evil.test", "/\\evil.test", "https://evil.test", "x", "/\n/e"]
)
def test_signing_in_leads_to_no_other_host(onward: str) -> None:
    assert own_address(onward) == ""


def test_signing_in_leads_to_what_was_asked_for() -> None:
    assert own_address("/plans/3") == "/plans/3"
