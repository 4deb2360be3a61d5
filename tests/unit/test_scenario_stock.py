"""Each change of stock on the smallest network, and what it refuses."""

from typing import Any

import pytest

from optimizer.network import Network, StockCell
from optimizer.whatif.scenario import FaultyScenario, apply, parse_scenario
from tests.builders import at, depot, network, part, receipt

HEAD = 'title = "What if?"\nwhy = "To know."\n'


def two_depots(**tables: Any) -> Network:
    return network(depots=(depot("D1"), depot("D2")), parts=(part("P1"), part("P2")), **tables)


def applied(text: str, on: Network) -> Network:
    return apply(parse_scenario(HEAD + text, "q.toml"), on)


def test_units_are_added_to_the_shelf_and_reserved_ones_stay_reserved() -> None:
    before = two_depots(stock={("D1", "P1"): StockCell(3, 2, 4)})

    after = applied('[[stock.add]]\ndepot = "D1"\npart = "P1"\nunits = 5\n', before)

    assert after.stock == {("D1", "P1"): StockCell(8, 2, 4)}  # 3 + 5 on hand, 2 still reserved
    assert before.stock == {("D1", "P1"): StockCell(3, 2, 4)}  # the given network is left alone


def test_units_of_a_part_that_was_never_kept_there_open_a_cell_without_base_stock() -> None:
    after = applied(
        '[[stock.add]]\ndepot = "D2"\npart = "P1"\nunits = 1\n',
        two_depots(stock={("D1", "P1"): 1}),
    )

    assert after.stock["D2", "P1"] == StockCell(1, 0, 0)


def test_without_a_part_every_part_of_the_depot_gets_the_units() -> None:
    before = two_depots(stock={("D1", "P1"): 1, ("D1", "P2"): 2, ("D2", "P1"): 1})

    after = applied('[[stock.add]]\ndepot = "D1"\nunits = 2\n', before)

    on_hand = {cell: held.on_hand for cell, held in after.stock.items()}
    assert on_hand == {("D1", "P1"): 3, ("D1", "P2"): 4, ("D2", "P1"): 1}


def test_a_move_takes_from_one_shelf_what_it_lays_on_the_other() -> None:
    before = two_depots(stock={("D1", "P1"): 3, ("D2", "P1"): 1})
    move = '[[stock.move]]\nfrom_depot = "D1"\nto_depot = "D2"\npart = "P1"\nunits = 2\n'

    after = applied(move, before)

    assert after.stock == {("D1", "P1"): StockCell(1, 0, 3), ("D2", "P1"): StockCell(3, 0, 1)}


def test_a_move_of_all_parts_leaves_what_is_reserved() -> None:
    before = two_depots(stock={("D1", "P1"): StockCell(3, 1, 3), ("D1", "P2"): 2})

    after = applied('[[stock.move]]\nfrom_depot = "D1"\nto_depot = "D2"\n', before)

    # D1 had 3 - 1 = 2 free P1 and 2 free P2
    assert after.stock == {
        ("D1", "P1"): StockCell(1, 1, 3),
        ("D1", "P2"): StockCell(0, 0, 2),
        ("D2", "P1"): StockCell(2, 0, 0),
        ("D2", "P2"): StockCell(2, 0, 0),
    }


def test_units_are_taken_away_and_all_that_is_free_where_no_number_is_given() -> None:
    before = two_depots(stock={("D1", "P1"): StockCell(5, 1, 5), ("D2", "P1"): StockCell(5, 1, 5)})
    two = '[[stock.remove]]\ndepot = "D1"\npart = "P1"\nunits = 2\n'
    everything = '[[stock.remove]]\ndepot = "D2"\n'

    after = applied(two + everything, before)

    # D1: 5 - 2 = 3; D2: 5 - (5 - 1) = 1, the reserved one
    assert after.stock == {("D1", "P1"): StockCell(3, 1, 5), ("D2", "P1"): StockCell(1, 1, 5)}


def test_receipts_come_later_only_where_the_scenario_says() -> None:
    before = two_depots(
        inbound={("D1", "P1"): (receipt(at(12), 2),), ("D2", "P1"): (receipt(at(12)),)}
    )

    after = applied('[[inbound.delay]]\nhours = 6.5\ndepot = "D1"\n', before)

    # 12:00 + 6:30 = 18:30
    assert after.inbound["D1", "P1"] == (receipt(at(18, 30), 2),)
    assert after.inbound["D2", "P1"] == (receipt(at(12)),)


def test_every_receipt_comes_later_where_no_depot_and_part_are_named() -> None:
    before = two_depots(inbound={("D1", "P1"): (receipt(at(12)),), ("D2", "P2"): (receipt(at(1)),)})

    after = applied("[[inbound.delay]]\nhours = 1\n", before)

    assert after.inbound == {("D1", "P1"): (receipt(at(13)),), ("D2", "P2"): (receipt(at(2)),)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[[stock.add]]\ndepot = "D1"\nunits = 0\n',
            "q.toml, stock.add: units = 0 adds nothing; give one or more.",
        ),
        (
            '[[stock.remove]]\ndepot = "D1"\nunits = 1\n',
            "q.toml, stock.remove: units needs a part; leave units out to take all that is free.",
        ),
        (
            '[[stock.remove]]\ndepot = "D1"\npart = "P1"\nunits = 2\n',  # D1 has one
            "q.toml, stock.remove: units = 2 of P1 cannot leave D1, where 1 are free.",
        ),
        (
            '[[stock.move]]\nfrom_depot = "D1"\nto_depot = "D1"\n',
            "q.toml, stock.move: from_depot and to_depot are both D1; a move needs two depots.",
        ),
        (
            '[[stock.move]]\nfrom_depot = "D1"\nto_depot = "D3"\n',
            'q.toml, stock.move: to_depot = "D3" is unknown; did you mean D2 or D1?',
        ),
        (
            '[[stock.add]]\ndepot = "D1"\npart = "Q7-44"\nunits = 1\n',
            'q.toml, stock.add: part = "Q7-44" is unknown; known are P1, P2.',
        ),
        (
            '[[inbound.delay]]\nhours = 1\npart = "P3"\n',
            'q.toml, inbound.delay: part = "P3" is unknown; did you mean P2 or P1?',
        ),
        (
            "[[inbound.delay]]\nhours = 0\n",
            "q.toml, inbound.delay: hours = 0 is no delay; give a number above zero.",
        ),
        (
            "[[inbound.delay]]\nhours = 1\n",
            "q.toml, inbound.delay: nothing is on its way there, so nothing can be delayed.",
        ),
    ],
)
def test_a_change_of_stock_that_cannot_be_made_is_refused_in_a_sentence(
    text: str, sentence: str
) -> None:
    with pytest.raises(FaultyScenario) as refused:
        applied(text, two_depots())

    assert refused.value.faults == (sentence,)
