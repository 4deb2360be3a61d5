"""What lists of lines say: the rows of the case list and of the dispatch queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from optimizer.dispatch.problem import Verdict
from rma_service.domain.listed import LineFilter, ListedLine
from rma_service.domain.people import Principal
from rma_service.domain.rma import State
from rma_service.web.plan_row import VerdictWords, verdict_words
from rma_service.wording import VERDICT_WORDS, Moment, duration, moment

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
    arrives: Moment | None
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


def cases_view(
    lines: Sequence[ListedLine],
    principal: Principal,
    wanted: LineFilter,
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
        rows=tuple(case_row(each, with_partner=not own) for each in lines),
        states=STATES,
        verdicts=VERDICTS,
        wanted=wanted,
        next_href=next_href,
        csv_href=csv_href,
        shown=shown_words(len(lines), more=bool(next_href)),
    )


def case_row(line: ListedLine, *, with_partner: bool, now: datetime | None = None) -> CaseRow:
    """One line of a list in words."""
    return CaseRow(
        line_id=line.line_id,
        href=f"/cases/{quote(line.rma_number, safe='')}",
        partner=line.partner_name if with_partner else "",
        state=line.state,
        verdict=verdict_words(Verdict(line.verdict)) if line.verdict else None,
        why=line.state_sentence or line.sentence or "",
        place=f"{line.city}, {line.country}",
        customer=line.customer,
        part_number=line.part_number,
        priority=line.priority,
        due=moment(line.due_at, line.timezone) if line.due_at else None,
        arrives=moment(line.arrival_at, line.timezone) if line.arrival_at else None,
        left=_left(line.due_at, now),
        past=bool(now and line.due_at and line.due_at < now),
    )


def shown_words(rows: int, *, more: bool) -> str:
    """How much of a list is shown."""
    if not rows:
        return ""
    return f"{rows} {'line' if rows == 1 else 'lines'}{', and there are more' if more else ''}"


def sheet_row(line: ListedLine) -> Sequence[object]:
    """One line of the list as a row of a file."""
    return [getattr(line, name) for name in SHEET_HEADER]


def _left(due_at: datetime | None, now: datetime | None) -> str:
    if due_at is None or now is None:
        return ""
    minutes = (due_at - now).total_seconds() / 60
    return f"{duration(-minutes)} past due" if minutes < 0 else f"{duration(minutes)} left"
