"""What must not get worse: distance, stock, vehicles, an earlier release; and legal plans."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchProblem
from optimizer.dispatch.solve import solve
from optimizer.network import StockCell
from tests.asking import patient_line, way
from tests.builders import NOW, drive_facts, network, receipt, rules, service, site, target
from tests.random_problems import CELLS, problems, with_receipt

EXAMPLES = settings(max_examples=20, derandomize=True, deadline=None, database=None)


def levels(asked: DispatchProblem) -> list[int]:
    return [level.value for level in solve(asked).levels]


@EXAMPLES
@given(
    km=st.floats(0, 300),
    further_km=st.floats(0, 50),
    circuity=st.floats(1.2, 1.6),
    urban_kmh=st.floats(15, 60),
    intercity_kmh=st.floats(60, 110),
    hour=st.integers(0, 23),
)
def test_a_farther_site_is_never_reached_earlier(
    km: float,
    further_km: float,
    circuity: float,
    urban_kmh: float,
    intercity_kmh: float,
    hour: int,
) -> None:
    now = NOW + timedelta(hours=hour)
    facts = drive_facts(
        circuity_intercity=circuity, urban_kmh=urban_kmh, intercity_kmh=intercity_kmh
    )

    def arrivals(distance: float) -> tuple[float, float]:
        on = network(
            sites=[site(km=distance)],
            drive_facts={"DE": facts},
            circuity_knots=((0.5, 1.9), (1.5, 1.66), (3.0, 1.57), (5.5, 1.5), (11.0, 1.5)),
        )
        due = target(now + timedelta(days=5), confidence=0.95)
        taken = way(patient_line(now=now, target=due), on=on, now=now)
        return taken.median_arrival_at.timestamp(), taken.planned_arrival_at.timestamp()

    near, far = arrivals(km), arrivals(km + further_km)
    assert far[0] >= near[0] - 1e-3
    assert far[1] >= near[1] - 1e-3


@EXAMPLES
@given(problems(groups=True), st.sampled_from(CELLS))
def test_one_more_unit_never_worsens_the_levels(
    asked: DispatchProblem, cell: tuple[str, str]
) -> None:
    one = asked.network.stock[cell].on_hand + 1
    stock = {**asked.network.stock, cell: StockCell(one, 0, one)}
    more = replace(asked, network=replace(asked.network, stock=stock))
    assert levels(more) <= levels(asked)


@EXAMPLES
@given(problems(groups=True), st.sampled_from(CELLS))
def test_one_more_receipt_never_worsens_missed_and_tardiness(
    asked: DispatchProblem, cell: tuple[str, str]
) -> None:
    on = with_receipt(asked.network, cell, receipt(NOW + timedelta(minutes=30)))
    assert levels(replace(asked, network=on))[:2] <= levels(asked)[:2]


@EXAMPLES
@given(problems(groups=True), st.sampled_from(("D1", "D2")), st.sampled_from(("CAR", "VAN")))
def test_another_vehicle_never_worsens_the_levels(
    asked: DispatchProblem, depot_id: str, service_id: str
) -> None:
    (row,) = asked.network.vehicles[depot_id, service_id]
    rows = (replace(row, vehicles=row.vehicles + 1),)
    vehicles = {**asked.network.vehicles, (depot_id, service_id): rows}
    more = replace(asked, network=replace(asked.network, vehicles=vehicles))
    assert levels(more) <= levels(asked)


@EXAMPLES
@given(problems(), st.integers(0, 3), st.integers(1, 90))
def test_an_earlier_release_never_worsens_the_levels(
    asked: DispatchProblem, index: int, minutes: int
) -> None:
    # Without peak and night, so that who leaves earlier arrives earlier; NOW is two hours before.
    calm = rules(peak_time_factor_urban=1.0, night_time_factor_urban=1.0)
    network_of_calm = replace(asked.network, rules=calm)
    before = replace(asked, network=network_of_calm, now=NOW - timedelta(hours=2))
    lines = list(before.lines)
    chosen = lines[index % len(lines)]
    earlier = replace(chosen, released_at=chosen.released_at - timedelta(minutes=minutes))
    lines[index % len(lines)] = earlier
    assert levels(replace(before, lines=tuple(lines))) <= levels(before)


@settings(EXAMPLES, max_examples=60)
@given(problems(groups=True))
def test_the_checker_accepts_every_plan(asked: DispatchProblem) -> None:
    report = check(asked, solve(asked))
    assert report.violations == ()


@EXAMPLES
@given(problems(groups=True))
def test_the_order_of_lines_changes_no_answer(asked: DispatchProblem) -> None:
    turned = replace(asked, lines=tuple(reversed(asked.lines)))
    one, other = solve(asked), solve(turned)
    assert (one.lines, one.levels) == (other.lines, other.levels)


@EXAMPLES
@given(problems())
def test_a_line_that_is_alone_is_never_impossible_together(asked: DispatchProblem) -> None:
    alone = replace(asked, lines=asked.lines[-1:])
    if not alone.lines[0].ship_together:
        (answer,) = solve(alone).lines
        assert answer.would_lose == ()


@EXAMPLES
@given(problems())
def test_a_dearer_service_that_nobody_needs_changes_nothing(asked: DispatchProblem) -> None:
    unwanted = service("ZEPPELIN", price_base_cents=10**6, collect_minutes=600)
    services = {**asked.network.services, "ZEPPELIN": unwanted}
    more = replace(asked, network=replace(asked.network, services=services))
    assert levels(more) == levels(asked)
