"""Pages of what-if: choose or write a question, and read its answer."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.errors import Refused
from rma_service.usecases.asking import TODAY
from rma_service.usecases.asking_what_if import (
    ask_what_if,
    ready_questions,
    what_if_answer,
)
from rma_service.usecases.lists import list_depots, present_network
from rma_service.web.difference_view import difference_view
from rma_service.web.door import Form, Posted, Visit, Visiting, once_then_go
from rma_service.web.error_page import no_network_page
from rma_service.web.faults import Fault
from rma_service.web.jobs import job_href
from rma_service.web.scenario_form import FIELDS, scenario_text
from rma_service.web.shell import page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers: (key, words)."""

    depots: tuple[tuple[str, str], ...]
    services: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]


@router.get("/what-if")
def get_what_if(visit: Visiting) -> Response:
    """The ready questions, and a form for an own one."""
    return _asked(visit, None, ())


@router.post("/what-if")
def post_what_if(visit: Visiting, form: Posted) -> Response:
    """Ask, and lead on to where the answer is seen being made."""
    try:
        text = _question(form)
        return once_then_go(
            visit,
            form,
            lambda once: ask_what_if(*visit.means, text, once),
            job_href,
        )
    except Refused as refused:
        return _asked(visit, form, refused.sentences)


@router.get("/what-if/{job_id}")
def get_answer(visit: Visiting, job_id: str) -> Response:
    """What a scenario would change."""
    answer = what_if_answer(visit.database, job_id)
    view = difference_view(answer.comparison, answer.network, "Today", "With the change")
    return page(
        visit.request,
        "what_if_answer.html.j2",
        title=answer.title,
        why=answer.why,
        against=TODAY,
        diff=view,
    )


def _question(form: Form) -> str:
    if form.text("kind") == "own":
        return scenario_text(form)
    texts = {each.key: each.text for each in ready_questions()}
    if form.text("scenario") not in texts:
        raise Refused(["Choose one of the questions."])
    return texts[form.text("scenario")]


def _asked(visit: Visit, form: Form | None, sentences: tuple[str, ...]) -> Response:
    if not list_depots(visit.database):
        return no_network_page(visit.request)
    network = present_network(visit.database)
    choices = Choices(
        depots=tuple((each, f"{each}, {network.depots[each].name}") for each in network.depots),
        services=tuple((each, network.services[each].name) for each in network.services),
        parts=tuple((each, network.parts[each].description) for each in network.parts),
    )
    return page(
        visit.request,
        "what_if.html.j2",
        422 if sentences else 200,
        ready=ready_questions(),
        choices=choices,
        entered={name: form.text(name) if form else "" for name in (*FIELDS, "scenario")},
        faults=[Fault(each) for each in sentences],
    )
