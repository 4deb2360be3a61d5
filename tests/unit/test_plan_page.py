"""The page of a plan: what stands on it, that nothing leaves it, that nothing breaks into it."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from typing import Any

import pytest

from optimizer.dispatch.problem import DispatchPlan, Verdict
from rma_service.web.plan_page import plan_page
from rma_service.web.plan_row import anchor, haversine_km
from tests.builders import depot, line, line_plan, network, part, plan, set_aside, site, target
from tests.review_plan import review_network, review_plan


def words(html: str) -> str:
    """The text of a page or a part of it, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def row(page: str, line_id: str) -> str:
    """The two table rows of one line."""
    found = re.search(
        rf'<tr class="line [^>]*id="line-{line_id}">.*?</tr>\s*<tr.*?</tr>', page, re.DOTALL
    )
    assert found
    return found[0]


def section(page: str, title_id: str) -> str:
    """The part of the page under one heading."""
    found = re.search(
        rf'<section[^>]*aria-labelledby="{title_id}">(.*?)</section>', page, re.DOTALL
    )
    assert found
    return found[1]


def of_one_line(**changes: Any) -> str:
    return plan_page(plan(line_plan(**changes)), network())


def test_the_head_says_what_was_asked_when_and_how_it_ended() -> None:
    page = plan_page(review_plan(), review_network())
    head = words(page[page.index("<header") : page.index("</header>")])
    assert "9 open lines as of Mon 23 Nov 2026, 10:00 UTC" in head
    # The level of cost is 56,000 cents, of which 2,857 are prices of last units.
    assert "Cost $560.00 $28.57 of it for last units" in head
    # I-1 has no option.
    assert "Served 8 of 9 1 rejected, 1 on hold" in head
    assert "Optimum Not proved" in head
    assert "Computed in 2.00 s" in head


def test_a_proved_plan_says_so() -> None:
    assert "Optimum Proved no better plan exists" in words(of_one_line())


def test_levels_show_bounds_and_which_were_proved() -> None:
    proof = words(section(plan_page(review_plan(), review_network()), "proof-title"))
    missed = "Promises missed weight of owed targets that the plan misses 100 100"
    assert f"{missed} Proved: no plan misses less." in proof
    # 20 of 1,520 are 1.3 per cent, rounded up.
    assert (
        "1,520 1,500 Best found; no plan that does as well above can be late by less than 1,500 "
        "(bound). At most 20 could be gained, 1.4 % of it."
    ) in proof
    assert "$560.00 none known Best found; nothing is proved here before" in proof
    # 1.5 of 2 seconds.
    assert "options 1.500 75 % cost 0.500 25 %" in proof


def test_a_row_tells_target_way_and_figures() -> None:
    text = words(row(plan_page(review_plan(), review_network()), "K-1"))
    assert text.startswith("Guaranteed K-1 Frankfurt, DE Test customer (S1) P1 Test part")
    # Due 14:00 UTC, an hour later in Berlin in winter.
    assert "Arrive by 15:00 Mon 23 Nov CET, 14:00 UTC clause 2.4" in text
    assert "Frankfurt depot (FRA1) Local car (CAR) 11:50 Mon 23 Nov CET, 10:50 UTC" in text
    assert "13:01 Mon 23 Nov CET, 12:01 UTC median 13:01 100 % 1 h 59 min $70.00" in text


def test_departures_are_told_in_the_time_of_the_depot_and_arrivals_in_that_of_the_site() -> None:
    text = words(row(plan_page(review_plan(), review_network()), "F-1"))
    # 10:50 UTC is 00:50 in Honolulu; 12:01 UTC is 01:01 of the next day in Auckland's summer.
    assert "00:50 Mon 23 Nov HST, 10:50 UTC" in text
    assert "01:01 Tue 24 Nov NZDT, Mon 23 Nov 12:01 UTC" in text


def test_a_substitute_is_flagged() -> None:
    page = plan_page(review_plan(), review_network())
    assert "P1 sends P2 instead" in words(row(page, "A-1"))
    assert "instead" not in words(row(page, "K-1"))


def test_other_ways_tell_what_they_would_change() -> None:
    text = words(row(plan_page(review_plan(), review_network()), "K-1"))
    assert "Leiria depot (LIS1) , Large van (VAN)" in text
    assert "30 min later, +$12.50" in text


def test_who_would_lose_is_linked() -> None:
    html = row(plan_page(review_plan(), review_network()), "T-1")
    assert '<a href="#line-A-1">A-1</a>' in html


def test_a_line_that_is_not_owed_says_the_clause_the_reason_and_the_outlook() -> None:
    text = words(row(plan_page(review_plan(), review_network()), "X-1"))
    assert text.startswith("Excluded by clause X-1 outlook: at risk")
    assert "not owed, clause note 5" in text
    assert "Not owed, clause note 5: one of a batch of 12" in text


def test_failed_tests_are_grouped_closest_to_success_first_and_nearest_depot_first() -> None:
    text = words(row(plan_page(review_plan(), review_network()), "I-1"))
    assert "Nothing is sent" in text
    # To Santiago, Leiria is nearer than Frankfurt; lateness is the last test, stock the first.
    assert (
        "Too late late 2\N{MULTIPLICATION SIGN} "
        "Leiria depot, Large van : 40 minutes after it is due "
        "Frankfurt depot, Local car : 52 minutes after it is due "
        "No free unit stock 1\N{MULTIPLICATION SIGN} Honolulu depot : no free unit of P1"
    ) in text


