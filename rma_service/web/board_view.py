"""What the dispatch board says: piles of the queue, its lines, and the plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rma_service.domain.plan_record import PlanRecord
from rma_service.usecases.lists import Queue
from rma_service.web.cases_view import CaseRow, case_row, shown_words
from rma_service.web.paging import address, marked
from rma_service.wording import Moment, ago_words, minute_gone

PILES = (
    (0, "past", "Past due", "Owed, due and not arrived.", ""),
    (
        1,
        "impossible_alone",
        "No promise",
        "No way is known to keep the target.",
        "impossible_alone",
    ),
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
    """One plan in words; a degraded one was made without proof."""

    version: int
    again_of: int | None
    status: str
    degraded: bool
    made: Moment
    ago: str
    by: str


@dataclass(frozen=True, slots=True)
class Plans:
    """One page of the plans, the newest first, and the version behind which the next one begins."""

    records: Sequence[PlanRecord]
    names: Mapping[str, str]
    older_than: int | None
    first_page: bool


@dataclass(frozen=True, slots=True)
class BoardView:
    """The whole board; `waiting` is the newest plan while nobody has approved it."""

    lead: str
    piles: tuple[Pile, ...]
    queue_title: str
    queue_meaning: str
    rows: tuple[CaseRow, ...]
    plans: tuple[PlanRow, ...]
    waiting: PlanRow | None
    next_href: str
    csv_href: str
    older_href: str
    shown: str
    may_plan: bool


def board_view(
    queue: Queue, rank: int | None, plans: Plans, now: datetime, *, may_plan: bool
) -> BoardView:
    """The board in words; `rank` is the pile that is shown alone."""
    pile = "" if rank is None else str(rank)
    rows = tuple(_plan_row(each, plans.names, now) for each in plans.records)
    older = str(plans.older_than or "")
    return BoardView(
        lead=_lead(queue.counts),
        piles=_piles(queue.counts, rank),
        queue_title=next((word for at, _, word, _, _ in PILES if at == rank), "Queue"),
        queue_meaning=next((each for at, _, _, each, _ in PILES if at == rank), FIRST),
        rows=tuple(case_row(each, now, with_partner=True) for each in queue.lines),
        plans=rows,
        waiting=rows[0] if plans.first_page and rows and rows[0].status == "proposed" else None,
        next_href=_following(queue, pile),
        csv_href=address("/board.csv", {"pile": pile}),
        older_href=address("/board", {"pile": pile, "plans_before": older}) if older else "",
        shown=shown_words(len(queue.lines), more=queue.more),
        may_plan=may_plan,
    )


FIRST = "What needs a person first: late, without promise, at risk, on hold; then by due time."
"""How the whole queue is put in order."""


def _lead(counts: Mapping[int, int]) -> str:
    waiting = sum(counts.values())
    pressing = sum(counts.get(rank, 0) for rank in (0, 1, 2))
    if not waiting:
        return "Nothing waits to leave."
    lines = "1 line waits" if waiting == 1 else f"{waiting} lines wait"
    needs = "needs" if pressing == 1 else "need"
    return f"{lines} to leave; {pressing or 'none'} of them {needs} a look first."


def _piles(counts: Mapping[int, int], rank: int | None) -> tuple[Pile, ...]:
    whole, everything = sum(counts.values()), "Everything in the queue."
    return (
        Pile("attention", "All", everything, "", whole, "/board", rank is None),
        *(
            Pile(key, word, meaning, shape, counts.get(at, 0), f"/board?pile={at}", at == rank)
            for at, key, word, meaning, shape in PILES
        ),
    )


def _following(queue: Queue, pile: str) -> str:
    if not queue.more:
        return ""
    last = queue.lines[-1]
    place = marked(last.rank, last.queue_at, last.line_id)
    return address("/board", {"pile": pile, "after": place})


def _plan_row(record: PlanRecord, names: Mapping[str, str], now: datetime) -> PlanRow:
    return PlanRow(
        version=record.plan_version,
        again_of=record.wishes.again_of,
        status=record.status,
        degraded=record.degraded,
        made=minute_gone(record.created_at, "UTC"),
        ago=ago_words(record.created_at, now),
        by=names[record.created_by],
    )
