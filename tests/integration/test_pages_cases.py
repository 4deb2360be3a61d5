"""Pages of a case: what happens next, whose names stand there, and moves that are refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx2 import Response

from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import LineKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import history_of, rma_of
from rma_service.usecases.fulfillment import Shipment, deliver, hand_over, ship
from rma_service.usecases.naming import names_for
from tests.cast import Client, Service
from tests.page_text import HTML, field, text_of
from tests.small_record import ANA, CAROL, DAN, fill, opened, planned, request, tag

SHIPMENT = Shipment("N-4711", "TRACK-1")


@pytest.fixture
def case(service: Service, tmp_path: Path) -> Rma:
    """Open an RMA of Carol's in Mainz, promised and not yet planned."""
    service.clock.forward(hours=1)  # the hour of the small record
    fill(service.database, tmp_path / "tiny", free=2)
    return opened(service.database, clock=service.clock)


def read(service: Service, name: str, case: Rma) -> str:
    return text_of(service.signed_in(name).get(f"/cases/{case.rma_number}", Accept=HTML))


def move(client: Client, case: Rma, name: str, **fields: str) -> Response:
    line_id = fields.pop("line_id", case.lines[0].line_id)
    address = f"/cases/{case.rma_number}/lines/{line_id}/{name}"
    return client.post(address, fields, Accept=HTML)


def approve(service: Service) -> None:
    plan = planned(service.database, service.clock)
    approve_plan(service.database, service.clock, ANA, plan.plan_version)


def shipped(service: Service, case: Rma) -> LineKey:
    approve(service)
    key = LineKey(case.rma_number, case.lines[0].line_id)
    hand_over(service.database, service.clock, ANA, key)
    ship(service.database, service.clock, ANA, key, SHIPMENT)
    return key


def test_the_page_says_whose_move_is_next_at_every_step(service: Service, case: Rma) -> None:
    assert "Next Approve a plan that serves this line Dispatch, until" in read(
        service, "carol", case
    )
    key = shipped(service, case)
    assert "Next Bring the unit to the site The courier, until" in read(service, "carol", case)
    service.clock.forward(hours=2)
    deliver(service.database, service.clock, ANA, key, service.clock())
    # Fifteen business days after 23 November in Mainz is 14 December, until midnight there.
    yours = "Next Send the defective part back You, until 00:00 Tue 15 Dec, CET (21 d 11 h left)"
    assert yours in read(service, "carol", case)
    assert "Next Send the defective part back The partner, until" in read(service, "ana", case)
    service.clock.forward(days=21, hours=12)
    # Due 23:00 UTC on 14 December; it is midnight UTC now.
    assert "(1 h late)" in read(service, "carol", case)


def test_a_part_that_is_retained_is_not_asked_back(service: Service, case: Rma) -> None:
    # The contract of S2 in Basel has the retention service.
    retained = opened(
        service.database,
        request(tag(data_removed="retained", product_serial="S2-P1-0001"), site_id="S2"),
        service.clock,
    )
    approve(service)
    key = LineKey(retained.rma_number, retained.lines[0].line_id)
    hand_over(service.database, service.clock, ANA, key)
    ship(service.database, service.clock, ANA, key, SHIPMENT)
    service.clock.forward(hours=30)
    deliver(service.database, service.clock, ANA, key, service.clock())
    told = read(service, "carol", retained)
    assert "stays with the customer: the retention service covers it" in told
    assert "Send the defective part back" not in told
    assert "Close, part retained" in read(service, "ana", retained)
    assert case.rma_number != retained.rma_number


def test_a_part_that_is_due_back_offers_no_close(service: Service, case: Rma) -> None:
    key = shipped(service, case)
    service.clock.forward(hours=2)
    deliver(service.database, service.clock, ANA, key, service.clock())
    told = read(service, "ana", case)
    assert "Receive the defective part" in told
    assert "Close, part retained" not in told


def test_partners_read_roles_and_staff_read_names(service: Service, case: Rma) -> None:
    approve(service)
    carol, ana = read(service, "carol", case), read(service, "ana", case)
    assert "by Carol" in carol
    assert "a dispatcher" in carol
    assert "Ana" not in carol
    assert "U-ANA" not in carol
    assert ", Ana" in ana
    assert "by Carol (PA01)" in ana
    assert "U-ANA" not in ana


def test_nobody_of_another_company_is_named(service: Service, case: Rma) -> None:
    actors = {each.actor for each in history_of(service.database, ANA, case.rma_number).events}
    asked = {*actors, "U-ANA", "U-BEN", "U-ADA", "rma import"}
    assert names_for(service.database, DAN, asked) == {
        "U-CAROL": "another partner",
        "U-ANA": "a dispatcher",
        "U-BEN": "a planner",
        "U-ADA": "an administrator",
        "rma import": "the service",
    }
    assert names_for(service.database, CAROL, {"U-CAROL"}) == {"U-CAROL": "Carol"}
    assert names_for(service.database, ANA, ["rma import"]) == {"rma import": "rma import"}


