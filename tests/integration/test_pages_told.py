"""Pages say what is so, at the clock of the site, and tell each reader what to do."""

from pathlib import Path

import pytest

from rma_service.domain.plan_record import WishList
from rma_service.domain.rma_request import LineKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import rma_of
from rma_service.usecases.fulfillment import Shipment, deliver, hand_over, ship
from rma_service.usecases.importing import import_directory
from tests.cast import Service
from tests.page_text import HTML, text_of
from tests.small_record import ANA, fill, opened, planned, request, small_directory, tag
from tests.tiny_directory import change


def shipped(service: Service, folder: Path) -> LineKey:
    """Ship the unit of one case of Carol's, 42 seconds after the minute."""
    service.clock.forward(hours=1)  # the hour of the small record
    fill(service.database, folder, free=2)
    case = opened(service.database, clock=service.clock)
    plan = planned(service.database, service.clock)
    approve_plan(service.database, service.clock, ANA, plan.plan_version)
    key = LineKey(case.rma_number, case.lines[0].line_id)
    hand_over(service.database, service.clock, ANA, key)
    service.clock.forward(seconds=42)
    ship(service.database, service.clock, ANA, key, Shipment("N-4711", "TRACK-1"))
    return key


def test_a_complete_tag_waits_for_the_others_of_its_kit(service: Service, tmp_path: Path) -> None:
    service.clock.forward(hours=1)
    fill(service.database, tmp_path / "tiny", free=2)
    late = tag(product_serial="", form_complete=False)
    kit = opened(service.database, request(tag(), late, ship_together=True), service.clock)
    told = text_of(service.signed_in("carol").get(f"/cases/{kit.rma_number}", Accept=HTML))
    assert told.count("Next Complete the other fault tags You. This one is complete") == 1
    assert told.count("Next Complete the fault tag You. No clock runs") == 1
    assert told.count("Serial number of the product") == 1  # asked of the second line alone


def test_a_delivery_in_the_minute_of_shipping_is_noted(service: Service, tmp_path: Path) -> None:
    key = shipped(service, tmp_path / "tiny")  # at 10:00:42 UTC, which is 11:00:42 in Mainz
    service.clock.forward(minutes=5)
    address = f"/cases/{key.rma_number}/lines/{key.line_id}/deliver"
    answer = service.signed_in("ana").post(address, {"at": "2026-11-23T11:00"}, Accept=HTML)
    assert answer.headers["location"] == f"/cases/{key.rma_number}?said=deliver"
    progress = rma_of(service.database, ANA, key.rma_number).lines[0].progress
    assert progress.delivered_at == progress.shipped_at


def test_a_delivery_before_shipping_is_refused_at_the_clock_of_the_site(
    service: Service, tmp_path: Path
) -> None:
    key = shipped(service, tmp_path / "tiny")
    service.clock.forward(minutes=5)
    address = f"/cases/{key.rma_number}/lines/{key.line_id}/deliver"
    answer = service.signed_in("ana").post(address, {"at": "2026-11-23T10:59"}, Accept=HTML)
    told = text_of(answer)
    assert "It was shipped Mon 23 Nov 11:00:42 CET; it cannot arrive before that." in told


def test_the_case_says_what_was_done_and_until_which_day_the_warranty_runs(
    service: Service, tmp_path: Path
) -> None:
    key = shipped(service, tmp_path / "tiny")
    deliver(service.database, service.clock, ANA, key, service.clock())
    case = service.signed_in("carol").get(f"/cases/{key.rma_number}?said=deliver", Accept=HTML)
    told = text_of(case)
    assert "The delivery is noted. Warranty and return begin with it." in told
    # Shipped on 23 November; 90 days later is 21 February.
    assert "Warranty ends Sun 21 Feb 2027." in told
    assert "2027-02-21" not in told


@pytest.mark.parametrize("address", ["/network", "/what-if"])
def test_without_a_network_a_page_says_who_brings_one_in(
    standing_service: Service, address: str
) -> None:
    answer = standing_service.signed_in("ana").get(address, Accept=HTML)
    assert answer.status_code == 404
    assert "There is no network yet" in text_of(answer)
    assert "rma import DIRECTORY" in text_of(answer)


def test_wishes_stand_in_the_order_of_their_names(service: Service, tmp_path: Path) -> None:
    service.clock.forward(hours=1)
    small_directory(tmp_path, free=2)
    change(tmp_path, "depots", 2, "name", "Zeta")  # FRA1; ZRH1 is called South
    import_directory(service.database, service.clock, "U-ADA", tmp_path)
    opened(service.database, clock=service.clock)
    wishes = WishList(excluded_depots=frozenset({"ZRH1"}))
    plan = planned(service.database, service.clock, wishes)
    told = text_of(service.signed_in("ana").get(f"/plans/{plan.plan_version}", Accept=HTML))
    assert "Leave out depots South Zeta" in told


def test_a_case_calls_depot_courier_part_and_fault_by_their_names(
    service: Service, tmp_path: Path
) -> None:
    key = shipped(service, tmp_path / "tiny")
    told = text_of(service.signed_in("carol").get(f"/cases/{key.rma_number}", Accept=HTML))
    assert "Sent from North" in told
    assert "Sent from FRA1" not in told
    assert "Left 11:00:42" in told  # what has left does not leave any more
    assert "Leaves" not in told


def test_nothing_leaves_for_a_canceled_line(service: Service, tmp_path: Path) -> None:
    service.clock.forward(hours=1)
    fill(service.database, tmp_path / "tiny", free=2)
    case = opened(service.database, clock=service.clock)
    plan = planned(service.database, service.clock)
    approve_plan(service.database, service.clock, ANA, plan.plan_version)
    carol = service.signed_in("carol")
    assert "Sent from North" in text_of(carol.get(f"/cases/{case.rma_number}", Accept=HTML))
    address = f"/cases/{case.rma_number}/lines/{case.lines[0].line_id}/cancel"
    assert carol.post(address, {}, Accept=HTML).status_code == 303
    told = text_of(carol.get(f"/cases/{case.rma_number}?said=cancel", Accept=HTML))
    assert "The RMA is canceled." in told
    assert "Sent from" not in told


def test_administrators_choose_a_company_by_its_name(service: Service, tmp_path: Path) -> None:
    fill(service.database, tmp_path / "tiny")
    ada = service.signed_in("ada")
    listed = ada.get("/people", Accept=HTML)
    assert '<option value="PA02">Borealis Partner</option>' in listed.text
    assert "Carol carol Partner Acme Partner Open" in text_of(listed)
    told = text_of(ada.get("/people/U-CAROL", Accept=HTML))
    assert "Partner of Acme Partner, signs in as carol" in told
