"""Vehicles that earlier plans have on the road are not there for the next one.

CAR leaves D1 at 10:50 and is back at 12:41 at the earliest: it is out in the slots of 10, 11, 12.
"""

from dataclasses import replace

from optimizer.dispatch.check import check
from optimizer.dispatch.checking.sharing import Slot
from optimizer.dispatch.fingerprint import input_hash
from optimizer.dispatch.solve import solve
from optimizer.dispatch.under_way import Sent, vehicles_out
from optimizer.network import Network
from tests.builders import at, line, network, part, problem, service, target

PATIENT = line(target=target(at(20)))
SLOTS: list[Slot] = [("D1", "CAR", at(hour)) for hour in (10, 11, 12)]


def sent(trip: str = "R1", **changes: object) -> Sent:
    default = Sent(trip, False, "D1", "CAR", "S1", "P1", at(10, 50))  # noqa: FBT003 - no kit
    return replace(default, **changes)  # type: ignore[arg-type] # names of fields of Sent


def with_vehicles(owned: int, **out: int) -> Network:
    """So many vehicles at any time, of which some are out in slots named h10, h11 ..."""
    taken = {("D1", "CAR", at(int(name[1:]))): count for name, count in out.items()}
    return network(vehicles={("D1", "CAR"): owned}, vehicles_out=taken)


def test_a_vehicle_is_out_in_every_slot_from_leaving_to_return() -> None:
    assert vehicles_out(network(), [sent()]) == dict.fromkeys(SLOTS, 1)


def test_units_of_one_trip_share_vehicles_and_others_do_not() -> None:
    # 3 kg each, two fit into 7 kg: three units of one trip need two vehicles.
    on = network(parts=[part(ship_weight_kg=3.0)], services=[service(max_shipment_kg=7.0)])
    assert vehicles_out(on, [sent()] * 3)[SLOTS[0]] == 2
    assert vehicles_out(on, [sent("R1"), sent("R2"), sent("R3")])[SLOTS[0]] == 3
    assert vehicles_out(on, [sent(kit=True)] * 3)[SLOTS[0]] == 1
    assert vehicles_out(on, [sent(), sent(departs_at=at(11))])[SLOTS[1]] == 2


def test_what_the_network_no_longer_has_takes_no_vehicle() -> None:
    strange = (sent(depot_id="D9"), sent(service_id="NO"), sent(site_id="S9"))
    assert vehicles_out(network(), strange) == {}


def test_a_line_waits_for_the_return_of_the_only_vehicle() -> None:
    (free,) = solve(problem(PATIENT, on=with_vehicles(1))).lines
    assert free.option is not None
    assert free.option.departs_at == at(10, 50)
    asked = problem(PATIENT, on=with_vehicles(1, h10=1, h11=1, h12=1))
    plan = solve(asked)
    (waiting,) = plan.lines
    assert waiting.option is not None
    assert waiting.option.departs_at == at(13)
    assert check(asked, plan).violations == ()


def test_the_checker_refuses_a_plan_that_takes_a_vehicle_that_is_out() -> None:
    plan = solve(problem(PATIENT, on=with_vehicles(2)))
    for out, codes in ((1, set()), (2, {"vehicle"})):
        report = check(problem(PATIENT, on=with_vehicles(2, h11=out)), plan)
        assert {each.code for each in report.violations if each.code == "vehicle"} == codes


def test_more_vehicles_out_than_a_depot_has_is_none_left() -> None:
    asked = problem(PATIENT, on=with_vehicles(1, h10=3, h11=3, h12=3))
    (waiting,) = solve(asked).lines
    assert waiting.option is not None
    assert waiting.option.departs_at == at(13)


def test_vehicles_that_are_out_make_another_question() -> None:
    hashes = {input_hash(problem(PATIENT, on=with_vehicles(1, h10=out))) for out in (0, 1)}
    assert len(hashes) == 2