def test_what_is_missing_for_a_shipment_stands_beside_each_field(
    service: Service, case: Rma
) -> None:
    approve(service)
    ana = service.signed_in("ana")
    assert move(ana, case, "hand-over").status_code == 303
    answer = move(ana, case, "ship", serial="", tracking_number="T-7")
    assert answer.status_code == 409
    assert 'aria-invalid="true"' in field(answer, "serial")
    assert 'value="T-7"' in field(answer, "tracking_number")
    assert "aria-invalid" not in field(answer, "tracking_number")
    assert "Enter the serial number of the unit that leaves." in text_of(answer)
    both = move(ana, case, "ship")
    assert 'aria-invalid="true"' in field(both, "serial")
    assert 'aria-invalid="true"' in field(both, "tracking_number")


def test_a_wrong_part_that_comes_back_keeps_its_serial_in_the_field(
    service: Service, case: Rma
) -> None:
    key = shipped(service, case)
    service.clock.forward(hours=2)
    deliver(service.database, service.clock, ANA, key, service.clock())
    answer = move(service.signed_in("ana"), case, "receive", serial="F2")
    assert answer.status_code == 409
    assert 'value="F2"' in field(answer, "serial")
    assert 'aria-invalid="true"' in field(answer, "serial")
    assert "reported the faulty serial F1; F2 came back." in text_of(answer)


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ("yesterday", "Enter date and time of the delivery"),
        ("2026-11-23T23:59", "This lies in the future"),
        ("2026-11-23T10:00", "It was shipped Mon 23 Nov 11:00 CET; it cannot arrive before that."),
    ],
)
def test_a_delivery_at_an_impossible_time_keeps_what_was_entered(
    service: Service, case: Rma, entered: str, said: str
) -> None:
    shipped(service, case)
    service.clock.forward(hours=2)
    answer = move(service.signed_in("ana"), case, "deliver", at=entered)
    assert answer.status_code == 409
    assert f'value="{entered}"' in field(answer, "at")
    assert said in text_of(answer)


def test_a_delivery_is_noted_on_the_clock_of_the_site(service: Service, case: Rma) -> None:
    shipped(service, case)  # at 10:00 UTC, which is 11:00 in Mainz
    service.clock.forward(hours=2)
    answer = move(service.signed_in("ana"), case, "deliver", at="2026-11-23T11:45")
    assert answer.status_code == 303
    (line,) = rma_of(service.database, ANA, case.rma_number).lines
    assert line.progress.delivered_at == datetime(2026, 11, 23, 10, 45, tzinfo=UTC)


def test_a_move_that_somebody_else_made_first_says_so_and_repeats_what_was_entered(
    service: Service, case: Rma
) -> None:
    shipped(service, case)
    answer = move(service.signed_in("ana"), case, "ship", serial="N-2", tracking_number="T-2")
    assert answer.status_code == 409
    assert "You had entered: serial number N-2, tracking number T-2." in text_of(answer)


def test_an_old_version_is_told_without_a_number(service: Service, case: Rma) -> None:
    approve(service)
    answer = move(service.signed_in("ana"), case, "hand-over", version="1")
    assert answer.status_code == 409
    assert "Somebody changed this case while you looked at it." in text_of(answer)


def test_a_line_of_another_case_cancels_nothing(service: Service, case: Rma) -> None:
    other = opened(service.database, request(tag(product_serial="S1-P1-0002")), service.clock)
    before = rma_of(service.database, ANA, case.rma_number)
    carol = service.signed_in("carol")
    for line_id in (other.lines[0].line_id, "NONE"):
        assert move(carol, case, "cancel", line_id=line_id).status_code == 404
    assert rma_of(service.database, ANA, case.rma_number) == before
    assert move(carol, case, "cancel", reason="Found a spare.").status_code == 303
    assert "Found a spare." in read(service, "carol", case)


def test_fault_tags_are_printed_for_what_goes_back_and_for_nothing_else(
    service: Service, case: Rma
) -> None:
    carol, address = service.signed_in("carol"), f"/cases/{case.rma_number}/fault-tags"
    told = text_of(carol.get(address, Accept=HTML))
    assert f"{case.lines[0].line_id} " in told
    assert "Serial number of the faulty part F1" in told
    # Observed at 09:00 UTC, which is 10:00 in Mainz.
    assert "Seen at Mon 23 Nov 10:00 CET" in told
    assert "Errors that cannot be corrected in slot A1." in told
    assert "Print the fault tags" in read(service, "carol", case)
    assert service.signed_in("dan").get(address, Accept=HTML).status_code == 404
    move(carol, case, "cancel")
    assert "there is no tag to print" in text_of(carol.get(address, Accept=HTML))
    assert "Print the fault tags" not in read(service, "carol", case)


def test_a_retained_part_needs_no_fault_tag(service: Service, case: Rma) -> None:
    new = request(tag(data_removed="retained", product_serial="S2-P1-0001"), site_id="S2")
    retained = opened(service.database, new, service.clock)
    assert case.rma_number != retained.rma_number
    assert "Print the fault tags" not in read(service, "carol", retained)
