"""Parts that stand in without asking, each with its own price, weight, goods and licence.

CAR costs 7000 cents; a substitute adds 2000 x its rank.
"""

from typing import Any

import pytest

from tests.asking import answers, patient_line, refusal, way
from tests.builders import depot, network, part, service, substitution

NUMBERS = ("P1", "P2", "P3")


def shelves(*held: str, **changes: Any) -> dict[str, Any]:
    tables: dict[str, Any] = {
        "parts": [part(number) for number in NUMBERS],
        "stock": {("D1", number): 1 for number in held},
        "substitutions": {"P1": (substitution("P2", 2), substitution("P3", 1))},
    }
    return {**tables, **changes}


def test_the_part_itself_is_taken_when_it_is_there() -> None:
    taken = way(on=network(**shelves("P1", "P2", "P3")))
    assert (taken.part_number, taken.cost_cents) == ("P1", 7000)


def test_the_substitute_of_the_best_rank_is_taken_next() -> None:
    taken = way(on=network(**shelves("P2", "P3")))
    assert (taken.part_number, taken.cost_cents) == ("P3", 9000)


def test_the_substitute_of_a_worse_rank_costs_more() -> None:
    taken = way(on=network(**shelves("P2")))
    assert (taken.part_number, taken.cost_cents) == ("P2", 11_000)


def test_a_substitute_nearby_beats_the_part_from_afar() -> None:
    # P3 at D1: 7000 + 2000; P1 at D2, 90 km from the site: 1000 + 9000
    on = network(
        **shelves(
            depots=[depot("D1"), depot("D2", km=-30)],
            stock={("D1", "P3"): 1, ("D2", "P1"): 1},
        )
    )
    assert (way(on=on).part_number, way(on=on).cost_cents) == ("P3", 9000)


def test_a_substitution_has_one_direction() -> None:
    assert refusal(patient_line(part_number="P2"), on=network(**shelves("P1"))) == "stock"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ship_weight_kg": 5.0}, "piece_weight"),
        ({"dangerous_goods": "UN3480"}, "dangerous_goods"),
    ],
)
def test_the_substitutes_own_weight_and_goods_count(changes: dict[str, Any], code: str) -> None:
    on = network(
        **shelves(
            "P2",
            parts=[part("P1"), part("P2", **changes), part("P3")],
            services=[service(max_piece_kg=2, accepts_dangerous_goods=False)],
        )
    )
    assert refusal(patient_line(), on=on) == code


def test_the_substitutes_own_weight_is_billed() -> None:
    # 7000 + 3 kg x 100 + 4000
    on = network(
        **shelves(
            "P2",
            parts=[part("P1"), part("P2", ship_weight_kg=3), part("P3")],
            services=[service(price_per_kg_cents=100)],
        )
    )
    assert way(on=on).cost_cents == 11_300


def test_a_substitute_may_pass_where_the_part_does_not() -> None:
    on = network(
        **shelves(
            "P1",
            "P3",
            parts=[part("P1", ship_weight_kg=5), part("P2"), part("P3")],
            services=[service(max_piece_kg=2)],
        )
    )
    assert way(on=on).part_number == "P3"


def test_two_lines_share_part_and_substitute_at_least_cost() -> None:
    on = network(**shelves("P1", "P3", vehicles={("D1", "CAR"): 2}))
    plan = answers(patient_line("L1"), patient_line("L2"), on=on)
    assert [plan[name].option.part_number for name in ("L1", "L2")] == ["P1", "P3"]
