"""What is shown of lists: lines, depots, shelves, and what an RMA may name."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from optimizer.dispatch.problem import Verdict
from rma_service.api.models import Line, Shown
from rma_service.api.paging import Page
from rma_service.domain.listed import LineFilter
from rma_service.domain.rma import State

Sought = Annotated[Line | None, Field(description="Part of a number, a part number or a place.")]


class LinePage(Page):
    """Which lines are asked for."""

    state: Annotated[State | None, Field(strict=False)] = None
    verdict: Annotated[Verdict | None, Field(strict=False)] = None
    search: Sought = None

    def wanted(self) -> LineFilter:
        """The filter as the use case takes it."""
        return LineFilter(self.state or "", self.verdict or "", self.search or "")


class QueuePage(Page):
    """Which lines of the queue are asked for."""

    rank: Annotated[
        int | None, Field(ge=0, le=5, strict=False, description="0 needs a person first.")
    ] = None


class StockPage(Page):
    """Which shelves are asked for."""

    search: Annotated[Line | None, Field(description="Part of a part number or of its words.")] = (
        None
    )
    depot_id: Line | None = None


class ListedLineShown(Shown):
    """One line with its promise, its place and its partner."""

    line_id: str
    rma_number: str
    partner_id: str
    partner_name: str
    state: State
    state_sentence: str | None
    opened_at: datetime
    priority: str
    part_number: str
    site_id: str
    customer: str
    city: str
    country: str
    timezone: str
    due_at: datetime | None
    owed: bool | None
    verdict: str | None
    sentence: str | None
    arrival_at: datetime | None


class QueuedLineShown(ListedLineShown):
    """One line of the queue."""

    rank: Annotated[int, Field(description="0 needs a person first.")]


class LinesShown(Shown):
    """A page of lines."""

    items: list[ListedLineShown]


class QueueShown(Shown):
    """A page of the queue, and how many lines have each rank."""

    items: list[QueuedLineShown]
    counts: dict[str, int]


class DepotShown(Shown):
    """One depot with the sums of its shelves [units]."""

    depot_id: str
    name: str
    city: str
    country: str
    timezone: str
    kept: Annotated[int, Field(description="Parts on hand or planned.")]
    on_hand: int
    reserved: int
    base_stock: int
    short: int
    coming: int


class DepotsShown(Shown):
    """Every depot in use."""

    items: list[DepotShown]


class ReceiptShown(Shown):
    """Units that come to a shelf, and when they may be picked."""

    quantity: int
    reserved: int
    available_at: datetime


class ShelfShown(Shown):
    """One part in one depot [units]."""

    depot_id: str
    depot_name: str
    timezone: str
    part_number: str
    description: str
    on_hand: int
    reserved: int
    base_stock: int
    receipts: list[ReceiptShown]


class StockShown(Shown):
    """A page of shelves."""

    items: list[ShelfShown]


class SiteChoice(Shown):
    """One site that an RMA may name."""

    site_id: str
    partner_id: str
    customer: str
    city: str
    country: str
    timezone: str


class Choice(Shown):
    """One code that an RMA may name, and what it means."""

    code: str
    words: str


class ChoicesShown(Shown):
    """What you may name in an RMA."""

    sites: list[SiteChoice]
    platforms: list[Choice]
    parts: list[Choice]
    fault_codes: list[Choice]
    priorities: list[Choice]
