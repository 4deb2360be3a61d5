"""Pages of dispatch: Ana plans, pins, leaves out, compares, approves and follows a line out."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser, Page, expect

from optimizer.dispatch.problem import LinePlan, Option
from rma_service.domain.people import Principal, Role
from rma_service.domain.plan_record import WishList
from rma_service.usecases.dispatch import plan_now
from rma_service.usecases.plans import list_plans, plan_of
from tests.e2e.conftest import Witness
from tests.e2e.serving import Served, sign_in

PLAN = re.compile(r"/plans/\d+$")
DIFFERENCE = re.compile(r"/plans/\d+/difference$")
SLOW_MS = 120_000
ANA = Principal("U-ANA", Role.DISPATCHER)


@pytest.fixture(scope="module")
def plan_version(served: Served) -> int:
    """Make a plan to review; the tests of this file share it, and none of them changes it."""
    return plan_now(served.database, served.clock, ANA.principal_id, WishList()).plan_version


@pytest.fixture
def ana(page: Page, witness: Witness, served: Served) -> Page:  # noqa: ARG001 - watches first
    """Sign Ana in."""
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, served, "ana")
    return page


def test_she_plans_and_sees_the_plan_being_made(ana: Page) -> None:
    ana.get_by_role("button", name="Plan all open lines").click()
    expect(ana.get_by_role("progressbar")).to_be_visible()
    ana.wait_for_url(PLAN, timeout=SLOW_MS)
    expect(ana.get_by_role("heading", level=1)).to_contain_text("Proposed")
    expect(ana.get_by_role("region", name="Table of lines")).to_be_visible()
    expect(ana.get_by_role("heading", name="On hold 1")).to_be_visible()


def test_the_map_can_be_moved_and_leads_to_a_line(
    ana: Page, served: Served, plan_version: int
) -> None:
    ana.goto(f"{served.address}/plans/{plan_version}")
    world = ana.get_by_role("region", name="World map of the plan")
    expect(world).to_be_visible()
    mark = world.get_by_role("link", name=re.compile("RMA26110001-01"))
    before = mark.bounding_box()
    ana.get_by_role("radio", name="Europe").check()
    after = mark.bounding_box()
    assert before
    assert after
    assert before != after
    mark.focus()
    ana.keyboard.press("Enter")
    assert ana.url.endswith("#line-RMA26110001-01")


def test_she_pins_a_line_leaves_a_courier_out_and_sees_what_differs(
    ana: Page, served: Served, plan_version: int
) -> None:
    stored = plan_of(served.database, plan_version)
    kept, moved = _two_lines(stored.plan.lines)
    ana.goto(f"{served.address}/plans/{plan_version}")
    ana.locator(f"#{_anchor(kept)} + .more summary").click()
    ana.get_by_role("radio", name=re.compile(f"^Keep .* for {kept}$")).check()
    ana.get_by_role("checkbox", name=stored.network.services[moved.service_id].name).check()
    ana.get_by_role("button", name="Plan again with these wishes").click()
    ana.wait_for_url(DIFFERENCE, timeout=SLOW_MS)
    expect(ana.get_by_role("heading", name="What differs")).to_be_visible()
    ana.get_by_role("link", name=re.compile("Review plan")).click()
    expect(ana.locator(f"#{_anchor(kept)}")).to_contain_text("pinned")
    again = plan_of(served.database, list_plans(served.database)[0].plan_version)
    assert moved.service_id not in {e.option.service_id for e in again.plan.lines if e.option}
    # The wish of this plan is there to be kept or dropped for the next one.
    box = ana.get_by_role("checkbox", name=stored.network.services[moved.service_id].name)
    expect(box).to_be_checked()


def test_wishes_that_contradict_are_refused_with_a_sentence(
    ana: Page, served: Served, plan_version: int, witness: Witness
) -> None:
    stored = plan_of(served.database, plan_version)
    kept, _ = _two_lines(stored.plan.lines)
    option = next(e.option for e in stored.plan.lines if e.line.line_id == kept)
    assert option
    ana.goto(f"{served.address}/plans/{plan_version}")
    ana.locator(f"#{_anchor(kept)} + .more summary").click()
    ana.get_by_role("radio", name=re.compile(f"^Keep .* for {kept}$")).check()
    ana.get_by_role("checkbox", name=stored.network.services[option.service_id].name).check()
    ana.get_by_role("button", name="Plan again with these wishes").click()
    expect(ana.get_by_role("alert")).to_contain_text(f"Line {kept} is pinned to service")
    witness.complaints = [each for each in witness.complaints if "422" not in each]


def _two_lines(lines: Sequence[LinePlan]) -> tuple[str, Option]:
    """A line to keep, and a way of another line by another courier service."""
    sent = [(each.line.line_id, each.option) for each in lines if each.option]
    for line_id, option in sent:
        for _, other in sent:
            if other.service_id != option.service_id:
                return line_id, other
    raise AssertionError("Every line goes by the same courier service.")


def _anchor(line_id: str) -> str:
    return f"line-{line_id}"


def test_last_she_approves_follows_a_line_to_its_closed_return_and_a_rival_learns_of_it(
    ana: Page, served: Served, browser: Browser, witness: Witness
) -> None:
    version = plan_now(served.database, served.clock, ANA.principal_id, WishList()).plan_version
    with browser.new_context() as context:
        rival = context.new_page()
        sign_in(rival, served, "ana")
        rival.goto(f"{served.address}/plans/{version}")
        ana.goto(f"{served.address}/plans/{version}")
        ana.get_by_role("button", name="Approve and reserve the units").click()
        expect(ana.get_by_role("status")).to_contain_text("Approved")
        rival.get_by_role("button", name="Approve and reserve the units").click()
        expect(rival.get_by_role("alert")).to_contain_text("only a proposed plan can be approved")
    _follow_out(ana, served)
    assert witness.complaints == []


def _follow_out(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/cases/RMA26110001")
    line = page.get_by_role("article", name="RMA26110001-01")
    expect(line).to_contain_text("Reserved")
    line.get_by_role("button", name="Hand over to the courier").click()
    line.get_by_label("Serial number").fill("NEW-1")
    line.get_by_label("Tracking number").fill("T-1")
    line.get_by_role("button", name="Mark as shipped").click()
    line.get_by_role("button", name="Mark as delivered").click()
    expect(line).to_contain_text("Warranty ends")
    # RMA26110001-01 reported the faulty serial F906871895.
    line.get_by_label("Serial number").fill("F906871895")
    line.get_by_role("button", name="Receive the defective part").click()
    line.get_by_role("button", name="Close").click()
    expect(line).to_contain_text("Closed")
    expect(page.locator(".timeline")).to_contain_text("Defective part received")
