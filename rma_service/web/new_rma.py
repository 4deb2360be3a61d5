"""Pages of a new RMA: the form, one more fault tag, and sending it."""

from dataclasses import dataclass, replace
from secrets import token_urlsafe
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.errors import Refused
from rma_service.domain.listed import FormChoices
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import NewRma
from rma_service.usecases.lists import form_choices
from rma_service.usecases.preflight import preflight
from rma_service.usecases.rmas import open_rma
from rma_service.web.door import Posted, Visit, Visiting, once_then_go
from rma_service.web.preflight_view import CheckedView, checked_view
from rma_service.web.rma_form import (
    DATA,
    RmaForm,
    checked_form,
    empty_form,
    further_tag,
    only_tags,
    refused_form,
    sent_form,
)
from rma_service.web.shell import page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ShownChoices:
    """What the fields of the form offer: (key, words)."""

    sites: tuple[tuple[str, str], ...]
    platforms: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    faults: tuple[tuple[str, str], ...]
    priorities: tuple[tuple[str, str], ...]
    data: tuple[tuple[str, str], ...] = DATA


@router.get("/cases/new")
def get_new_rma(visit: Visiting) -> Response:
    """An empty form with one fault tag."""
    choices = form_choices(visit.database, visit.principal)
    return _shown(visit, empty_form(choices, visit.asked("site")), choices, token_urlsafe())


@router.post("/cases/new/tag")
def post_tag(visit: Visiting, form: Posted) -> Response:
    """One more fault tag for a form that is being filled in."""
    choices = form_choices(visit.database, visit.principal)
    tags = sent_form(form).tags
    tag = tags[-1] if form.text("add") else further_tag(tags)
    return page(visit.request, "new_tag.html.j2", tag=tag, choices=_choices(choices))


@router.post("/cases/new")
def post_new_rma(visit: Visiting, form: Posted) -> Response:
    """Open an RMA and lead on to its promise, or say what is wrong beside each field.

    A button may ask for less: one fault tag more or fewer, some of them only, or a check.
    """
    choices, key = form_choices(visit.database, visit.principal), form.text("key")
    sent = sent_form(form)
    if form.text("add") or form.text("remove"):
        return _shown(visit, sent, choices, key)
    if form.text("only"):
        return _shown(visit, only_tags(sent, form.text("only")), choices, token_urlsafe())
    checked = checked_form(sent, choices, visit.clock())
    if checked.request is None:
        return _shown(visit, checked, choices, key, 422)
    try:
        if form.text("check"):
            answer = preflight(*visit.means, _asked(visit, checked))
            return _shown(visit, sent, choices, key, checked=checked_view(answer, sent.tags))
        return _opened(visit, form, _asked(visit, checked))
    except Refused as refused:
        return _shown(visit, refused_form(checked, refused.sentences), choices, key, 422)


def _asked(visit: Visit, checked: RmaForm) -> NewRma:
    """The request that a form makes; a partner is its own."""
    if checked.request is None:
        raise ValueError("Only a form without faults makes a request.")
    if visit.principal.partner_id is not None:
        return replace(checked.request, partner_id=None)
    return checked.request


def _opened(visit: Visit, form: Posted, request: NewRma) -> Response:
    return once_then_go(
        visit,
        form,
        lambda once: open_rma(*visit.means, request, once),
        promise_href,
    )


def promise_href(rma: Rma) -> str:
    """Where the promise of an RMA stands."""
    return f"/cases/{quote(rma.rma_number, safe='')}/promise"


def _shown(
    visit: Visit,
    form: RmaForm,
    choices: FormChoices,
    key: str,
    status: int = 200,
    checked: CheckedView | None = None,
) -> Response:
    return page(
        visit.request,
        "new_rma.html.j2",
        status,
        entered=form.entered,
        ship_together=form.ship_together,
        wrong=form.wrong,
        tags=form.tags,
        faults=form.faults,
        choices=_choices(choices),
        key=key,
        checked=checked,
    )


def _choices(choices: FormChoices) -> ShownChoices:
    return ShownChoices(
        sites=tuple(
            (each.site_id, f"{each.place}: {each.customer} ({each.site_id}), {each.timezone}")
            for each in choices.sites
        ),
        platforms=choices.platforms,
        parts=choices.parts,
        faults=tuple((code, f"{meaning} ({code})") for code, meaning in choices.faults),
        priorities=choices.priorities,
    )
