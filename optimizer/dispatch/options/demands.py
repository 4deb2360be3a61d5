"""What must be served as one: single lines, groups of identical lines, kits, and their parts."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from optimizer.dispatch.problem import Line
from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.network import Network, Part

Choice = tuple[str, int]
"""A part number and what it costs as a substitute [cents]."""

Filling = tuple[Choice, ...]
"""One choice for each line that ships together."""

MOST_FILLINGS = 1024
"""Ways to fill a kit from one depot that are looked at, each with all couriers and departures."""


class TooManyWaysError(ValueError):
    """A kit that substitutes could fill in more ways than can be looked at."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The parts that one shipment would hold, one for each line of a kit, in line order."""

    parts: tuple[Part, ...]
    substitute_cents: int

    @property
    def part_numbers(self) -> tuple[str, ...]:
        """Part numbers in line order."""
        return tuple(part.part_number for part in self.parts)

    @property
    def weight_kg(self) -> float:
        """Weight of the whole shipment [kg]."""
        return sum(part.ship_weight_kg for part in self.parts)

    @property
    def volume_cm3(self) -> float:
        """Volume of the whole shipment [cm3]."""
        return sum(part.volume_cm3 for part in self.parts)

    def needs(self) -> dict[str, int]:
        """Units of each part number."""
        numbers = self.part_numbers
        return {number: numbers.count(number) for number in numbers}


@dataclass(frozen=True, slots=True)
class Demand:
    """Lines that one decision serves: a kit (one shipment), or n identical lines of one RMA.

    `pins` has one for each line that a shipment serves; `has_mates` tells that identical lines of
    the RMA are planned too, here or, where they are pinned differently, in other demands.
    """

    lines: tuple[Line, ...]
    is_kit: bool
    bundles: tuple[Bundle, ...]
    pins: tuple[Pin | None, ...]
    has_mates: bool

    @property
    def count(self) -> int:
        """Identical lines; 1 for a kit, whose lines are one shipment."""
        return 1 if self.is_kit else len(self.lines)

    @property
    def shipped_lines(self) -> tuple[Line, ...]:
        """Lines that one shipment serves: all of a kit, one of a group."""
        return self.lines if self.is_kit else self.lines[:1]

    @property
    def site_id(self) -> str:
        """Where the shipment goes."""
        return self.lines[0].site_id

    @property
    def told(self) -> tuple[tuple[Line, datetime], ...]:
        """Lines of one shipment whose partner was told an arrival, and that arrival."""
        lines = self.shipped_lines
        return tuple((line, line.told_at) for line in lines if line.told_at is not None)

    @property
    def released(self) -> float:
        """When the last of its lines may be served [seconds]."""
        return max(line.released_at.timestamp() for line in self.lines)

    @property
    def pin(self) -> Pin | None:
        """Pin that binds the depot, service and departure of all lines."""
        pins = [pin for pin in self.pins if pin is not None]
        return max(pins, key=lambda pin: pin.departs_at is not None, default=None)

    @property
    def wanted_bundles(self) -> tuple[Bundle, ...]:
        """Bundles of the parts that lines are pinned to, where they are."""
        return tuple(bundle for bundle in self.bundles if self.wants(bundle))

    def wants(self, bundle: Bundle) -> bool:
        """Whether a bundle holds the parts that lines are pinned to, where they are."""
        return all(
            pin is None or pin.part_number in (None, part_number)
            for pin, part_number in zip(self.pins, bundle.part_numbers, strict=True)
        )

    def place_of(self, line: Line) -> int:
        """Place of a line's part in the bundles."""
        return self.lines.index(line) if self.is_kit else 0


def demands_of(
    lines: Sequence[Line], network: Network, wishes: Wishes | None = None
) -> tuple[Demand, ...]:
    """Lines as demands, in the order of their first line id.

    Source: dispatch.md, "Line": kits ship together; identical lines of one RMA form a group, and
    those that are pinned differently, or were told other arrivals, groups of their own.
    """
    pins = {} if wishes is None else wishes.pins
    together: dict[object, list[Line]] = {}
    identical = Counter(_what_is_one(line) for line in lines)
    for line in sorted(lines, key=lambda line: line.line_id):
        pin = None if line.ship_together else pins.get(line.line_id)
        told = None if line.ship_together else line.told_at
        together.setdefault((_what_is_one(line), pin, told), []).append(line)
    return tuple(
        _demand(members, network, pins, has_mates=identical[_what_is_one(members[0])] > 1)
        for members in together.values()
    )


def _what_is_one(line: Line) -> Hashable:
    if line.ship_together:
        return line.rma_number
    return line.rma_number, line.part_number, line.site_id, line.released_at, line.target


