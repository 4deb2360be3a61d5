"""Derive the targets of an RMA anew when something about its clocks or its priority changes.

What is judged and promised outside of a transaction is judged once more inside of it, as in the
opening of an RMA. A line whose unit is reserved or on its way keeps it: its target is set anew as
long as it runs, and what was promised is told anew; the way itself does not change.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import Conflicts, Refused, StaleVersion
from rma_service.domain.event import Happened
from rma_service.domain.people import Principal
from rma_service.domain.rma import NOT_SHIPPED, State
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import RmaKey
from rma_service.usecases.basis import basis_of
from rma_service.usecases.cases import visible
from rma_service.usecases.intake import Basis
from rma_service.usecases.measuring import measured_anew
from rma_service.usecases.moving import (
    Hand,
    facts_of,
    locked,
    saved,
    stale,
    target_changed,
    telling,
)
from rma_service.usecases.neighbors import (
    Asked,
    MovedOn,
    ask,
    judge_again,
    judged_among,
    retarget,
)
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.promising import promised
from rma_service.usecases.solving import Solve

ATTEMPTS = 3
"""Times that lines are judged anew because another RMA of the partner came in between."""

_WAITING = frozenset({State.ON_HOLD, State.OPEN})
"""States in which no unit is held for a line, so that it may be promised another way."""


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody changes about an RMA: its lines as they are then, how the log tells it, why."""

    lines: Sequence[RmaLine]
    happened: Sequence[Happened]
    why: str


@dataclass(frozen=True, slots=True)
class _Moved:
    """Lines that are judged anew, and the ids of those that the change gives another target.

    What the rules of today would set otherwise for another reason, such as a new edition of the
    policy, is not among them: that waits until somebody confirms it.
    """

    asked: Asked
    ids: frozenset[str]


Make = Callable[[Connection, Rma, Basis], Change]
"""Looks at an RMA and says what changes, or refuses."""


def rederived(
    database: Database,
    principal: Principal,
    key: RmaKey,
    by: Hand,
    make: Make,
    once: Once[Rma] | None,
    solve: Solve,
) -> Rma:
    """Change an RMA, and derive every target of it that still runs anew.

    Raises
    ------
    StaleVersion
        When it has changed since the version that was named.
    Refused
        When a line could not be judged any more.
    Conflicts
        When other RMAs of the partner came in between every time.
    """
    for _ in range(ATTEMPTS):
        with database.read() as tx:
            before = visible(tx, principal, key.rma_number)
            _require_version(before, key)
            change = make(tx, before, basis_of(tx))
            moved = _moved(tx, before, change, by.at)
        ready = _ready(moved, by.at, solve) if moved else []
        with suppress(MovedOn), writing(database, once) as tx:
            after, neighbors = judge_again(tx, moved.asked, ready, by.at) if moved else ([], [])
            if locked(tx, principal, key).version != before.version:
                raise MovedOn
            retarget(tx, neighbors, by)
            judged = {line.line_id: line for line in after if moved and line.line_id in moved.ids}
            return kept(tx, once, _saved(tx, before, change, judged, by))
    raise Conflicts("Other RMAs of this partner came in at the same moment; send it again.", ())


def still_runs(line: RmaLine) -> bool:
    """Whether the target of a replacement can still be met or missed.

    One that asks for a hand-over has ended as the unit left; one that asks for an arrival runs on.
    """
    arrives = line.terms is not None and line.terms.target_kind == "arrive_by"
    return line.state in NOT_SHIPPED or (line.state is State.SHIPPED and arrives)


def _require_version(rma: Rma, key: RmaKey) -> None:
    if key.version not in (None, rma.version):
        raise StaleVersion(stale(rma, key))


def _moved(tx: Connection, before: Rma, change: Change, at: datetime) -> _Moved | None:
    """Judge the lines that still run with the change and without it; None: none runs."""
    running = [line for line in change.lines if still_runs(line)]
    if not running:
        return None
    basis = basis_of(tx)
    stored = {line.line_id: line for line in before.lines}
    without = judged_among(tx, [stored[line.line_id] for line in running], basis).lines
    asked = ask(tx, running, basis, at)
    ids = {
        now.line_id
        for was, now in zip(without, asked.judged.lines, strict=True)
        if (was.state, was.terms) != (now.state, now.terms)
    }
    if any(line.reported.ship_together for line in running if line.line_id in ids):
        ids = {line.line_id for line in running}
    return _Moved(asked, frozenset(ids))


def _ready(moved: _Moved, at: datetime, solve: Solve) -> list[RmaLine]:
    """Judged lines with what is promised of those whose target is another one now."""
    asked, changed = moved.asked, moved.ids
    pairs = list(zip(asked.lines, asked.judged.lines, strict=True))
    _refuse_rejected([now for _, now in pairs if now.line_id in changed])
    waiting = [
        replace(now, promise=None)
        for was, now in pairs
        if was.state in _WAITING and now.line_id in changed
    ]
    answers = {line.line_id: line for line in promised(waiting, asked.network, at, solve)}
    return [answers.get(now.line_id) or _under_way(was, now, at) for was, now in pairs]


def _refuse_rejected(lines: Sequence[RmaLine]) -> None:
    """Refuse what would take an entitlement back that was granted: that is no matter of clocks."""
    sentences = [
        f"Line {line.line_id} cannot be judged anew: {line.state_sentence}"
        for line in lines
        if line.state is State.REJECTED
    ]
    if sentences:
        raise Refused(sentences)


def _under_way(was: RmaLine, now: RmaLine, at: datetime) -> RmaLine:
    """A line whose promise is not looked for anew: told anew where its target changed."""
    if now.terms is None or was.terms == now.terms:
        return now
    return measured_anew(now, was.terms, at)


def _saved(
    tx: Connection, before: Rma, change: Change, judged: Mapping[str, RmaLine], by: Hand
) -> Rma:
    """Save the lines that are others now, each with what its log tells of it."""
    stored = {line.line_id: line for line in before.lines}
    happened = list(change.happened)
    lines = []
    for told in change.lines:
        line = _settled(told, judged.get(told.line_id, told))
        if line == stored[told.line_id]:
            continue
        lines.append(line)
        if facts_of(line) != facts_of(told):
            happened.append(target_changed(told, line, change.why))
        if line.promise != told.promise:
            happened.append(telling(line))
    return saved(tx, before, lines, happened, by)


def _settled(told: RmaLine, judged: RmaLine) -> RmaLine:
    """A line as it was judged; with a unit of its own it keeps its state, and a target anyway."""
    if told.state in _WAITING:
        return judged
    return replace(
        judged,
        state=told.state,
        state_sentence=told.state_sentence,
        state_clause=told.state_clause,
        terms=judged.terms or told.terms,
        promise=judged.promise or told.promise,
    )
