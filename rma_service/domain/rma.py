"""What may become of one RMA line: states and moves as one table.

An RMA is what its lines are; its own word is that of the line that is least far.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rma_service.domain.errors import IllegalMove
from rma_service.domain.people import Role


class State(StrEnum):
    """Where a line stands, in the order of its life; the last three have no way out."""

    ON_HOLD = "on_hold"
    OPEN = "open"
    RESERVED = "reserved"
    HANDED_OVER = "handed_over"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CLOSED = "closed"
    CANCELED = "canceled"
    REJECTED = "rejected"


class Move(StrEnum):
    """What people do to a line.

    `release` starts the clock of a line on hold, `reserve` is the approval of a plan, and
    `close_retained` ends a line whose defective part stays with the customer.
    """

    RELEASE = "release"
    RESERVE = "reserve"
    HAND_OVER = "hand_over"
    SHIP = "ship"
    DELIVER = "deliver"
    RECEIVE_DEFECTIVE = "receive_defective"
    CLOSE = "close"
    CLOSE_RETAINED = "close_retained"
    CANCEL = "cancel"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a move leads, and whose move it is."""

    to: State
    roles: frozenset[Role]


_DISPATCHER = frozenset({Role.DISPATCHER})
_EITHER = frozenset({Role.DISPATCHER, Role.PARTNER})

MOVES: Mapping[tuple[State, Move], Step] = MappingProxyType(
    {
        (State.ON_HOLD, Move.RELEASE): Step(State.OPEN, _EITHER),
        (State.ON_HOLD, Move.CANCEL): Step(State.CANCELED, _EITHER),
        (State.ON_HOLD, Move.REJECT): Step(State.REJECTED, _DISPATCHER),
        (State.OPEN, Move.RESERVE): Step(State.RESERVED, _DISPATCHER),
        (State.OPEN, Move.CANCEL): Step(State.CANCELED, _EITHER),
        (State.OPEN, Move.REJECT): Step(State.REJECTED, _DISPATCHER),
        (State.RESERVED, Move.HAND_OVER): Step(State.HANDED_OVER, _DISPATCHER),
        (State.RESERVED, Move.CANCEL): Step(State.CANCELED, _EITHER),
        (State.RESERVED, Move.REJECT): Step(State.REJECTED, _DISPATCHER),
        (State.HANDED_OVER, Move.SHIP): Step(State.SHIPPED, _DISPATCHER),
        (State.HANDED_OVER, Move.CANCEL): Step(State.CANCELED, _DISPATCHER),
        (State.SHIPPED, Move.DELIVER): Step(State.DELIVERED, _DISPATCHER),
        (State.DELIVERED, Move.RECEIVE_DEFECTIVE): Step(State.RETURNED, _DISPATCHER),
        (State.DELIVERED, Move.CLOSE_RETAINED): Step(State.CLOSED, _DISPATCHER),
        (State.RETURNED, Move.CLOSE): Step(State.CLOSED, _DISPATCHER),
    }
)
"""Every legal move; what is not here is refused. Source: product.md, "People" and "The bar"."""

ENDED = frozenset({State.CLOSED, State.CANCELED, State.REJECTED})
"""States in which nothing more happens to a line."""

CALLED_OFF = frozenset({State.CANCELED, State.REJECTED})
"""States in which nothing is sent any more, whatever was promised."""

NOT_SHIPPED = frozenset({State.ON_HOLD, State.OPEN, State.RESERVED, State.HANDED_OVER})
"""States in which a line still waits for its unit to leave a depot."""

NOT_DELIVERED = NOT_SHIPPED | {State.SHIPPED}
"""States in which the replacement has not arrived, so that a line needs the facts it names."""

_DONE = {
    Move.RELEASE: "released",
    Move.RESERVE: "reserved",
    Move.HAND_OVER: "handed over",
    Move.SHIP: "shipped",
    Move.DELIVER: "delivered",
    Move.RECEIVE_DEFECTIVE: "received back",
    Move.CLOSE: "closed",
    Move.CLOSE_RETAINED: "closed without its defective part where the contract leaves it there",
    Move.CANCEL: "canceled",
    Move.REJECT: "rejected",
}


def next_state(line_id: str, state: State, move: Move, role: Role) -> State:
    """Where a move leads.

    Raises
    ------
    IllegalMove
        When the line cannot make the move in this state, or the role may not make it.
    """
    step = MOVES.get((state, move))
    if step is None:
        raise IllegalMove(
            f"Line {line_id} is {_words(state)} and cannot be {_DONE[move]}. {legal_now(state)}"
        )
    if role not in step.roles:
        raise IllegalMove(
            f"Line {line_id} is {_words(state)}; then it is {_DONE[move]} by {_who(step)} only. "
            f"{legal_now(state)}"
        )
    return step.to


def legal_now(state: State) -> str:
    """Sentence that says what can become of a line in a state, and at whose hand."""
    ways = [
        f"{_DONE[move]} by {_who(step)}" for (start, move), step in MOVES.items() if start is state
    ]
    if not ways:
        return "Nothing more happens to it."
    *others, last = ways
    return f"Now it can be {', '.join(others)}{', or ' if others else ''}{last}."


def state_of_rma(states: Collection[State]) -> State:
    """Word for a whole RMA: the least far of the lines that go on, else of all of them."""
    order = list(State)
    going_on = [state for state in states if state not in ENDED]
    return min(going_on or states, key=order.index)


def _who(step: Step) -> str:
    return " or ".join(f"a {each}" for each in sorted(step.roles))


def _words(state: State) -> str:
    return state.replace("_", " ")
