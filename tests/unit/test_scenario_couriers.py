"""Each change of a courier service on the smallest network, and what it refuses."""

import pytest

from optimizer.network import Network, VehicleHours
from optimizer.whatif.scenario import FaultyScenario, apply, parse_scenario
from tests.builders import depot, network, scheduled_service, service, vehicle_hours

HEAD = 'title = "What if?"\nwhy = "To know."\n'
NIGHT = (vehicle_hours(to_minute=420), vehicle_hours(from_minute=420, vehicles=4))
"""One car until 07:00 local time, four from then on."""


def applied(text: str, on: Network) -> Network:
    return apply(parse_scenario(HEAD + text, "q.toml"), on)


def cars_and_parcels() -> Network:
    return network(depots=(depot("D1"), depot("D2")), services=(service(), scheduled_service()))


def cars_in(rows: tuple[VehicleHours, ...], weekday: str, minute: int) -> int:
    """Cars in a minute of a weekday, which one row at most may cover."""
    fitting = [
        row.vehicles
        for row in rows
        if weekday in row.weekdays and row.from_minute <= minute < row.to_minute
    ]
    assert len(fitting) <= 1
    return sum(fitting)


def test_a_courier_service_stops_everywhere() -> None:
    after = applied('[[couriers.close]]\nservice = "CAR"\n', cars_and_parcels())

    assert set(after.services) == {"NEXT"}
    assert after.vehicles == {}


def test_a_courier_service_stops_at_one_depot() -> None:
    after = applied('[[couriers.close]]\nservice = "CAR"\ndepot = "D1"\n', cars_and_parcels())

    assert set(after.services) == {"CAR", "NEXT"}
    assert set(after.vehicles) == {("D2", "CAR")}


def test_a_courier_service_without_a_list_of_countries_stops_in_one_of_them() -> None:
    before = network(
        services=(service(),), weekends=dict.fromkeys(("DE", "FR", "IT"), frozenset({"sun"}))
    )

    after = applied('[[couriers.close]]\nservice = "CAR"\ncountry = "FR"\n', before)

    assert after.services["CAR"].countries == frozenset({"DE", "IT"})


def test_vehicles_are_added_in_their_hours_only() -> None:
    before = network(vehicles={("D1", "CAR"): NIGHT})
    text = (
        '[[couriers.vehicles]]\ndepot = "D1"\nservice = "CAR"\nvehicles = 2\n'
        'from_local = "06:00"\nto_local = "08:00"\nweekdays = ["mon", "tue"]\n'
    )

    rows = applied(text, before).vehicles["D1", "CAR"]

    minutes = (0, 359, 360, 419, 420, 479, 480, 1439)
    assert [cars_in(rows, "mon", minute) for minute in minutes] == [1, 1, 3, 3, 6, 6, 4, 4]
    assert [cars_in(rows, "wed", minute) for minute in minutes] == [1, 1, 1, 1, 4, 4, 4, 4]


def test_a_service_can_get_its_first_vehicle_at_a_depot() -> None:
    before = network(depots=(depot("D1"), depot("D2")), vehicles={("D1", "CAR"): 1})
    text = '[[couriers.vehicles]]\ndepot = "D2"\nservice = "CAR"\nvehicles = 1\n'

    rows = applied(text, before).vehicles["D2", "CAR"]

    assert [cars_in(rows, "sun", minute) for minute in (0, 1439)] == [1, 1]


def test_the_last_vehicle_of_some_hours_can_be_taken_away() -> None:
    before = network(vehicles={("D1", "CAR"): NIGHT})
    text = (
        '[[couriers.vehicles]]\ndepot = "D1"\nservice = "CAR"\nvehicles = -1\nto_local = "07:00"\n'
    )

    rows = applied(text, before).vehicles["D1", "CAR"]

    assert [cars_in(rows, "fri", minute) for minute in (0, 419, 420)] == [0, 0, 4]


def test_every_component_of_a_price_moves_by_the_factor() -> None:
    before = network(services=(service(price_per_kg_cents=25, price_min_cents=1200),))

    after = applied('[[couriers.price]]\nservice = "CAR"\nfactor = 1.5\n', before).services["CAR"]

    # 1000, 100, 25 and 1200 cents x 1.5; 37.5 is rounded to the even 38
    assert after.price_base_cents == 1500
    assert after.price_per_km_cents == 150
    assert after.price_per_kg_cents == 38
    assert after.price_min_cents == 1800


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[[couriers.close]]\nservice = "CARS"\n',
            'service = "CARS" is unknown; did you mean CAR?',
        ),
        (
            '[[couriers.close]]\nservice = "NEXT"\ndepot = "D1"\n',
            (
                "NEXT is scheduled: only dedicated services keep vehicles at a depot; close it "
                "everywhere or in a country instead."
            ),
        ),
        (
            '[[couriers.close]]\nservice = "CAR"\ndepot = "D1"\ncountry = "DE"\n',
            "Name a depot or a country, not both; two tables close both.",
        ),
        (
            '[[couriers.vehicles]]\ndepot = "D1"\nservice = "CAR"\nvehicles = -2\n',
            "vehicles = -2 leaves -1 of CAR at D1.",
        ),
        (
            (
                '[[couriers.vehicles]]\ndepot = "D1"\nservice = "CAR"\nvehicles = 1\n'
                'from_local = "7:00"\n'
            ),
            "from_local: '7:00' is no time of day such as '07:30', or '24:00'.",
        ),
        (
            (
                '[[couriers.vehicles]]\ndepot = "D1"\nservice = "CAR"\nvehicles = 1\n'
                'from_local = "09:00"\nto_local = "08:00"\n'
            ),
            "from_local 09:00 is not before 08:00.",
        ),
        (
            (
                '[[couriers.vehicles]]\ndepot = "D1"\nservice = "CAR"\nvehicles = 1\n'
                'weekdays = ["monday"]\n'
            ),
            'weekdays = "monday" is unknown; did you mean mon?',
        ),
        (
            '[[couriers.price]]\nservice = "CAR"\nfactor = -0.5\n',
            "factor = -0.5 would make a price below zero.",
        ),
        (
            '[[couriers.price]]\nservice = "CAR"\nfactor = 1001\n',
            "factor = 1001 is above 1,000; close the courier instead.",
        ),
    ],
)
def test_a_change_of_couriers_that_cannot_be_made_is_refused_in_a_sentence(
    text: str, sentence: str
) -> None:
    kind = text.partition("]]")[0].strip("[")

    with pytest.raises(FaultyScenario) as refused:
        applied(text, cars_and_parcels())

    assert refused.value.faults == (f"q.toml, {kind}: {sentence}",)


def test_the_last_service_cannot_stop() -> None:
    with pytest.raises(FaultyScenario, match="CAR is the last service; one must stay"):
        applied('[[couriers.close]]\nservice = "CAR"\n', network())
