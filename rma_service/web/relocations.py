"""The page of moves: equipment that went to another site, and the form to tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_urlsafe
from typing import cast

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.access import ACCESS, may
from rma_service.domain.errors import Refused
from rma_service.domain.listed import ListedSite
from rma_service.usecases.lists import PAGE_LINES, form_choices
from rma_service.usecases.relocations import (
    NewRelocation,
    ToldRelocation,
    list_relocations,
    tell_relocation,
)
from rma_service.web.door import Form, Posted, Visit, Visiting, once_then_go
from rma_service.web.faults import Fault
from rma_service.web.paging import address, marked, unmarked
from rma_service.web.shell import page
from rma_service.wording import Moment, day_of, minute_gone, moment

router = APIRouter(include_in_schema=False)

FIELDS = ("from_site_id", "to_site_id", "platform", "product_serial", "relocated_on")
"""Fields of the form."""

NEEDED = {
    "from_site_id": "Choose the site where it stood.",
    "to_site_id": "Choose the site where it stands from then on.",
    "platform": "Choose a platform.",
    "relocated_on": "Enter the day of the move, such as 2026-11-23.",
}
"""What is said of a field that holds nothing of use."""

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move in words."""

    what: str
    came_from: str
    went_to: str
    moved: str
    told: Moment
    late: str
    clause: str
    owed: str
    owed_from: Moment


@router.get("/relocations")
def get_relocations(visit: Visiting) -> Response:
    """Moves that somebody may see, page by page, and a form to tell of another one."""
    return _shown(visit, dict.fromkeys(FIELDS, ""))


@router.post("/relocations")
def post_relocation(visit: Visiting, form: Posted) -> Response:
    """Tell of a move, or say what is wrong beside each field."""
    entered = {name: form.text(name)[:200] for name in FIELDS}
    wrong = _wrong(entered)
    if wrong:
        return _shown(visit, entered, wrong, form=form)
    try:
        return once_then_go(
            visit,
            form,
            lambda once: tell_relocation(*visit.means, _told(visit, entered), once),
            lambda _: "/relocations?said=relocated",
        )
    except Refused as refused:
        faults = tuple(Fault(each) for each in refused.sentences)
        return _shown(visit, entered, faults=faults, form=form)


def _wrong(entered: Texts) -> dict[str, str]:
    wrong = {name: said for name, said in NEEDED.items() if not entered[name]}
    if _day(entered["relocated_on"]) is None:
        wrong["relocated_on"] = NEEDED["relocated_on"]
    return wrong


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _told(visit: Visit, entered: Texts) -> NewRelocation:
    """The notice; of staff, for the partner of the site where the equipment stood."""
    sites = {each.site_id: each for each in form_choices(visit.database, visit.principal).sites}
    site, own = sites.get(entered["from_site_id"]), visit.principal.partner_id
    if site is None:
        raise Refused([NEEDED["from_site_id"]])
    return NewRelocation(
        platform=entered["platform"],
        from_site_id=entered["from_site_id"],
        to_site_id=entered["to_site_id"],
        relocated_on=cast("date", _day(entered["relocated_on"])),
        product_serial=entered["product_serial"] or None,
        partner_id=None if own else site.partner_id,
    )


def _shown(
    visit: Visit,
    entered: Texts,
    wrong: Texts | None = None,
    faults: tuple[Fault, ...] = (),
    form: Form | None = None,
) -> Response:
    after = cast("tuple[datetime, str] | None", unmarked(visit.asked("after"), datetime, str))
    found = list_relocations(visit.database, visit.principal, after, PAGE_LINES + 1)
    moves = found[:PAGE_LINES]
    last = moves[-1].relocation if len(found) > PAGE_LINES else None
    following = marked(last.notice_received_at, last.relocation_id) if last else ""
    choices = form_choices(visit.database, visit.principal)
    places = {each.site_id: each for each in choices.sites}
    told = wrong or {}
    return page(
        visit.request,
        "relocations.html.j2",
        422 if form else 200,
        moves=[_row(each, places) for each in moves],
        next_href=address("/relocations", {"after": following}) if following else "",
        may_tell=may(visit.principal, ACCESS["POST", "/relocations"]),
        sites=[(each.site_id, _place(each)) for each in choices.sites],
        platforms=[(name, f"{name}, {said}") for name, said in choices.platforms],
        entered=entered,
        wrong={name: told.get(name, "") for name in FIELDS},
        faults=(*faults, *(Fault(said, name) for name, said in told.items())),
        key=form.text("key") if form else token_urlsafe(),
    )


def _place(site: ListedSite) -> str:
    return f"{site.place}: {site.customer} ({site.site_id})"


def _row(told: ToldRelocation, places: Mapping[str, ListedSite]) -> MoveRow:
    row = told.relocation
    named = {
        site_id: _place(places[site_id]) if site_id in places else site_id
        for site_id in (row.from_site_id, row.to_site_id)
    }
    due = f"by {told.notice_due_at:%Y-%m-%d %H:%M} UTC" if told.notice_due_at else ""
    return MoveRow(
        what=row.product_serial or f"Every {row.platform} of {row.contract_id}",
        came_from=named[row.from_site_id],
        went_to=named[row.to_site_id],
        moved=day_of(row.relocated_on),
        told=minute_gone(row.notice_received_at, told.timezone),
        late=f"Late: it was due {due}" if told.notice_late else "",
        clause=told.notice_clause or "",
        owed=told.rearrange_clause or "",
        owed_from=moment(told.owed_from_at, told.timezone),
    )
