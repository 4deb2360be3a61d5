"""What-if: the questions that are shipped, an own one, and what it would change."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from rma_service.api.dispatch import accepted
from rma_service.api.dispatch_models import ShownChange, ShownJob
from rma_service.api.door import Reading, Writing, answer, answered, answered_once
from rma_service.api.models import PLAIN, Shown, Strict
from rma_service.usecases import asking_what_if

router = APIRouter(tags=["What-if"])

MOST_OF_A_SCENARIO = 100_000
"""Characters of a question."""

CLOSING = 'title = "What if Zurich closes?"\nwhy = "Rent."\n[[depots.close]]\ndepot = "ZRH1"\n'


class ScenarioWish(Strict):
    """A question about another network."""

    scenario: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MOST_OF_A_SCENARIO,
            pattern=PLAIN,
            description="TOML, as docs/scenarios.md says.",
            examples=[CLOSING],
        ),
    ]


class ReadyQuestion(Shown):
    """A question that is shipped; its text may be asked as it is, or changed."""

    key: str
    title: str
    why: str
    text: str


class ReadyQuestions(Shown):
    """The questions that are shipped."""

    items: list[ReadyQuestion]


class ShownAnswer(Shown):
    """What the scenario would change, on the open lines of the hour at which it was answered."""

    title: str
    why: str
    lost: list[ShownChange]
    gained: list[ShownChange]
    changed: list[ShownChange]
    courier_cents_before: int
    courier_cents_after: int


@router.get("/v1/what-if", response_model=ReadyQuestions)
def get_questions(call: Reading) -> Response:
    """The questions that are shipped."""
    items = [ReadyQuestion.model_validate(each) for each in asking_what_if.ready_questions()]
    return answered(call, answer(ReadyQuestions(items=items)))


@router.post("/v1/what-if", status_code=202, response_model=ShownJob)
def post_question(body: ScenarioWish, call: Writing) -> Response:
    """Ask what a scenario would change for the open lines; the answer is the job that finds out."""
    return answered_once(
        call, accepted, lambda once: asking_what_if.ask_what_if(*call.means, body.scenario, once)
    )


@router.get("/v1/what-if/{job_id}", response_model=ShownAnswer)
def get_what_if_answer(job_id: str, call: Reading) -> Response:
    """What a scenario would change, once its job is done."""
    found = asking_what_if.what_if_answer(call.database, job_id)
    comparison = found.comparison
    shown = ShownAnswer(
        title=found.title,
        why=found.why,
        lost=[ShownChange.of(each) for each in comparison.lost],
        gained=[ShownChange.of(each) for each in comparison.gained],
        changed=[ShownChange.of(each) for each in comparison.changed],
        courier_cents_before=comparison.courier_cents_before,
        courier_cents_after=comparison.courier_cents_after,
    )
    return answered(call, answer(shown))
