"""Moves of equipment: tell of one, and see what follows from each."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from rma_service.api.door import Reading, Writing, answer, answered_once
from rma_service.api.models import Day, Line, Shown, Strict, example
from rma_service.api.paging import Page, instant_part, paged, position, text_part
from rma_service.domain.once import Answer
from rma_service.usecases.relocations import (
    NewRelocation,
    ToldRelocation,
    list_relocations,
    tell_relocation,
)

router = APIRouter(tags=["Relocations"])


class RelocationNotice(Strict):
    """A move of equipment to another site of its partner."""

    model_config = example(
        platform="P2288V6",
        product_serial="S0001-P2288V6-0001",
        from_site_id="S0001",
        to_site_id="S0002",
        relocated_on="2026-11-20",
    )

    platform: Line
    from_site_id: Line
    to_site_id: Line
    relocated_on: Annotated[Day, Field(description="Day of the move, on the clock of the sites.")]
    product_serial: Annotated[
        Line | None, Field(description="Without: all units of the platform under the contract.")
    ] = None
    contract_id: Annotated[
        Line | None, Field(description="Without: that of the platform where it stood.")
    ] = None
    partner_id: Annotated[
        Line | None, Field(description="Staff name it; a partner is its own.")
    ] = None

    def value(self) -> NewRelocation:
        """The notice as the use case takes it."""
        return NewRelocation(**self.model_dump())


class ShownRelocation(Shown):
    """A move, and what the policy of its contract makes of it."""

    relocation_id: str
    partner_id: str
    contract_id: str
    platform: str
    product_serial: str | None
    from_site_id: str
    to_site_id: str
    relocated_on: date
    notice_received_at: datetime
    notice_due_at: Annotated[datetime | None, Field(description="A notice is late from then on.")]
    notice_late: bool
    notice_clause: str | None
    rearranged_by: Annotated[
        date | None, Field(description="Last day to re-arrange the delivery of parts.")
    ]
    owed_from_at: Annotated[
        datetime, Field(description="From then on the new site is owed what the contract promises.")
    ]
    rearrange_clause: str | None


class RelocationsShown(Shown):
    """A page of moves."""

    items: list[ShownRelocation]


@router.post("/v1/relocations", status_code=201, response_model=ShownRelocation)
def post_relocation(body: RelocationNotice, call: Writing) -> Response:
    """Tell that equipment moves to another site; the answer says until when which site is owed."""
    return answered_once(
        call, _noted, lambda once: tell_relocation(*call.means, body.value(), once)
    )


@router.get("/v1/relocations", response_model=RelocationsShown)
def get_relocations(call: Reading, page: Annotated[Page, Query()]) -> Response:
    """Moves of equipment that you may see, the last told first."""
    after = position(call, page, instant_part, text_part)
    rows = list_relocations(call.database, call.principal, after, page.limit + 1)
    return paged(
        call,
        page,
        rows,
        key=lambda each: [
            each.relocation.notice_received_at.isoformat(),
            each.relocation.relocation_id,
        ],
        body=lambda shown: RelocationsShown(items=[_shown(each) for each in shown]),
    )


def _noted(told: ToldRelocation) -> Answer:
    return answer(_shown(told), status=201)


def _shown(told: ToldRelocation) -> ShownRelocation:
    known = {name: getattr(told.relocation, name) for name in _OF_THE_MOVE}
    followed = {name: getattr(told, name) for name in _OF_THE_POLICY}
    return ShownRelocation(**known, **followed)


_OF_THE_POLICY = (
    "notice_due_at",
    "notice_late",
    "notice_clause",
    "rearranged_by",
    "owed_from_at",
    "rearrange_clause",
)
_OF_THE_MOVE = tuple(name for name in ShownRelocation.model_fields if name not in _OF_THE_POLICY)
