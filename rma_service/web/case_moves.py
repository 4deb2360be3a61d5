"""Which moves somebody may make with the lines of a case, each as the form of a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rma_service.domain.people import Principal
from rma_service.domain.rma import ENDED, MOVES, Move, State
from rma_service.domain.rma_record import Rma


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that a move asks for."""

    name: str
    word: str
    kind: str = "text"
    needed: bool = True
    step: str = ""


@dataclass(frozen=True, slots=True)
class MoveForm:
    """A move that this person may make now; the first one is the usual one."""

    key: str
    word: str
    first: bool
    grave: bool
    fields: tuple[Asked, ...]


_SERIAL = Asked("serial", "Serial number")
_WHY = Asked("reason", "Why")
_FORMS: Mapping[Move, tuple[str, str, tuple[Asked, ...]]] = {
    Move.RELEASE: (
        "complete",
        "Complete the fault tag",
        (Asked("product_serial", "Serial number of the product", needed=False),),
    ),
    Move.HAND_OVER: ("hand-over", "Hand over to the courier", ()),
    Move.SHIP: ("ship", "Mark as shipped", (_SERIAL, Asked("tracking_number", "Tracking number"))),
    Move.DELIVER: (
        "deliver",
        "Mark as delivered",
        (Asked("at", "Delivered at, UTC; now if empty", "datetime-local", needed=False),),
    ),
    Move.RECEIVE_DEFECTIVE: ("receive", "Receive the defective part", (_SERIAL,)),
    Move.CLOSE: ("close", "Close", ()),
    Move.CLOSE_RETAINED: ("close", "Close, part retained", ()),
    Move.REJECT: ("reject", "Reject", (_WHY,)),
}
"""What each move is called in an address and on its button, and what it asks for.

A plan reserves; nobody does it line by line.
"""

GRAVE = frozenset({Move.REJECT})
"""Moves of one line that end it before its time; canceling ends a whole RMA."""


def moves_of(state: State, principal: Principal) -> Iterable[MoveForm]:
    """Moves of a line in a state, the usual one first."""
    open_ones = [
        move
        for (start, move), step in MOVES.items()
        if start is state and principal.role in step.roles and move in _FORMS
    ]
    for number, move in enumerate(open_ones):
        key, word, fields = _FORMS[move]
        yield MoveForm(key, word, number == 0, move in GRAVE, fields)


def cancel_line(rma: Rma, principal: Principal) -> str:
    """A line by which the whole RMA may be canceled; empty when it may not."""
    going_on = [line for line in rma.lines if line.state not in ENDED]
    steps = [MOVES.get((line.state, Move.CANCEL)) for line in going_on]
    open_to_all = all(step is not None and principal.role in step.roles for step in steps)
    return going_on[0].line_id if going_on and open_to_all else ""
