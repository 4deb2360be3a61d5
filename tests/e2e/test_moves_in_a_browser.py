"""Moves of lines as people meet them: refused ones keep what was typed, and who is next is told."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from rma_service.domain.people import Principal, Role
from rma_service.domain.rma_request import LineKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.dispatch import plan_now
from rma_service.usecases.fulfillment import Shipment, deliver, hand_over, ship
from tests.e2e.barriers import require_no_barrier
from tests.e2e.serving import Served, sign_in

ANA = Principal("U-ANA", Role.DISPATCHER)
KIT = "RMA26110001"
FIRST, SECOND = LineKey(KIT, f"{KIT}-01"), LineKey(KIT, f"{KIT}-02")


@pytest.fixture(scope="module")
def known(served: Served) -> Served:
    """Approve a plan, and hand the first two lines of the kit over to their courier."""
    plan = plan_now(served.database, served.clock, ANA.principal_id)
    approve_plan(served.database, served.clock, ANA, plan.plan_version)
    for key in (FIRST, SECOND):
        hand_over(served.database, served.clock, ANA, key)
    return served


def test_a_refused_move_keeps_what_was_typed_beside_the_field(page: Page, known: Served) -> None:
    sign_in(page, known, "ana")
    page.goto(f"{known.address}/cases/{KIT}")
    line = page.get_by_role("article", name=FIRST.line_id)
    line.get_by_label("Serial number").fill(" ")  # passes the browser, and is nothing
    line.get_by_label("Tracking number").fill("TRACK-77")
    line.get_by_role("button", name="Mark as shipped").click()
    serial = line.get_by_label("Serial number")
    expect(serial).to_have_attribute("aria-invalid", "true")
    expect(line.get_by_label("Tracking number")).to_have_value("TRACK-77")
    require_no_barrier(page)
    page.get_by_role("alert").get_by_role("link").click()
    expect(serial).to_be_focused()


def test_the_partner_reads_when_the_defective_part_is_due(page: Page, known: Served) -> None:
    ship(known.database, known.clock, ANA, SECOND, Shipment("N-2", "T-2"))
    at = known.clock()
    deliver(known.database, lambda: at + timedelta(hours=2), ANA, SECOND, at + timedelta(hours=2))
    sign_in(page, known, "carol")
    page.goto(f"{known.address}/cases/{KIT}")
    line = page.get_by_role("article", name=SECOND.line_id)
    expect(line.locator(".next")).to_contain_text("Send the defective part back")
    # Fifteen business days after 23 November in Frankfurt are 14 December, until midnight there.
    expect(line.locator(".next")).to_contain_text("You, until 00:00 Tue 15 Dec, CET (21 d")
    expect(line.get_by_role("button")).to_have_count(0)
    require_no_barrier(page)
