"""A unit of stock that is held for one line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reservation:
    """One unit of a part at a depot, held for a line by an approved plan.

    With a receipt the unit is still on its way; without, it lies on the shelf.
    """

    reservation_id: str
    partner_id: str
    line_id: str
    depot_id: str
    part_number: str
    receipt_id: int | None
    plan_version: int
