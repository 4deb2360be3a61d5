"""What planners want of a plan: lines pinned to a way, depots and services left out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from optimizer.network import Network, require


@dataclass(frozen=True, slots=True)
class Pin:
    """The only depot and service that a line may take, and where given its part and departure.

    Departures are compared as they are shown, rounded up to the second.
    """

    depot_id: str
    service_id: str
    part_number: str | None = None
    departs_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a departure without zone."""
        if self.departs_at is not None:
            zoned = self.departs_at.utcoffset() is not None
            sentence = f"A pinned departure needs a time zone, {self.departs_at} has none."
            require(zoned, sentence)

    def __str__(self) -> str:
        what = f" with {self.part_number}" if self.part_number else ""
        when = f" at {self.departs_at.isoformat()}" if self.departs_at else ""
        return f"{self.depot_id} by {self.service_id}{what}{when}"

    @property
    def pair(self) -> tuple[str, str]:
        """Depot and service."""
        return self.depot_id, self.service_id

    @property
    def departs_second(self) -> int | None:
        """First whole second at or after the pinned departure [seconds since 1970]."""
        return None if self.departs_at is None else ceil(self.departs_at.timestamp())


@dataclass(frozen=True, slots=True)
class Wishes:
    """Pins by line_id, and depots and services that nothing may take."""

    pins: Mapping[str, Pin] = field(default_factory=dict)
    excluded_depots: frozenset[str] = frozenset()
    excluded_services: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a pin on what is excluded."""
        for line_id, pin in sorted(self.pins.items()):
            pinned = f"Line {line_id} is pinned to"
            depot, service = f"depot {pin.depot_id}", f"service {pin.service_id}"
            require(
                pin.depot_id not in self.excluded_depots,
                f"{pinned} {depot}, and {depot} is excluded.",
            )
            require(
                pin.service_id not in self.excluded_services,
                f"{pinned} {service}, and {service} is excluded.",
            )


def require_known(wishes: Wishes, network: Network, asked: Mapping[str, str]) -> None:
    """Refuse wishes that name what is not there; `asked` gives the part of each line.

    Raises
    ------
    ValueError
        With a sentence that names the line, depot, service or part.
    """
    for depot_id in sorted(wishes.excluded_depots):
        require(depot_id in network.depots, f"Excluded depot {depot_id} is not in the network.")
    for service_id in sorted(wishes.excluded_services):
        known = service_id in network.services
        require(known, f"Excluded service {service_id} is not in the network.")
    for line_id, pin in sorted(wishes.pins.items()):
        pinned = f"Line {line_id} is pinned to"
        require(line_id in asked, f"{pinned} {pin}, and is no line of the plan.")
        require(pin.depot_id in network.depots, f"{pinned} the unknown depot {pin.depot_id}.")
        known = pin.service_id in network.services
        require(known, f"{pinned} the unknown service {pin.service_id}.")
        part_number = asked[line_id]
        substitutes = network.substitutions.get(part_number, ())
        sendable = {None, part_number, *(each.part_number for each in substitutes)}
        sentence = f"{pinned} part {pin.part_number}, which is no substitute of {part_number}."
        require(pin.part_number in sendable, sentence)


def require_kits_pinned_alike(wishes: Wishes, kits: Mapping[str, str]) -> None:
    """Refuse two pins that one shipment cannot follow; `kits` gives the RMA of each line of a kit.

    Raises
    ------
    ValueError
        With a sentence that names both lines and both pins.
    """
    pinned: dict[str, list[str]] = {}
    for line_id in sorted(wishes.pins.keys() & kits.keys()):
        pinned.setdefault(kits[line_id], []).append(line_id)
    for rma_number, line_ids in sorted(pinned.items()):
        # A pin with a departure binds most: the others are held against it.
        first = max(line_ids, key=lambda each: wishes.pins[each].departs_at is not None)
        for other in line_ids:
            one, two = wishes.pins[first], wishes.pins[other]
            seconds = {one.departs_second, two.departs_second} - {None}
            require(
                one.pair == two.pair and len(seconds) <= 1,
                f"Lines {first} and {other} ship together in {rma_number}, and are pinned "
                f"differently: {first} to {one}, {other} to {two}.",
            )
