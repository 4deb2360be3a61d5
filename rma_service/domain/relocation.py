"""Relocation: equipment that moved to another site, and whose promise holds for it meanwhile.

A move counts from the day on which the equipment was relocated, and for the vendor not before it
was told of. From then on the equipment stands at its new site, and what is owed stays with the old
one until the delivery of parts is re-arranged.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Relocation:
    """One move of equipment under a contract; without a serial, of all units of the platform.

    `relocated_on` is a date at the sites.
    """

    relocation_id: str
    partner_id: str
    contract_id: str
    platform: str
    product_serial: str | None
    from_site_id: str
    to_site_id: str
    relocated_on: date
    notice_received_at: datetime


@dataclass(frozen=True, slots=True)
class Arrangement:
    """From when on parts go to a new site, the last day to arrange that, and the clause.

    Without a day there is nothing to wait for.
    """

    from_at: datetime
    until: date | None
    clause: str
    quote: str


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a request is about: units of a platform under a contract, bought for a home site."""

    contract_id: str
    home_site_id: str
    platform: str
    product_serial: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where equipment stands at an instant, and the site whose promise holds for it.

    `move` is the last move, and `arrangement` how its parts delivery is re-arranged; both are None
    where nothing moved.
    """

    stands_at: str
    promised_at: str
    move: Relocation | None = None
    arrangement: Arrangement | None = None

    @property
    def in_between(self) -> bool:
        """Whether the equipment has moved and the promise has not followed yet."""
        return self.stands_at != self.promised_at


Arrange = Callable[[Relocation], Arrangement]


def moves_of(
    relocations: Iterable[Relocation], equipment: Equipment, at: datetime, on: date
) -> list[Relocation]:
    """Moves of equipment that count at an instant, in order; `on` is its date at the site."""
    known = sorted(
        (
            each
            for each in relocations
            if each.contract_id == equipment.contract_id
            and each.platform == equipment.platform
            and each.product_serial in (None, equipment.product_serial)
            and each.relocated_on <= on
            and each.notice_received_at <= at
        ),
        key=lambda each: (each.relocated_on, each.notice_received_at, each.relocation_id),
    )
    path, site_id = [], equipment.home_site_id
    for move in known:
        if move.from_site_id == site_id:
            path.append(move)
            site_id = move.to_site_id
    return path


def standing_of(
    moves: Sequence[Relocation], home_site_id: str, at: datetime, arrange: Arrange
) -> Standing:
    """Say where equipment stands after its moves, and whose promise holds.

    Source: deadlines.md CC-3-RELOC-R; the days themselves stand in the policy file.
    """
    if not moves:
        return Standing(home_site_id, home_site_id)
    promised_at = home_site_id
    for move in moves:
        if arrange(move).from_at <= at:
            promised_at = move.to_site_id
    last = moves[-1]
    return Standing(last.to_site_id, promised_at, last, arrange(last))
