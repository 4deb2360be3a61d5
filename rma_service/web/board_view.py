"""What the dispatch board says: piles of the queue, its lines, and the plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rma_service.domain.plan_record import PlanRecord
from rma_service.usecases.lists import Queue
from rma_service.web.cases_view import CaseRow, case_row, shown_words
from rma_service.web.paging import address, marked
from rma_service.wording import Moment, moment

PILES = (
    (0, "past", "Past due", "Owed, due and not arrived.", ""),
    (1, "impossible_alone", "No promise", "No way keeps the target.", "impossible_alone"),
    (2, "at_risk", "At risk", "In time at the median only.", "at_risk"),
    (3, "hold", "On hold", "The fault tag is not complete.", ""),
    (4, "all", "Open", "To be planned, and promised so far.", ""),
    (5, "guaranteed", "Reserved", "Approved; the part has not left yet.", "guaranteed"),
)
"""Ranks of the queue: rank, key of the color, word, meaning, and the verdict whose shape it has."""


@dataclass(frozen=True, slots=True)
class Pile:
    """One rank of the queue as a tile that shows its lines alone."""

    key: str
    word: str
    meaning: str
    shape: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in words."""

    version: int
    again_of: int | None
    status: str
    degraded: bool
    made: Moment
    by: str


@dataclass(frozen=True, slots=True)
class BoardView:
    """The whole board."""

    lead: str
    piles: tuple[Pile, ...]
    queue_title: str
    rows: tuple[CaseRow, ...]
    plans: tuple[PlanRow, ...]
    next_href: str
    shown: str
    may_plan: bool


def board_view(
    queue: Queue, rank: int | None, plans: Sequence[PlanRecord], now: datetime, *, may_plan: bool
) -> BoardView:
    """The board in words; `rank` is the pile that is shown alone."""
    return BoardView(
        lead=_lead(queue.counts),
        piles=_piles(queue.counts, rank),
        queue_title=next((word for at, _, word, _, _ in PILES if at == rank), "Queue"),
        rows=tuple(case_row(each, with_partner=True, now=now) for each in queue.lines),
        plans=tuple(_plan_row(each) for each in plans),
        next_href=_following(queue, rank),
        shown=shown_words(len(queue.lines), more=queue.more),
        may_plan=may_plan,
    )


def _lead(counts: Mapping[int, int]) -> str:
    waiting = sum(counts.values())
    pressing = sum(counts.get(rank, 0) for rank in (0, 1, 2))
    if not waiting:
        return "Nothing waits to leave."
    return f"{waiting} lines wait to leave; {pressing or 'none'} of them need a look first."


def _piles(counts: Mapping[int, int], rank: int | None) -> tuple[Pile, ...]:
    everything = Pile(
        "attention",
        "All",
        "Everything in the queue.",
        "",
        sum(counts.values()),
        "/board",
        rank is None,
    )
    return (
        everything,
        *(
            Pile(key, word, meaning, shape, counts.get(at, 0), f"/board?pile={at}", at == rank)
            for at, key, word, meaning, shape in PILES
        ),
    )


def _following(queue: Queue, rank: int | None) -> str:
    if not queue.more:
        return ""
    last = queue.lines[-1]
    place = marked(last.rank, last.queue_at, last.line_id)
    return address("/board", {"pile": "" if rank is None else str(rank), "after": place})


def _plan_row(record: PlanRecord) -> PlanRow:
    return PlanRow(
        version=record.plan_version,
        again_of=record.wishes.again_of,
        status=record.status,
        degraded=record.degraded,
        made=moment(record.created_at, "UTC"),
        by=record.created_by,
    )
