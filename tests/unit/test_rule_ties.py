"""Equal plans are told apart by the smallest (line, depot, part, service, departure)."""

from dataclasses import replace
from typing import Any

from optimizer.network import Network, Substitution
from tests.asking import answers, patient_line, solved, way
from tests.builders import at, depot, line, network, part, problem, service


def test_the_first_depot_is_taken() -> None:
    on = network(depots=[depot("D2"), depot("D1")])
    assert way(on=on).depot_id == "D1"


def test_the_first_part_is_taken() -> None:
    on = network(parts=[part("P1"), part("P0")], substitutions={"P1": (Substitution("P0", 1, 0),)})
    assert way(on=on).part_number == "P0"


def test_the_first_service_is_taken() -> None:
    on = network(services=[service("VAN"), service("CAR")])
    assert way(on=on).service_id == "CAR"


def test_the_first_departure_is_taken() -> None:
    assert way().departs_at == at(10, 50)


def test_depot_comes_before_service_and_departure() -> None:
    # D1 packs an hour longer and offers VAN only: still D1.
    on = network(
        depots=[depot("D1", pick_pack_minutes=90), depot("D2")],
        services=[service("CAR"), service("VAN")],
        vehicles={("D1", "VAN"): 1, ("D2", "CAR"): 1},
    )
    assert way(on=on).depot_id == "D1"


def test_part_comes_before_service() -> None:
    on = network(
        parts=[part("P1", ship_weight_kg=5), part("P0", ship_weight_kg=9)],
        services=[service("CAR", max_piece_kg=5), service("VAN")],
        substitutions={"P1": (Substitution("P0", 1, 0),)},
    )
    taken = way(on=on)
    assert (taken.part_number, taken.service_id) == ("P0", "VAN")


def two_depots(**changes: Any) -> Network:
    return network(depots=[depot("D1"), depot("D2")], **changes)


def test_the_first_line_takes_the_first_depot() -> None:
    plan = answers(patient_line("L2"), patient_line("L1"), on=two_depots())
    assert [plan[name].option.depot_id for name in ("L1", "L2")] == ["D1", "D2"]


def test_the_first_line_takes_the_only_unit() -> None:
    plan = answers(line("L2"), line("L1"), on=network())
    assert plan["L1"].option is not None
    assert plan["L2"].option is None


def test_the_first_line_takes_the_only_vehicle_first() -> None:
    on = network(stock={("D1", "P1"): 2})
    plan = answers(patient_line("L2"), patient_line("L1"), on=on)
    assert plan["L1"].option.departs_at < plan["L2"].option.departs_at


def test_lines_of_a_plan_stand_in_the_order_of_their_ids() -> None:
    plan = solved(line("L2"), line("L10"), line("L1"), on=two_depots())
    assert [each.line.line_id for each in plan.lines] == ["L1", "L10", "L2"]


LINES = [patient_line(f"L{n}") for n in range(4)]


def three_units() -> Network:
    services = [service("CAR"), service("VAN")]
    return two_depots(services=services, stock={("D1", "P1"): 2, ("D2", "P1"): 1})


def test_the_order_of_tables_changes_nothing() -> None:
    on = three_units()
    tables = ("depots", "services", "sites", "parts", "stock", "vehicles")
    turned: dict[str, Any] = {name: dict(reversed(getattr(on, name).items())) for name in tables}
    one, other = solved(*LINES, on=on), solved(*LINES, on=replace(on, **turned))
    assert replace(one, seconds={}) == replace(other, seconds={})


def test_the_order_of_lines_changes_nothing_but_the_hash_of_the_input() -> None:
    one, other = solved(*LINES, on=three_units()), solved(*reversed(LINES), on=three_units())
    assert replace(one, seconds={}, input_hash="") == replace(other, seconds={}, input_hash="")


def test_equal_problems_have_equal_hashes_and_others_have_not() -> None:
    one, again = solved(*LINES, on=three_units()), solved(*LINES, on=three_units())
    assert one.input_hash == again.input_hash
    assert one.input_hash != solved(*LINES, on=two_depots()).input_hash


def test_a_plan_is_made_of_the_lines_of_its_problem() -> None:
    asked = problem(line("L1"), line("L2"))
    assert {each.line for each in solved(*asked.lines).lines} == set(asked.lines)
