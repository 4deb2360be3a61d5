"""Numbers that the checker derives, each against one worked out by hand."""

from datetime import datetime, timedelta

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.checking.atlas import Atlas
from optimizer.dispatch.checking.leaving import packed_at
from optimizer.dispatch.checking.road import Road, drive, road_km
from optimizer.dispatch.checking.scarcity import last_unit_cents
from optimizer.dispatch.problem import Load
from optimizer.network import Network
from tests import builders as b

PLAN = b.plan(b.line_plan(alternatives=()))


@pytest.mark.parametrize(
    ("callout_minutes", "receipt_at", "expected"),
    [
        (None, b.at(19), b.at(8, 30, day=24)),  # next opening 08:00, packed 30 minutes later
        (60, b.at(19), b.at(20, 30)),  # called at 19:00, there at 20:00
        (60, b.at(22), b.at(22, 30)),  # there at 20:00, waits for the receipt
        (60, b.at(9, day=24), b.at(9, 30, day=24)),  # the depot is open when the unit comes
    ],
)
def test_packing_starts_at_an_opening_or_a_call_out_and_not_before_the_receipt(
    callout_minutes: int | None, receipt_at: datetime, expected: datetime
) -> None:
    depot = b.depot(opening_class="office", callout_minutes=callout_minutes)
    network = b.network(depots=[depot])

    assert packed_at(Atlas(network).depot("D1"), b.at(19), receipt_at) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("callout", b.at(11, 30, day=3, month=4)),  # called at 10:00, there at 11:00
        ("closed", b.at(8, 30, day=7, month=4)),  # Easter Monday is a holiday, Tuesday is not
    ],
)
def test_a_class_that_is_closed_on_a_holiday_sends_nobody(rule: str, expected: datetime) -> None:
    good_friday = b.at(10, day=3, month=4)
    depot = b.depot(opening_class="rule", callout_minutes=60)
    classes = [b.opening_class("rule", holiday_rule=rule)]
    network = b.network(depots=[depot], opening_classes=classes)

    assert packed_at(Atlas(network).depot("D1"), good_friday, good_friday) == expected


def test_circuity_is_interpolated_up_to_the_last_knot_and_constant_outside() -> None:
    network = b.network(
        sites=[b.site(f"S{km}", km=km) for km in (0.25, 5, 30, 60)],
        circuity_knots=((0.5, 2.0), (10.0, 1.5)),
        drive_facts={"DE": b.drive_facts(circuity_intercity=1.3)},
    )

    def road(site_id: str) -> float:
        return road_km(network, network.depots["D1"], network.sites[site_id])

    assert road("S0.25") == pytest.approx(0.5)
    assert road("S5") == pytest.approx(5 * (2.0 - 0.5 * 4.5 / 9.5))
    assert road("S30") == pytest.approx(30 * 1.4)  # halfway from 1.5 at 10 km to 1.3 at 50 km
    assert road("S60") == pytest.approx(78)


def road_of(network: Network) -> Road:
    atlas = Atlas(network)
    return atlas.road(atlas.depot("D1"), atlas.site("S1"))


@pytest.mark.parametrize(
    ("hour", "minutes"),
    [(11, 40.0), (8, 50.0), (23, 35.0)],  # 20 urban minutes x 1, x 1.5 in the peak, x 0.75 at night
)
def test_peak_and_night_change_the_urban_part(hour: int, minutes: float) -> None:
    network = b.network()

    way = drive(road_of(network), b.at(hour))

    assert way.median_minutes == pytest.approx(minutes)


def test_no_peak_on_a_sunday() -> None:
    network = b.network()

    way = drive(road_of(network), b.at(8, day=22))

    assert way.median_minutes == pytest.approx(40)


