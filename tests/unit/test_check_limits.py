"""The plan of the smallest network stays as it is; a limit of its network makes it illegal."""

from dataclasses import replace

import pytest

from optimizer.dispatch.check import check
from optimizer.network import Network
from tests import builders as b
from tests.planted_networks import REFUSALS, with_service

ALONE = b.plan(b.line_plan(alternatives=()))


def codes(network: Network) -> set[str]:
    return {each.code for each in check(b.problem(on=network), ALONE).violations}


def test_the_plan_of_the_smallest_network_is_legal_and_costs_what_builders_worked_out() -> None:
    report = check(b.problem(), ALONE)

    assert report.violations == ()
    assert report.levels == {"missed": 0, "tardiness": 0, "cost": 7000}


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_broken_limit_is_the_only_violation(fault: str) -> None:
    network, code = REFUSALS[fault]

    assert codes(network) == {code}


def test_a_slower_service_is_seen_in_both_arrivals_and_in_the_margin_of_neither() -> None:
    # Urban 2 x 20 instead of 2 x 10 minutes: 12:21 instead of 12:01; the claims stay at 12:01.
    network = with_service(speed_factor_urban=0.5)

    found = codes(network)

    assert {"planned_arrival", "median_arrival"} <= found
    assert "margin" not in found


def test_a_site_that_opens_later_receives_nothing_before() -> None:
    site = b.network(
        sites=[b.site(receiving="from_noon_on")],
        opening_classes=[b.opening_class("from_noon_on", windows=(("mon", 780, 1080),))],
    )

    assert "receiving_hours" in codes(site)


def test_a_unit_that_arrives_before_packing_starts_may_be_used() -> None:
    # The receipt at 09:30 lies before now, 10:00.
    inbound = {("D1", "P1"): (b.receipt(b.at(9, 30)),)}
    network = b.network(stock={("D1", "P1"): 0}, inbound=inbound)

    assert codes(network) == set()


def test_the_border_of_a_limit_is_allowed() -> None:
    changes = {
        "max_piece_kg": 1.0,
        "max_shipment_kg": 1.0,
        "max_length_cm": 10.0,
        "max_length_plus_girth_cm": 50.0,
    }

    assert codes(with_service(**changes)) == set()


def test_a_part_that_may_not_stand_in_is_refused_and_an_automatic_one_costs_its_rank() -> None:
    parts = [b.part(), b.part("P2")]
    plain = b.network(parts=parts)
    swapped = b.network(parts=parts, substitutions={"P1": (b.substitution("P2"),)})
    taken = replace(
        b.line_plan(), option=b.option(part_number="P2", cost_cents=9000), alternatives=()
    )

    refused = check(b.problem(on=plain), b.plan(taken))
    allowed = check(b.problem(on=swapped), b.plan(taken))

    # 7000 for the drive and 2000 for rank 1.
    assert {each.code for each in refused.violations} == {"part", "cost"}
    assert allowed.violations == ()
