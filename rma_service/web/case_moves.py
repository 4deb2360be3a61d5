"""Which moves somebody may make with the lines of a case, each as the form of a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rma_service.domain.people import Principal
from rma_service.domain.rma import ENDED, MOVES, Move
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.web.plan_row import anchor


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that a move asks for, with what was entered and what is wrong with it."""

    name: str
    word: str
    kind: str = "text"
    needed: bool = True
    hint: str = ""
    entered: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class SentMove:
    """A move that was sent and refused: what was entered, and what is wrong, by field."""

    line_id: str = ""
    key: str = ""
    entered: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


NOTHING_SENT = SentMove()
"""What stands where no move was sent."""


@dataclass(frozen=True, slots=True)
class MoveForm:
    """A move that this person may make now; the first one is the usual one."""

    key: str
    word: str
    first: bool
    grave: bool
    fields: tuple[Asked, ...]

    @property
    def refused(self) -> bool:
        """Whether it was sent just now, and something is wrong with it."""
        return any(each.wrong for each in self.fields)


SITE_CLOCK = "On the clock of the site, {timezone}. Empty means now."

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
        (Asked("at", "Delivered at", "datetime-local", needed=False, hint=SITE_CLOCK),),
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


FIELDS: Mapping[str, tuple[Asked, ...]] = {key: fields for key, _, fields in _FORMS.values()}
"""What each move asks for, by its word in an address."""


def moves_of(
    line: RmaLine, principal: Principal, sent: SentMove, timezone: str
) -> Iterable[MoveForm]:
    """Moves of a line, the usual one first; what was sent and refused is there to be changed."""
    for number, move in enumerate(_open_moves(line, principal)):
        key, word, fields = _FORMS[move]
        known = sent if (sent.line_id, sent.key) == (line.line_id, key) else NOTHING_SENT
        shown = tuple(_shown(each, known, timezone) for each in fields)
        yield MoveForm(key, word, number == 0, move in GRAVE, shown)


def _open_moves(line: RmaLine, principal: Principal) -> list[Move]:
    """Moves of the table, without a close or a completion that there is no reason for."""
    waived = line.progress.return_waived
    found = [
        move
        for (start, move), step in MOVES.items()
        if start is line.state and principal.role in step.roles and move in _FORMS
        if waived or move is not Move.CLOSE_RETAINED
        if move is not Move.RELEASE or line.reported.form_completed_at is None
    ]
    return found[::-1] if waived else found


def _shown(asked: Asked, sent: SentMove, timezone: str) -> Asked:
    return replace(
        asked,
        hint=asked.hint.format(timezone=timezone),
        entered=sent.entered.get(asked.name, ""),
        wrong=sent.wrong.get(asked.name, ""),
    )


def field_id(line_id: str, key: str, name: str) -> str:
    """Name of the place of a field on the page."""
    return f"{anchor(line_id)}-{key}-{name}"


def cancel_line(rma: Rma, principal: Principal) -> str:
    """A line by which the whole RMA may be canceled; empty when it may not."""
    going_on = [line for line in rma.lines if line.state not in ENDED]
    steps = [MOVES.get((line.state, Move.CANCEL)) for line in going_on]
    open_to_all = all(step is not None and principal.role in step.roles for step in steps)
    return going_on[0].line_id if going_on and open_to_all else ""