def test_a_kit_is_one_group_and_a_lone_line_has_no_head() -> None:
    page = plan_page(review_plan(), review_network())
    heads = [words(head) for head in re.findall(r'<tr class="case-head">.*?</tr>', page, re.DOTALL)]
    assert heads[0].startswith("K Kit of 2: one depot, one departure")
    lone = line_plan(line=line("RMA7-01", rma_number="RMA7"))
    assert '<tr class="case-head">' not in plan_page(plan(lone), network())


def test_rejected_lines_and_lines_on_hold_stand_apart_with_reason_and_clause() -> None:
    page = plan_page(review_plan(), review_network())
    assert "R-1 PA01 The contract ended. 1" in words(section(page, "rejected-title"))
    assert "H-1 PA01 The fault tag is not complete. 3" in words(section(page, "on-hold-title"))


def test_loads_are_told_by_depot_and_courier() -> None:
    loads = words(section(plan_page(review_plan(), review_network()), "loads-title"))
    assert "Frankfurt depot Local car 7 41.2 kg 2" in loads


def test_the_foot_says_how_to_make_the_plan_again() -> None:
    foot = words(plan_page(review_plan(), review_network()).partition("<footer>")[2])
    assert foot.startswith("Input " + "0" * 64)
    assert "--at 2026-11-23T10:00:00Z" in foot
    assert "code 0.1.0 tzdata 2026.6" in foot


def test_a_plan_without_lines_is_a_whole_page() -> None:
    empty = DispatchPlan(plan().now, (), (), (), (), 0, "0" * 64)
    text = words(plan_page(empty, network()))
    assert "0 open lines" in text
    assert "No line is open, so there is nothing to send." in text
    assert "Nothing leaves any depot." in text
    assert "No line was rejected." in text


def test_one_line_is_called_a_line() -> None:
    assert "1 open line as of" in words(of_one_line())


def test_names_are_never_read_as_html() -> None:
    evil = '"><script>alert(1)</script>'
    hostile = network(
        sites=(site(city=evil, customer=evil),), parts=(part("P1", description=evil),)
    )
    asked = line(f"L{evil}", target=target(clause=evil, not_owed_reason=evil))
    page = plan_page(
        plan(
            line_plan(line=asked, sentence=evil, would_lose=(evil,)),
            set_aside=(set_aside(sentence=evil, clause=evil, line_id=evil),),
            input_hash=evil,
            versions={evil: evil},
            seconds={evil: 1.0},
        ),
        hostile,
    )
    assert "<script" not in page.lower()
    assert "&lt;script&gt;alert(1)" in page


def test_nothing_is_loaded_and_only_the_style_of_this_very_page_is_allowed() -> None:
    page = plan_page(review_plan(), review_network())
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert unescape(policy[1]).startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert not re.search(r'(src|href|action)="(?!#|data:,)', page)
    assert not re.search(r"url\(|@import", style[1])
    assert not re.search(r" style=| on\w+=", page)


def test_every_link_leads_to_a_place_on_the_page() -> None:
    page = plan_page(review_plan(), review_network())
    places = re.findall(r'\sid="([^"]*)"', page)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)


def test_the_same_plan_gives_the_same_page_but_for_the_seconds() -> None:
    made = review_plan()
    again = replace(made, versions=dict(reversed(list(made.versions.items()))))
    assert plan_page(made, review_network()) == plan_page(again, review_network())


def test_each_verdict_can_be_shown_alone_when_it_occurs() -> None:
    page = of_one_line(verdict=Verdict.AT_RISK)
    assert re.search(r'id="show-at_risk">', page)
    assert re.search(r'id="show-guaranteed" disabled>', page)


def test_every_table_that_may_scroll_can_be_focused_and_has_a_name() -> None:
    # Chromium focuses what scrolls by itself, other browsers need to be told.
    page = plan_page(review_plan(), review_network())
    regions = re.findall(r'<div class="scroll[^>]*>', page)
    names = [
        re.search(r'role="region" aria-label="([^"]+)" tabindex="0"', each) for each in regions
    ]
    assert len({name[1] for name in names if name}) == len(regions) == 5


def test_two_lines_never_share_an_anchor() -> None:
    # "A 1", "A_1" and "A/1" must stay apart; an anchor holds no space and no quote.
    anchors = [anchor(each) for each in ("A 1", "A_1", "A/1", "A-1", "A_20_1", "Ä1", "A1")]
    assert len(set(anchors)) == len(anchors)
    assert all(" " not in each and '"' not in each for each in anchors)


def test_a_degree_of_the_equator_is_111_km_and_the_other_side_20015() -> None:
    # 6,371 km x pi / 180 = 111.19 km; half the circumference is 6,371 x pi = 20,015 km.
    here = depot(longitude=0.0)
    assert haversine_km(here, site(longitude=1.0)) == pytest.approx(111.19, abs=0.01)
    assert haversine_km(here, site(longitude=180.0)) == pytest.approx(20_015, abs=1)
