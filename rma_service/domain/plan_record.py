"""What the record keeps of a dispatch plan beside its document, and what people wish of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PinWish:
    """The depot and service that a line shall take, and where given its part and departure."""

    depot_id: str
    service_id: str
    part_number: str | None = None
    departs_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WishList:
    """What planners want of the next plan.

    Lines of `keep` shall go as the plan `again_of` sends them; that plan's own wishes are not
    taken over, as whoever asks sees them and sends those that still hold.
    """

    pins: Mapping[str, PinWish] = field(default_factory=dict)
    excluded_depots: frozenset[str] = frozenset()
    excluded_services: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    again_of: int | None = None


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """One plan; the base version is the plan that was approved when it was made."""

    plan_version: int
    base_version: int | None
    network_version: int | None
    status: str
    input_hash: str
    wishes: WishList
    degraded: bool
    created_by: str
    created_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
