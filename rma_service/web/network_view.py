"""What the pages of network and stock say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.network import Network, Place
from rma_service.domain.listed import ListedDepot, ListedShelf
from rma_service.web.plan_map import DepotMark, MapView
from rma_service.web.world_map import project
from rma_service.wording import Moment, moment

SHEET_HEADER = (
    "part_number",
    "description",
    "depot_id",
    "depot_name",
    "on_hand",
    "reserved",
    "free",
    "base_stock",
)
"""Columns of the shelves as a file."""

DEPOT_HEADER = (
    "depot_id",
    "name",
    "city",
    "country",
    "timezone",
    "kept",
    "on_hand",
    "reserved",
    "base_stock",
    "short",
    "coming",
)
"""Columns of the depots as a file, named like the fields of a listed depot."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Free and reserved units against the base stock, in hundredths of a bar."""

    free: int
    reserved: int
    base_stock: int

    @property
    def free_share(self) -> float:
        """Length of the part that is free."""
        return round(100 * self.free / self._whole, 1)

    @property
    def held_share(self) -> float:
        """Length of the part that is reserved."""
        return round(100 * self.reserved / self._whole, 1)

    @property
    def _whole(self) -> int:
        return max(self.base_stock, self.free + self.reserved, 1)


@dataclass(frozen=True, slots=True)
class DepotRow:
    """One depot in words."""

    depot_id: str
    name: str
    place: str
    zone: str
    kept: int
    on_hand: int
    bar: Bar
    short: int
    coming: int


@dataclass(frozen=True, slots=True)
class Coming:
    """A receipt in words."""

    units: int
    at: Moment


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One shelf in words."""

    part_number: str
    description: str
    depot_id: str
    depot: str
    on_hand: int
    bar: Bar
    receipts: tuple[Coming, ...]


def depot_row(depot: ListedDepot) -> DepotRow:
    """One depot in words."""
    return DepotRow(
        depot_id=depot.depot_id,
        name=depot.name,
        place=f"{depot.city}, {depot.country}",
        zone=depot.timezone.replace("_", " "),
        kept=depot.kept,
        on_hand=depot.on_hand,
        bar=Bar(depot.on_hand - depot.reserved, depot.reserved, depot.base_stock),
        short=depot.short,
        coming=depot.coming,
    )


def shelf_row(shelf: ListedShelf) -> ShelfRow:
    """One shelf in words."""
    return ShelfRow(
        part_number=shelf.part_number,
        description=shelf.description,
        depot_id=shelf.depot_id,
        depot=shelf.depot_name,
        on_hand=shelf.on_hand,
        bar=Bar(shelf.on_hand - shelf.reserved, shelf.reserved, shelf.base_stock),
        receipts=tuple(
            Coming(each.quantity - each.reserved, moment(each.available_at, shelf.timezone))
            for each in shelf.receipts
        ),
    )


def sheet_row(shelf: ListedShelf) -> Sequence[object]:
    """One shelf as a row of a file."""
    free = shelf.on_hand - shelf.reserved
    told = (shelf.part_number, shelf.description, shelf.depot_id, shelf.depot_name)
    return (*told, shelf.on_hand, shelf.reserved, free, shelf.base_stock)


def depot_sheet_row(depot: ListedDepot) -> Sequence[object]:
    """One depot as a row of a file."""
    return [getattr(depot, name) for name in DEPOT_HEADER]


def depot_map(depots: Iterable[ListedDepot], network: Network) -> MapView:
    """The map of the depots, without lines."""
    known = [each for each in depots if each.depot_id in network.depots]
    marks = tuple(_mark(each, network.depots[each.depot_id]) for each in known)
    return MapView(frames=(), links=(), depots=marks, marks=())


def network_lead(depots: Sequence[ListedDepot]) -> str:
    """The network in one sentence."""
    free = sum(each.on_hand - each.reserved for each in depots)
    held = sum(each.reserved for each in depots)
    coming = sum(each.coming for each in depots)
    return (
        f"{len(depots)} depots with {free:,} free units, {held:,} reserved, and {coming:,} coming."
    )


def _mark(depot: ListedDepot, place: Place) -> DepotMark:
    x, y = project(place.longitude, place.latitude)
    free = depot.on_hand - depot.reserved
    label = f"Depot {depot.name}: {free} {'unit' if free == 1 else 'units'} free"
    return DepotMark(round(x, 2), round(y, 2), label, ())
