"""How to send lines so that the most of them are owed: a search, judged then like any RMA."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from rma_service.domain.batch import BatchGuard
from rma_service.domain.crowd import Crowd
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine
from rma_service.domain.staggering import (
    Sending,
    Staggered,
    sent_together,
    staggered,
)
from rma_service.usecases.crowds import crowds_of, facts_of, is_owed, sent_at
from rma_service.usecases.intake import Basis, judged
from rma_service.usecases.neighbors import changed_by, harmed_among

ROOM = timedelta(minutes=5)
"""How much later than advised an RMA may be sent without coming too near to the next one."""

Kind = Literal["as_it_is", "stagger", "nothing_helps", "nothing_to_send"]
"""Send all is owed as it is; in turns; as it is though not all is owed; or correct it first."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Lines that are to be sent, not judged, what they may meet, and the first instant for them."""

    lines: Sequence[RmaLine]
    beside: Sequence[RmaLine]
    at: datetime


@dataclass(frozen=True, slots=True)
class AdvisedLine:
    """A line as it is judged when it is sent as advised, and when all are sent now.

    Its form is taken as complete by then. `timely_now` when its fault is not too old now.
    """

    place: int
    then: RmaLine
    now: RmaLine
    timely_now: bool


@dataclass(frozen=True, slots=True)
class AdvisedSending:
    """An RMA, and when it is best sent."""

    send_at: datetime
    lines: tuple[AdvisedLine, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """How to send lines; those that are owed are counted less those that other RMAs would lose.

    `proved` when no way has more lines owed, ends earlier or needs fewer RMAs. `guards` are those
    that the lines pass, `kit` says that the lines cannot be split.
    """

    kind: Kind
    owed_now: int
    owed_then: int
    sendings: tuple[AdvisedSending, ...]
    guards: tuple[BatchGuard, ...]
    kit: bool
    proved: bool


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of lines that are sent somehow, by id, and how many others lose a guarantee."""

    lines: Mapping[str, RmaLine]
    lost: int

    @property
    def owed(self) -> int:
        return sum(map(is_owed, self.lines.values())) - self.lost


def advice_on(wish: Wish, basis: Basis) -> Advice:
    """Find how to send lines so that the most are owed, and judge what becomes of them then."""
    now = _outcome(_sent(wish.lines, Sending(wish.at, _ids(wish.lines))), wish, basis)
    going = [line for line in wish.lines if now.lines[line.line_id].state is not State.REJECTED]
    kit = len(going) > 1 and any(line.reported.ship_together for line in going)
    crowds = crowds_of(going, wish.beside, basis)
    best = _best(going, crowds, wish.at, basis, kit=kit)
    moved = [
        line
        for turn, sending in enumerate(best.sendings, start=1)
        for line in _sent(going, sending, f".{turn}")
    ]
    then = _outcome(moved, wish, basis)
    late = _late(crowds, going, wish.at, basis)
    return Advice(
        _kind(going, now, then),
        now.owed,
        then.owed,
        tuple(_advised(each, wish.lines, (now, then), late) for each in best.sendings),
        tuple(dict.fromkeys(crowd.guard for crowd in crowds)),
        kit,
        best.proved,
    )


def _kind(going: Sequence[RmaLine], now: _Outcome, then: _Outcome) -> Kind:
    if not going:
        return "nothing_to_send"
    if now.owed == len(going):
        return "as_it_is"
    return "stagger" if then.owed > now.owed else "nothing_helps"


def _sent(lines: Sequence[RmaLine], sending: Sending, ending: str = "") -> list[RmaLine]:
    """Lines as they would be if they were sent like this, with their forms complete."""
    return [
        _complete(sent_at(line, line.rma_number + ending, sending.at))
        for line in lines
        if line.line_id in sending.line_ids
    ]


def _complete(line: RmaLine) -> RmaLine:
    told = line.reported
    return replace(line, reported=replace(told, form_completed_at=told.requested_at))


def _ids(lines: Sequence[RmaLine]) -> tuple[str, ...]:
    return tuple(line.line_id for line in lines)


def _outcome(lines: Sequence[RmaLine], wish: Wish, basis: Basis) -> _Outcome:
    """Judge lines beside others, and count which of those would lose a guarantee."""
    after = judged([*lines, *wish.beside], basis)
    own, others = after[: len(lines)], after[len(lines) :]
    changed = changed_by(wish.beside, others, lines, basis)
    lost = len(harmed_among(wish.beside, changed))
    return _Outcome({line.line_id: line for line in own}, lost)


def _best(
    going: Sequence[RmaLine], crowds: Sequence[Crowd], at: datetime, basis: Basis, *, kit: bool
) -> Staggered:
    """The best way to send lines; those that no guard looks at go with the first ones."""
    if not going:
        return Staggered((), frozenset(), proved=True)
    facts_at = facts_of(going, basis)
    found = sent_together(crowds, facts_at, at) if kit else staggered(crowds, facts_at, at, ROOM)
    guarded = {line_id for crowd in crowds for line_id in crowd.line_ids}
    free = tuple(each for each in _ids(going) if each not in guarded)
    first, *others = found.sendings or (Sending(at, ()),)
    whole = replace(first, line_ids=(*first.line_ids, *free))
    return replace(found, sendings=(whole, *others))


def _late(
    crowds: Sequence[Crowd], going: Sequence[RmaLine], at: datetime, basis: Basis
) -> set[str]:
    """Lines whose fault is too old already for the guard that looks at them."""
    facts = facts_of(going, basis)(at)
    return {
        line_id
        for crowd in crowds
        for line_id in crowd.line_ids
        if facts[line_id].fault_age_business_days > crowd.guard.timely_within_business_days
    }


def _advised(
    sending: Sending,
    lines: Sequence[RmaLine],
    outcomes: tuple[_Outcome, _Outcome],
    late: set[str],
) -> AdvisedSending:
    now, then = outcomes
    return AdvisedSending(
        sending.at,
        tuple(
            AdvisedLine(
                place,
                then.lines[line.line_id],
                now.lines[line.line_id],
                line.line_id not in late,
            )
            for place, line in enumerate(lines, start=1)
            if line.line_id in sending.line_ids
        ),
    )