def _demand(
    members: Sequence[Line], network: Network, pins: Mapping[str, Pin], *, has_mates: bool
) -> Demand:
    is_kit = members[0].ship_together
    shipped = members if is_kit else members[:1]
    pinned = tuple(pins.get(line.line_id) for line in shipped)
    if len(shipped) > 1:
        parts = [None if pin is None else pin.part_number for pin in pinned]
        fillings: Iterable[Filling] = kit_fillings(shipped, network, parts)
    else:
        fillings = [(choice,) for choice in _choices(shipped[0].part_number, network)]
    bundles = [_bundle(filling, network) for filling in fillings]
    return Demand(tuple(members), is_kit, tuple(bundles), pinned, has_mates and not is_kit)


def _choices(part_number: str, network: Network) -> list[Choice]:
    """The part itself, then its automatic substitutes, each with its price in cents."""
    substitutes = network.substitutions.get(part_number, ())
    return [(part_number, 0), *((each.part_number, each.price_cents) for each in substitutes)]


def _bundle(filling: Filling, network: Network) -> Bundle:
    return Bundle(
        tuple(network.parts[part_number] for part_number, _ in filling),
        sum(price_cents for _, price_cents in filling),
    )


def kit_fillings(
    lines: Sequence[Line], network: Network, pinned: Sequence[str | None] | None = None
) -> list[Filling]:
    """Combinations of parts that some depot could ever fill a kit with, one choice a line.

    The parts asked for, or `pinned` where a line is, come first, even where nobody has them. Of
    combinations that only deal the same parts differently to lines that ask alike, the first in
    tie order stands for all.

    Raises
    ------
    TooManyWaysError
        When a depot could fill the kit in more ways than can be looked at.
    """
    wanted = pinned or [None] * len(lines)
    asks = [
        tuple(_choices_of(line, part_number, network))
        for line, part_number in zip(lines, wanted, strict=True)
    ]
    found = {tuple(choices[0] for choices in asks): None}
    for depot_id in sorted(network.depots):
        found |= dict.fromkeys(_fillings_of_depot(lines, asks, network, depot_id))
    return list(found)


def _choices_of(line: Line, pinned: str | None, network: Network) -> list[Choice]:
    """What may be sent for a line, or only what it is pinned to."""
    return [each for each in _choices(line.part_number, network) if pinned in (None, each[0])]


def _fillings_of_depot(
    lines: Sequence[Line], choices: Sequence[Filling], network: Network, depot_id: str
) -> list[Filling]:
    alike: dict[Filling, list[int]] = {}
    for place, each in enumerate(choices):
        alike.setdefault(each, []).append(place)
    names = {name for each in choices for name, _ in each}
    units = {name: units_ever(network, depot_id, name) for name in names}
    held = {each: [choice for choice in sorted(each) if units[choice[0]]] for each in alike}
    scarcest_first = sorted(alike, key=lambda each: (len(held[each]), each))
    places = [place for each in scarcest_first for place in alike[each]]
    asks = [(held[each], len(alike[each])) for each in scarcest_first]
    deals = list(islice(_deals(asks, units), MOST_FILLINGS + 1))
    if len(deals) > MOST_FILLINGS:
        raise TooManyWaysError(
            f"{depot_id} could fill the kit {lines[0].rma_number} in more than {MOST_FILLINGS} "
            "ways, with all substitutes; no more are looked at. Ship fewer lines together."
        )
    return [_by_line(places, deal) for deal in deals]


def _by_line(places: Sequence[int], deal: Filling) -> Filling:
    return tuple(choice for _, choice in sorted(zip(places, deal, strict=True)))


def _deals(
    asks: Sequence[tuple[Sequence[Choice], int]], left: Mapping[str, int]
) -> Iterator[Filling]:
    """Choices for so many lines that ask alike, then for the next ones, while units are left."""
    if any(sum(left[name] for name, _ in choices) < count for choices, count in asks):
        return
    if not asks:
        yield ()
        return
    (choices, count), *others = asks
    if count == 0:
        yield from _deals(others, left)
        return
    first, *rest = choices
    for taken in range(min(count, left[first[0]]), -1, -1):
        less = {**left, first[0]: left[first[0]] - taken}
        for more in _deals([(rest, count - taken), *others], less):
            yield (first,) * taken + more


def units_ever(network: Network, depot_id: str, part_number: str) -> int:
    """Free units of a cell and all that are on their way to it [units]."""
    cell = network.stock.get((depot_id, part_number))
    receipts = network.inbound.get((depot_id, part_number), ())
    return (cell.free if cell else 0) + sum(each.quantity for each in receipts)
