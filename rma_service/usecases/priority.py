"""Change the priority of an RMA: a decision of dispatch, which sets every target anew."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from rma_service.db import events
from rma_service.db.engine import Connection, Database
from rma_service.domain.clock_log import entries_of
from rma_service.domain.errors import IllegalMove, Refused
from rma_service.domain.event import Happened
from rma_service.domain.people import Principal
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import NewPriority, RmaKey
from rma_service.usecases.intake import Basis
from rma_service.usecases.moving import Hand
from rma_service.usecases.once import Once
from rma_service.usecases.rederiving import Change, rederived, still_runs
from rma_service.usecases.set_targets import newly_set
from rma_service.usecases.solving import Solve, at_once_or_in_child
from rma_service.usecases.target_values import policies_of

CHANGE_PRIORITY = "change_priority"
"""Kind of the event, one for each line whose target still runs."""


def change_priority(
    database: Database,
    clock: Callable[[], datetime],
    principal: Principal,
    key: RmaKey,
    wanted: NewPriority,
    once: Once[Rma] | None = None,
    solve: Solve = at_once_or_in_child,
) -> Rma:
    """Give the lines whose targets still run another priority, with the targets of that.

    Raises
    ------
    IllegalMove
        When no target runs any more.
    Refused
        When a policy knows no such priority, or the RMA has it.
    """
    by = Hand(principal.principal_id, clock())

    def make(tx: Connection, rma: Rma, basis: Basis) -> Change:
        running = [line for line in rma.lines if still_runs(line)]
        if not running:
            raise IllegalMove(
                f"RMA {rma.rma_number} is {rma.state}; no target runs that a priority would change."
            )
        _require_known(running, wanted.priority, basis)
        changed = [line for line in running if line.reported.priority != wanted.priority]
        if not changed:
            raise Refused([f"RMA {rma.rma_number} has priority {wanted.priority} already."])
        ids = {line.line_id for line in changed}
        lines = [_with(line, wanted) if line.line_id in ids else line for line in rma.lines]
        sentence = f"The priority is {wanted.priority} from now on: {wanted.why}"
        log = entries_of(events.load_events(tx, rma.partner_id, rma.rma_number))
        moved = newly_set((rma.lines, log), (lines, log), basis, sentence)
        return Change(lines, [*(_told(line, wanted) for line in changed), *moved], sentence)

    return rederived(database, principal, key, by, make, once, solve)


def _require_known(lines: Sequence[RmaLine], priority: str, basis: Basis) -> None:
    sentences = [
        f"{policy.document} knows no priority {priority}; known are: "
        f"{', '.join(sorted(policy.priorities))}."
        for policy in policies_of(lines, basis)
        if priority not in policy.priorities
    ]
    if sentences:
        raise Refused(sentences)


def _with(line: RmaLine, wanted: NewPriority) -> RmaLine:
    return replace(line, reported=replace(line.reported, priority=wanted.priority))


def _told(line: RmaLine, wanted: NewPriority) -> Happened:
    was = {"priority": line.reported.priority}
    data = {"priority": wanted.priority, "was": was, "why": wanted.why}
    return Happened(CHANGE_PRIORITY, line.line_id, data)
