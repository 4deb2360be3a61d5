"""What lists of lines say: the rows of the case list and of the dispatch queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from optimizer.dispatch.problem import Verdict
from rma_service.domain.listed import LineFilter, ListedLine
from rma_service.domain.people import Principal
from rma_service.domain.rma import CALLED_OFF, NOT_DELIVERED, State
from rma_service.web.plan_row import VerdictWords, verdict_words
from rma_service.wording import VERDICT_WORDS, Moment, left_words, minute_moment, moment

STATES = tuple((each.value, each.value.replace("_", " ").capitalize()) for each in State)
VERDICTS = tuple((verdict.value, word) for verdict, (word, _) in VERDICT_WORDS.items())
"""Choices of the filters: key and word."""

SHEET_HEADER = (
    "rma_number",
    "line_id",
    "partner_id",
    "state",
    "verdict",
    "priority",
    "part_number",
    "site_id",
    "customer",
    "city",
    "country",
    "opened_at",
    "target_kind",
    "due_at",
    "arrival_at",
    "sentence",
)
"""Columns of the list as a file."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line in a list; `why` stands where there is no promise, `left` is the time to go."""

    line_id: str
    href: str
    partner: str
    state: str
    verdict: VerdictWords | None
    why: str
    place: str
    customer: str
    part_number: str
    priority: str
    due: Moment | None
    due_note: str
    arrives: Moment | None
    called_off: bool
    left: str
    past: bool


@dataclass(frozen=True, slots=True)
class CasesView:
    """The page of the list."""

    whose: str
    may_open: bool
    rows: tuple[CaseRow, ...]
    states: tuple[tuple[str, str], ...]
    verdicts: tuple[tuple[str, str], ...]
    wanted: LineFilter
    next_href: str
    csv_href: str
    shown: str
    filtered: bool


def cases_view(
    lines: Sequence[ListedLine],
    principal: Principal,
    wanted: LineFilter,
    now: datetime,
    *,
    next_href: str,
    csv_href: str,
    may_open: bool,
) -> CasesView:
    """The list in words; partners know who they are."""
    own = principal.partner_id is not None
    return CasesView(
        whose=lines[0].partner_name if own and lines else "All partners" if not own else "",
        may_open=may_open,
        rows=tuple(case_row(each, now, with_partner=not own) for each in lines),
        states=STATES,
        verdicts=VERDICTS,
        wanted=wanted,
        next_href=next_href,
        csv_href=csv_href,
        shown=shown_words(len(lines), more=bool(next_href)),
        filtered=wanted != LineFilter(),
    )


def case_row(line: ListedLine, now: datetime, *, with_partner: bool) -> CaseRow:
    """One line of a list in words; how long is left only tells of a line that has not arrived."""
    waits = line.due_at is not None and State(line.state) in NOT_DELIVERED
    promised = State(line.state) not in CALLED_OFF
    return CaseRow(
        line_id=line.line_id,
        href=f"/cases/{quote(line.rma_number, safe='')}",
        partner=line.partner_name if with_partner else "",
        state=line.state,
        verdict=verdict_words(Verdict(line.verdict)) if line.verdict and promised else None,
        why=_why(line, with_partner),
        place=f"{line.city}, {line.country}",
        customer=line.customer,
        part_number=line.part_number,
        priority=line.priority,
        due=moment(line.due_at, line.timezone) if line.due_at else None,
        due_note="to be handed over" if line.target_kind == "ship_by" else "",
        arrives=minute_moment(line.arrival_at, line.timezone)
        if line.arrival_at and promised
        else None,
        called_off=not promised,
        left=left_words(line.due_at, now) if line.due_at and waits else "",
        past=bool(waits and line.due_at and line.due_at < now),
    )


def shown_words(rows: int, *, more: bool) -> str:
    """How much of a list is shown."""
    if not rows:
        return ""
    return f"{rows} {'line' if rows == 1 else 'lines'}{', and there are more' if more else ''}"


def sheet_row(line: ListedLine) -> Sequence[object]:
    """One line of the list as a row of a file."""
    return [getattr(line, name) for name in SHEET_HEADER]


def _why(line: ListedLine, for_staff: bool) -> str:  # noqa: FBT001 - said by the only caller
    """Why a line stands as it does; staff also read what speaks against its promise."""
    if line.state_sentence or not for_staff or line.verdict == Verdict.GUARANTEED.value:
        return line.state_sentence or ""
    return line.sentence or ""
