"""What lists show: one flat value for each row, with the names that people know."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which lines a list shows; empty is any. `search` is part of a number or of a place."""

    state: str = ""
    verdict: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One RMA line with its promise, its place and its partner. Rank 0 needs a person first."""

    line_id: str
    rma_number: str
    partner_id: str
    partner_name: str
    state: str
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
    rank: int = 0


@dataclass(frozen=True, slots=True)
class ListedDepot:
    """One depot with the sums of its shelves [units]; `kept` counts parts on hand or planned."""

    depot_id: str
    name: str
    city: str
    country: str
    timezone: str
    kept: int
    on_hand: int
    reserved: int
    base_stock: int
    short: int
    coming: int


@dataclass(frozen=True, slots=True)
class ListedReceipt:
    """Units that come to a shelf and may be picked from an instant on."""

    depot_id: str
    part_number: str
    quantity: int
    reserved: int
    available_at: datetime


@dataclass(frozen=True, slots=True)
class ListedShelf:
    """One part in one depot [units]."""

    depot_id: str
    depot_name: str
    timezone: str
    part_number: str
    description: str
    on_hand: int
    reserved: int
    base_stock: int
    receipts: tuple[ListedReceipt, ...] = ()


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What a partner may name in an RMA: (key, words)."""

    sites: tuple[tuple[str, str], ...]
    platforms: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    faults: tuple[tuple[str, str], ...]
