"""Another model of drives, such as a road router, stands behind the same Protocol."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.dispatch.solve import solve
from optimizer.network import Network, Place
from optimizer.travel import DriveTable, GeodesicDrives
from tests.builders import air_service, airport, at, depot, flights, network, problem, site


@dataclass(frozen=True)
class TwiceAsSlow:
    """A router for which every drive takes twice the time over the same road."""

    network: Network

    @property
    def fingerprint(self) -> str:
        return "twice as slow"

    def table(self, origins: Sequence[Place], destinations: Sequence[Place]) -> DriveTable:
        known = GeodesicDrives(self.network).table(origins, destinations)
        return replace(
            known,
            urban_minutes=2 * known.urban_minutes,
            intercity_minutes=2 * known.intercity_minutes,
        )


def test_a_slower_router_moves_the_arrival_and_not_the_price() -> None:
    # By default: leaves 10:50, 10 + 40 + 6 + 15 minutes, arrives 12:01; 40 more minutes of drive.
    asked = problem()
    (usual,) = solve(asked).lines
    (slower,) = solve(asked, drive_model=TwiceAsSlow(asked.network)).lines
    assert usual.option is not None
    assert slower.option is not None
    assert usual.option.planned_arrival_at == at(12, 1)
    assert slower.option.planned_arrival_at == at(12, 41)
    assert slower.option.cost_cents == usual.option.cost_cents


def test_a_plan_tells_by_which_drives_it_was_made() -> None:
    asked = problem()
    hashes = [
        solve(asked, drive_model=model).input_hash
        for model in (None, GeodesicDrives(asked.network), TwiceAsSlow(asked.network))
    ]
    # A model that is given by name is the one that there is anyway; a router is another one.
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_router_answers_for_drives_to_and_from_airports_too() -> None:
    # Both models catch the flight that lands at 15:00, recovered at 16:00. The last 30 km are 20
    # urban ones at 60 km/h, half as long again in the peak hours, and 10 at 120 km/h: 35 minutes.
    on = network(
        depots=[depot()],
        sites=[site(km=1330)],
        airports=[airport("AAA", km=30), airport("BBB", km=1300)],
        services=[air_service()],
        flights=flights(AAA_BBB=6),
    )
    asked = problem(on=on)
    (usual,) = solve(asked).lines
    (slower,) = solve(asked, drive_model=TwiceAsSlow(on)).lines
    assert usual.option is not None
    assert slower.option is not None
    assert usual.option.planned_arrival_at == at(16, 56)  # 16:00 + 35 + 6 + 15 minutes
    assert slower.option.planned_arrival_at == at(17, 31)