@pytest.mark.parametrize("closes_at_due", [False, True])
def test_the_probability_of_a_drive_counts_what_is_received_in_time(closes_at_due: bool) -> None:
    # Due 12:21: the drive from 11:00 may take 60 minutes. Variation (20 x 0.4 + 20 x 0.2) / 40 =
    # 0.3, sigma 0.29356, ln(60 / 40) / sigma = 1.38119: share 0.91639. A site that closes at 12:21
    # and a target due the next morning at 08:00 allow the same drives.
    windows = (("mon", 540, 741), ("tue", 540, 741))
    receiving, due_at = ("early", b.at(8, day=24)) if closes_at_due else ("always", b.at(12, 21))
    network = b.network(
        sites=[b.site(receiving=receiving)],
        opening_classes=[b.opening_class("early", windows=windows)],
    )
    margin = (due_at - b.at(12, 1)) / timedelta(minutes=1)
    line = b.line(target=b.target(due_at))

    def codes(share: float) -> set[str]:
        option = b.option(on_time_probability=share, margin_minutes=margin)
        answer = b.line_plan(line=line, option=option, alternatives=())
        problem = b.problem(line, on=network)
        return {each.code for each in check(problem, b.plan(answer)).violations}

    assert codes(0.91639) == set()
    assert codes(0.9166) == {"probability"}


def test_three_lines_of_a_group_share_two_cars_of_two_kilograms() -> None:
    # Two cars at 7000 cents for three lines of 1 kg: 4667, 4667, 4666.
    same = {"rma_number": "R-GROUP"}
    lines = [b.line(name, **same) for name in ("L1", "L2", "L3")]
    service = b.service(max_shipment_kg=2.0)

    def codes(vehicles: int, costs: tuple[int, int, int]) -> set[str]:
        network = b.network(
            services=[service], stock={("D1", "P1"): 5}, vehicles={("D1", "CAR"): vehicles}
        )
        answers = [
            b.line_plan(line=line, option=b.option(cost_cents=cost), alternatives=())
            for line, cost in zip(lines, costs, strict=True)
        ]
        plan = b.plan(*answers, loads=(Load("D1", "CAR", 3, 3.0, 2),))
        return {each.code for each in check(b.problem(*lines, on=network), plan).violations}

    assert codes(2, (4667, 4667, 4666)) == set()
    assert codes(1, (4667, 4667, 4666)) == {"vehicle"}
    assert codes(2, (7000, 7000, 7000)) == {"cost"}


def test_last_units_cost_the_emergencies_to_be_expected_without_them() -> None:
    # The example of the specification: load 0.05, so 0.05 / 7 x 365.25 failures a year.
    assert last_unit_cents(b.network(), 0.05 / 7 * 365.25, 7) == (2857, 139)


@pytest.mark.parametrize(
    ("units", "inbound", "cents"), [(1, 0, 2857), (2, 0, 139), (3, 0, 0), (1, 1, 139)]
)
def test_taking_one_unit_costs_what_is_left_without_it(
    units: int, inbound: int, cents: int
) -> None:
    network = b.network(
        parts=[b.part(annual_failure_rate_share=0.05 / 7 * 365.25)],
        stock={("D1", "P1"): units},
        inbound={("D1", "P1"): (b.receipt(b.at(20), inbound),)} if inbound else {},
        installed={("S1", "X"): 1},
        bills_of_material={"X": {"P1": 1}},
    )

    report = check(b.problem(on=network), PLAN)

    assert report.levels["cost"] == 7000 + cents


def test_a_regional_depot_also_takes_what_the_depots_it_replenishes_do_not_hold() -> None:
    depots = [b.depot("D1", tier="rdc"), b.depot("D2", km=60, replenished_from="D1")]
    network = b.network(
        parts=[b.part(annual_failure_rate_share=0.05 / 7 * 365.25)],
        depots=depots,
        stock={("D1", "P1"): 1},
        installed={("S1", "X"): 1},
        bills_of_material={"X": {"P1": 1}},
    )

    # The site stands beside D2, which has no cell of P1; its demand falls on the last unit of D1.
    assert check(b.problem(on=network), PLAN).levels["cost"] == 7000 + 2857
