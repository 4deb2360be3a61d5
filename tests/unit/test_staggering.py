"""How lines are split into RMAs: cases worked out by hand, and every way tried on small worlds.

The window of the guard is two minutes and a fault has accumulated after six; see the world.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rma_service.domain.crowd import Passing
from rma_service.domain.staggering import Staggered, sent_together, staggered
from tests.every_assignment import MINUTE, NINE, NO_ROOM, STRICT, World, some_world


def way(world: World, room: timedelta = NO_ROOM) -> Staggered:
    return staggered(world.crowds(), world.facts_at, NINE, room)


def told(found: Staggered) -> list[tuple[int, str]]:
    """Minutes after nine and lines of each RMA."""
    return [
        (int((each.at - NINE) / MINUTE), " ".join(sorted(each.line_ids))) for each in found.sendings
    ]


def test_lines_that_pass_are_sent_at_once() -> None:
    assert told(way(World((("A", 0), ("B", 1))))) == [(0, "L0 L1")]


def test_lines_of_a_part_that_are_too_many_go_in_turns_more_than_a_window_apart() -> None:
    # Two lines of a part may go together; the window is two minutes, and strictly more is needed.
    found = way(World((("A", 0),) * 5))
    assert told(found) == [(0, "L0 L1"), (3, "L2 L3"), (6, "L4")]
    assert (len(found.owed), found.proved) == (5, True)


def test_room_for_delays_lies_between_the_turns() -> None:
    # 9:00 and two minutes and five minutes is 9:07; the first minute after that is 9:08.
    assert told(way(World((("A", 0),) * 3), 5 * MINUTE)) == [(0, "L0 L1"), (8, "L2")]


def test_the_first_turn_waits_until_an_rma_that_was_sent_is_not_met_any_more() -> None:
    # Sent at 8:59; until 9:01 it is met.
    assert told(way(World((("A", 0),), sent=(("A", 1),)))) == [(2, "L0")]
    assert told(way(World((("A", 0),), sent=(("B", 1),)))) == [(0, "L0")]


def test_the_oldest_fault_that_still_passes_goes_first() -> None:
    # One accumulated fault may go in each RMA, beside fresh ones; L0 and L2 have accumulated.
    found = way(World((("A", 7), ("A", 0), ("A", 9))))
    assert told(found) == [(0, "L1 L2"), (3, "L0")]
    assert len(found.owed) == 3


def test_waiting_can_make_a_fault_too_old() -> None:
    # Business days last four minutes and three of them are in time: until the sixteenth minute.
    # Both faults have accumulated; the one that waits until 9:03 is 17 minutes old by then.
    found = way(World((("A", 14), ("A", 15))))
    assert told(found) == [(0, "L1"), (3, "L0")]
    assert found.owed == {"L1"}


def test_lines_that_are_too_late_go_last_and_together() -> None:
    found = way(World((("A", 40), ("A", 0), ("A", 50))))
    assert told(found) == [(0, "L1"), (3, "L0 L2")]
    assert found.owed == {"L1"}


def test_nothing_is_waited_for_where_nothing_can_be_owed() -> None:
    # The RMA of 8:59 and that of 8:58 have taken each other's guarantee: none is left to lose.
    lost = World((("A", 40),), sent=(("A", 1), ("A", 2)))
    assert told(way(lost)) == [(0, "L0")]
    # One that is still owed is not harmed even by a line that is owed nothing.
    assert told(way(World((("A", 40),), sent=(("A", 1),)))) == [(2, "L0")]


def test_what_grows_too_old_while_it_waits_is_not_said_to_be_owed() -> None:
    # Until 9:00 L0 is in time, and at 9:01, when the RMA of 8:58 is not met any more, it is not.
    # That RMA has lost to the one of 8:57 already, so there is nothing to wait for.
    found = way(World((("A", 15),), sent=(("A", 2), ("A", 3))))
    assert told(found) == [(0, "L0")]
    assert not found.owed


def test_parts_share_their_rmas_so_that_there_are_few() -> None:
    # Part B must wait until 9:02. Nobody is done earlier when A goes alone at nine.
    assert told(way(World((("A", 0), ("B", 0)), sent=(("B", 1),)))) == [(2, "L0 L1")]
    # Three lines of A are done at 9:03 at the earliest, and B may go with the second turn.
    found = way(World((("A", 0), ("A", 0), ("A", 0), ("B", 0)), sent=(("B", 1),)))
    assert told(found) == [(0, "L0 L1"), (3, "L2 L3")]


def test_what_a_policy_lets_pass_decides() -> None:
    several = World((("A", 0),) * 4, passing=Passing(rmas_at_once=2, parts_in_rma=1))
    assert told(way(several)) == [(0, "L0 L1"), (0, "L2 L3")]
    many = World((("A", 0),) * 4, passing=Passing(rmas_at_once=1, parts_in_rma=4))
    assert told(way(many)) == [(0, "L0 L1 L2 L3")]
    never = World((("A", 0),) * 4, passing=Passing(rmas_at_once=0, parts_in_rma=0))
    assert told(way(never)) == [(0, "L0 L1 L2 L3")]
    assert not way(never).owed
    late = World((("A", 40),), passing=replace(STRICT, late=True))
    assert way(late).owed == {"L0"}


def test_a_kit_waits_as_a_whole_or_not_at_all() -> None:
    def kit(world: World) -> Staggered:
        return sent_together(world.crowds(), world.facts_at, NINE)

    assert told(kit(World((("A", 0), ("B", 0)), sent=(("A", 1),)))) == [(2, "L0 L1")]
    # Three of one part are too many in one RMA, and part B alone gains nothing by waiting.
    found = kit(World((("A", 0), ("A", 0), ("A", 0), ("B", 0))))
    assert told(found) == [(0, "L0 L1 L2 L3")]
    assert found.owed == {"L3"}
    # At nine L0 is owed and the RMA of B loses; at 9:02 L1 is owed, L0 is too late, none loses.
    assert told(kit(World((("A", 15), ("B", 0)), sent=(("A", 40), ("B", 1))))) == [(2, "L0 L1")]


def test_seconds_are_kept_for_the_first_turn_and_minutes_are_whole_after_it() -> None:
    world = World((("A", 0),) * 3)
    at = datetime(2026, 11, 23, 9, 0, 30, tzinfo=NINE.tzinfo)
    found = staggered(world.crowds(), world.facts_at, at, NO_ROOM)
    # From 9:00:30, the window ends with 9:02:30.
    assert [each.at for each in found.sendings] == [at, NINE + 3 * MINUTE]


@pytest.mark.parametrize("seed", range(120))
def test_no_other_way_is_better_whatever_one_tries(seed: int) -> None:
    world = some_world(seed, lines=3)
    found = way(world)
    minutes = 12  # no way of three lines needs more: they begin by 9:03 and take three turns
    assert found.sendings[-1].at <= NINE + minutes * MINUTE
    score = world.score([(each.at, each.line_ids) for each in found.sendings])
    best = world.best(minutes)
    assert score[0] == best[0], "more lines could be owed"
    assert score[0] == len(found.owed) + len(world.owed(world.earlier()))
    assert score == best or not found.proved


@pytest.mark.parametrize(("seed", "at_once"), [(seed, 2) for seed in range(25)])
def test_several_rmas_at_once_are_used_as_well_as_one_can(seed: int, at_once: int) -> None:
    drawn = some_world(seed, lines=3)
    passing = replace(drawn.passing, rmas_at_once=at_once)
    world = replace(drawn, sent=(), passing=passing)
    found = way(world)
    score, best = world.score([(e.at, e.line_ids) for e in found.sendings]), world.best(6)
    assert score[:2] == best[:2]
    assert score == best or not found.proved


def test_what_is_not_proved_is_said_to_be_so() -> None:
    busy = World((("A", 0),), ((("A", 1)),), Passing(rmas_at_once=2, parts_in_rma=1))
    assert not way(busy).proved
    apart = replace(World((("A", 0),)).crowds()[0], alike=False)
    world = World((("A", 0),))
    assert not staggered([apart], world.facts_at, NINE, NO_ROOM).proved
