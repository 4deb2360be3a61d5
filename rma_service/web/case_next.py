"""What happens next with a line of a case: what, whose move it is, and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rma_service.domain.clock_log import stands_since
from rma_service.domain.people import Principal, Role
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine
from rma_service.wording import Moment, left_words, moment

PARTNER, DISPATCH, COURIER = "The partner", "Dispatch", "The courier"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step of a line; `yours` when the reader makes it, `left` is the time to go."""

    what: str
    who: str
    yours: bool
    note: str
    until: Moment | None
    left: str
    late: bool


@dataclass(frozen=True, slots=True)
class _Plain:
    """A step before it is told to somebody."""

    what: str
    who: str
    note: str = ""
    until: datetime | None = None


def next_step(line: RmaLine, timezone: str, principal: Principal, now: datetime) -> NextStep | None:
    """What happens next with a line; None when nothing does any more."""
    make = _STEPS.get(line.state)
    if make is None:
        return None
    step = make(line)
    yours = principal.role is _ROLES.get(step.who)
    return NextStep(
        what=step.what,
        who="You" if yours else step.who,
        yours=yours,
        note=step.note,
        until=moment(step.until, timezone) if step.until else None,
        left=left_words(step.until, now) if step.until else "",
        late=bool(step.until and step.until < now),
    )


def _complete(line: RmaLine) -> _Plain:
    if stands_since(line.clock) is not None:
        note = "Nothing is planned while the clock of the line stands."
        return _Plain("Tell the clocks that it runs again", DISPATCH, note)
    if line.reported.form_completed_at is not None:
        note = "This one is complete; what ships together with it waits for the others."
        return _Plain("Complete the other fault tags", PARTNER, note)
    return _Plain("Complete the fault tag", PARTNER, "No clock runs before that.")


def _plan(line: RmaLine) -> _Plain:
    due_at = line.terms.due_at if line.terms and line.terms.owed else None
    note = "Approving a plan reserves the unit and fixes depot, courier and departure."
    return _Plain("Approve a plan that serves this line", DISPATCH, note, due_at)


def _hand_over(line: RmaLine) -> _Plain:
    note = "The unit is reserved."
    return _Plain("Hand the unit over to the courier", DISPATCH, note, _departs_at(line))


def _ship(line: RmaLine) -> _Plain:
    note = "Serial number and tracking number are noted as it leaves."
    return _Plain("Let the unit leave the depot", DISPATCH, note, _departs_at(line))


def _arrive(line: RmaLine) -> _Plain:
    until = line.route.planned_arrival_at if line.route else None
    note = "Dispatch notes the delivery; warranty and return begin with it."
    return _Plain("Bring the unit to the site", COURIER, note, until)


def _return(line: RmaLine) -> _Plain:
    if line.progress.return_waived:
        note = "The defective part stays with the customer: the retention service covers it."
        return _Plain("Close the line", DISPATCH, note)
    note = f"Serial number {line.reported.faulty_serial}, with the fault tag in the package."
    if line.reported.faulty_serial is None:
        note = "Put the fault tag in the package."
    return _Plain("Send the defective part back", PARTNER, note, line.progress.return_due_at)


def _close(_: RmaLine) -> _Plain:
    return _Plain("Close the line", DISPATCH, "The defective part is back.")


def _departs_at(line: RmaLine) -> datetime | None:
    return line.route.departs_at if line.route else None


_ROLES = {PARTNER: Role.PARTNER, DISPATCH: Role.DISPATCHER}

_STEPS: dict[State, Callable[[RmaLine], _Plain]] = {
    State.ON_HOLD: _complete,
    State.OPEN: _plan,
    State.RESERVED: _hand_over,
    State.HANDED_OVER: _ship,
    State.SHIPPED: _arrive,
    State.DELIVERED: _return,
    State.RETURNED: _close,
}
"""The step out of each state; the ended states have none."""
