"""What lists show: one flat value for each row, with the names that people know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a line without a clock is due, so that it stands last among equals."""


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
    target_kind: str | None = None

    @property
    def queue_at(self) -> datetime:
        """Instant by which the queue puts lines of one rank in order."""
        return self.due_at or NEVER


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
class Named:
    """What the network calls depots, courier services, parts and faults, by their ids."""

    depots: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListedSite:
    """One site that may be named, with its partner and its clock."""

    site_id: str
    partner_id: str
    customer: str
    city: str
    country: str
    timezone: str

    @property
    def place(self) -> str:
        """City and country."""
        return f"{self.city}, {self.country}"


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What somebody may name in an RMA; all but sites as (key, words), the most urgent first."""

    sites: tuple[ListedSite, ...]
    platforms: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    faults: tuple[tuple[str, str], ...]
    priorities: tuple[tuple[str, str], ...]
