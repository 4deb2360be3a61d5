"""Every state, every move, every role: what is legal, where it leads, and how it is refused."""

from itertools import product

import pytest

from rma_service.domain.errors import IllegalMove
from rma_service.domain.people import Role
from rma_service.domain.rma import ENDED, Move, State, next_state, state_of_rma

# One row for each state, one column for each move: the state it leads to, and who may make it
# (d: a dispatcher, p: a partner). A dot is refused.
GRID = """
state        release reserve    hand_over     ship      deliver     receive_defective close    close_retained cancel      reject
on_hold      open:dp .          .             .         .           .                 .        .              canceled:dp rejected:d
open         .       reserved:d .             .         .           .                 .        .              canceled:dp rejected:d
reserved     .       .          handed_over:d .         .           .                 .        .              canceled:dp rejected:d
handed_over  .       .          .             shipped:d .           .                 .        .              canceled:d  .
shipped      .       .          .             .         delivered:d .                 .        .              .           .
delivered    .       .          .             .         .           returned:d        .        closed:d       .           .
returned     .       .          .             .         .           .                 closed:d .              .           .
closed       .       .          .             .         .           .                 .        .              .           .
canceled     .       .          .             .         .           .                 .        .              .           .
rejected     .       .          .             .         .           .                 .        .              .           .
"""  # noqa: E501 - a table is read by its columns
LETTERS = {Role.DISPATCHER: "d", Role.PARTNER: "p", Role.PLANNER: "-", Role.ADMINISTRATOR: "-"}


def _cells() -> dict[tuple[State, Move], str]:
    head, *rows = (row.split() for row in GRID.strip().splitlines())
    moves = [Move(word) for word in head[1:]]
    return {
        (State(row[0]), move): cell
        for row in rows
        for move, cell in zip(moves, row[1:], strict=True)
    }


CELLS = _cells()


def test_the_grid_has_a_cell_for_every_state_and_move() -> None:
    assert set(CELLS) == set(product(State, Move))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_a_line_makes_the_moves_of_the_grid_and_no_other(
    state: State, move: Move, role: Role
) -> None:
    to, _, letters = CELLS[state, move].partition(":")
    if LETTERS[role] in letters:
        assert next_state("L1", state, move, role) == to
        return
    with pytest.raises(IllegalMove, match=r"^Line L1 is .*\.$"):
        next_state("L1", state, move, role)


@pytest.mark.parametrize(
    ("state", "move", "sentence"),
    [
        (
            State.SHIPPED,
            Move.CANCEL,
            "Line L1 is shipped and cannot be canceled. Now it can be delivered by a dispatcher.",
        ),
        (
            State.RESERVED,
            Move.SHIP,
            (
                "Line L1 is reserved and cannot be shipped. Now it can be handed over by a "
                "dispatcher, canceled by a dispatcher or a partner, or rejected by a dispatcher."
            ),
        ),
        (
            State.CLOSED,
            Move.CLOSE,
            "Line L1 is closed and cannot be closed. Nothing more happens to it.",
        ),
    ],
)
def test_an_illegal_move_says_what_is_legal_now_and_at_whose_hand(
    state: State, move: Move, sentence: str
) -> None:
    with pytest.raises(IllegalMove) as refused:
        next_state("L1", state, move, Role.DISPATCHER)
    assert str(refused.value) == sentence


def test_a_move_of_somebody_else_says_whose_it_is() -> None:
    with pytest.raises(IllegalMove) as refused:
        next_state("L1", State.HANDED_OVER, Move.CANCEL, Role.PARTNER)
    assert str(refused.value) == (
        "Line L1 is handed over; then it is canceled by a dispatcher only. "
        "Now it can be shipped by a dispatcher, or canceled by a dispatcher."
    )


def test_nothing_leads_out_of_an_ended_state_and_something_out_of_every_other() -> None:
    with_way_out = {state for (state, _), cell in CELLS.items() if cell != "."}
    assert with_way_out == set(State) - ENDED


@pytest.mark.parametrize(
    ("states", "word"),
    [
        ((State.SHIPPED, State.OPEN), State.OPEN),  # the open line is less far
        ((State.SHIPPED, State.REJECTED), State.SHIPPED),  # a rejected one does not go on
        ((State.CANCELED, State.CLOSED), State.CLOSED),  # all ended: the first in the order of life
        ((State.REJECTED,), State.REJECTED),
    ],
)
def test_an_rma_is_where_the_least_far_of_its_going_lines_is(
    states: tuple[State, ...], word: State
) -> None:
    assert state_of_rma(states) is word
