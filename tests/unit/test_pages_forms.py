"""Forms of pages: what was entered becomes a request, or a sentence beside its field."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.datastructures import FormData

from optimizer.whatif.scenario import parse_scenario
from rma_service.domain.errors import Refused
from rma_service.domain.listed import FormChoices, ListedSite
from rma_service.web.door import Form
from rma_service.web.plan_review import sent_wishes
from rma_service.web.rma_form import (
    RmaForm,
    checked_form,
    empty_form,
    local_instant_of,
    refused_form,
    sent_form,
)
from rma_service.web.scenario_form import scenario_text

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHOICES = FormChoices(
    sites=(ListedSite("S1", "PA01", "Customer", "Mumbai", "IN", "Asia/Kolkata"),),
    platforms=(("P2288V6", "at 1 sites"),),
    parts=(("MB-1", "Board"),),
    faults=(("BRD-BOOT", "Does not start"),),
    priorities=(("P1", "P1, the service is down"), ("P2", "P2, the service is impaired")),
)
TAG = {
    "tag": "1",
    "1-platform": "P2288V6",
    "1-product_serial": "SER-1",
    "1-part_number": "MB-1",
    "1-fault_code": "BRD-BOOT",
    "1-fault_observed_at": "2026-11-23T13:00",
    "1-data_removed": "yes",
}
RMA = {"site_id": "S1", "priority": "P1", **TAG}


def form(**fields: str) -> Form:
    return Form(FormData(fields))


def checked(**changes: str) -> RmaForm:
    return checked_form(sent_form(form(**{**RMA, **changes})), CHOICES, NOW)


def test_an_empty_form_has_the_second_priority_of_those_that_the_policies_know() -> None:
    assert empty_form(CHOICES, "S1").entered == {"site_id": "S1", "priority": "P2"}
    assert empty_form(replace(CHOICES, priorities=(("all", "all, the same"),))).entered == {
        "site_id": "",
        "priority": "",
    }


def test_a_priority_that_no_policy_knows_is_not_taken() -> None:
    assert checked(priority="P3").wrong["priority"] == "Choose one of the priorities."


def test_a_whole_form_becomes_a_request_with_the_instant_of_the_site() -> None:
    made = checked()
    assert made.faults == ()
    assert made.request
    assert made.request.partner_id == "PA01"
    # 13:00 in Kolkata is 07:30 UTC.
    assert made.request.lines[0].fault_observed_at == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert made.request.lines[0].form_complete


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("site_id", "S2"),
        ("priority", "P9"),
        ("1-platform", ""),
        ("1-part_number", "MB-2"),
        ("1-fault_code", "X"),
        ("1-data_removed", "perhaps"),
        ("1-fault_observed_at", "yesterday"),
        ("1-fault_observed_at", "2026-11-24T00:00"),
        ("1-product_serial", ""),
        ("1-symptom", "x" * 2001),
    ],
)
def test_what_cannot_be_has_a_sentence_that_leads_to_its_field(field: str, value: str) -> None:
    refused = checked(**{field: value})
    assert refused.request is None
    assert [each.href for each in refused.faults] == [field]
    assert refused.faults[0].text.endswith(".")


def test_a_tag_that_is_completed_later_needs_no_serial_and_starts_no_clock() -> None:
    made = checked(**{"1-product_serial": "", "1-later": "1"})
    assert made.faults == ()
    assert made.request
    assert not made.request.lines[0].form_complete


def test_adding_a_tag_carries_over_what_both_share_and_removing_takes_the_right_one() -> None:
    more = sent_form(form(**RMA, add="1"))
    assert [tag.number for tag in more.tags] == [1, 2]
    assert more.tags[1].entered["platform"] == "P2288V6"
    assert more.tags[1].entered["part_number"] == ""
    both = Form(FormData([*RMA.items(), ("tag", "2"), ("2-part_number", "B"), ("remove", "1")]))
    assert [tag.entered["part_number"] for tag in sent_form(both).tags] == ["B"]


def test_what_the_record_refuses_leads_to_the_tag_of_its_line() -> None:
    sent = sent_form(Form(FormData([*RMA.items(), ("tag", "7")])))
    faults = refused_form(sent, ["Line 2: no contract.", "No site."]).faults
    assert [each.href for each in faults] == ["tag-7", ""]


def test_a_wall_clock_may_bring_its_own_zone_and_may_not_leave_the_calendar() -> None:
    assert local_instant_of("2026-11-23T09:00Z", "Asia/Kolkata") == NOW
    assert local_instant_of("0001-01-01T00:00", "Asia/Kolkata") is None


def test_a_question_of_ones_own_is_a_scenario_that_the_planner_reads() -> None:
    text = scenario_text(form(close_depot="FRA1", add_depot="ZRH1", add_part='A"B', add_units="2"))
    scenario = parse_scenario(text, "test")
    assert scenario.title == 'What if we closed FRA1 and had 2 more A"B in ZRH1?'
    assert [where for where, _ in scenario.changes] == ["stock.add", "depots.close"]
    assert tomllib.loads(text)["stock"]["add"][0]["units"] == 2


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"add_units": "2"},
        {"add_depot": "FRA1"},
        {"move_from": "FRA1", "move_part": "P"},
        {"add_depot": "FRA1", "add_part": "P", "add_units": "0"},
        {"add_depot": "FRA1", "add_part": "P", "add_units": "1001"},
        {"add_depot": "FRA1", "add_part": "P", "add_units": "\N{SUPERSCRIPT TWO}"},
    ],
)
def test_half_a_question_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(Refused):
        scenario_text(form(**fields))


def test_wishes_name_depot_service_and_part_and_empty_pins_are_free() -> None:
    wishes = sent_wishes(
        Form(
            FormData(
                [
                    ("pin R-1", "FRA1 CAR MB-1"),
                    ("pin R-2", ""),
                    ("exclude_depot", "BUD1"),
                    ("exclude_depot", "AMS1"),
                ]
            )
        )
    )
    assert set(wishes.pins) == {"R-1"}
    pin = wishes.pins["R-1"]
    assert (pin.depot_id, pin.service_id, pin.part_number) == ("FRA1", "CAR", "MB-1")
    assert wishes.excluded_depots == {"BUD1", "AMS1"}
