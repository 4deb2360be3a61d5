"""Changes of stock: units moved, added or taken away, receipts that come later."""

from dataclasses import dataclass, replace
from datetime import timedelta

from optimizer.network import Network, Receipt, StockCell, require
from optimizer.whatif.change import require_known

Cells = dict[tuple[str, str], StockCell]

_NO_CELL = StockCell(on_hand=0, reserved=0, base_stock=0)


@dataclass(frozen=True, slots=True)
class AddStock:
    """Lay more units on a shelf; without a part: of every part that the depot keeps."""

    depot: str
    units: int
    part: str | None = None

    def __post_init__(self) -> None:
        """Refuse to add nothing."""
        require(self.units > 0, f"units = {self.units} adds nothing; give one or more.")

    def applied_to(self, network: Network) -> Network:
        """Give the network with more units on hand."""
        require_known("depot", self.depot, network.depots)
        cells = dict(network.stock)
        for part in _parts_at(network, self.depot, self.part):
            _shift(cells, (self.depot, part), self.units)
        return replace(network, stock=cells)


@dataclass(frozen=True, slots=True)
class RemoveStock:
    """Take free units away: so many of one part, all of it, or all that the depot has free."""

    depot: str
    part: str | None = None
    units: int | None = None

    def __post_init__(self) -> None:
        """Refuse a number of units that cannot be taken."""
        _require_units(self.units, self.part)

    def applied_to(self, network: Network) -> Network:
        """Give the network with fewer units on hand; reserved units stay."""
        require_known("depot", self.depot, network.depots)
        cells = dict(network.stock)
        for part in _parts_at(network, self.depot, self.part):
            cell = (self.depot, part)
            _shift(cells, cell, -_taken(cells, cell, self.units))
        return replace(network, stock=cells)


@dataclass(frozen=True, slots=True)
class MoveStock:
    """Move free units between depots: so many of one part, all of it, or all that is free."""

    from_depot: str
    to_depot: str
    part: str | None = None
    units: int | None = None

    def __post_init__(self) -> None:
        """Refuse a move that goes nowhere or of a number that cannot be taken."""
        _require_units(self.units, self.part)
        require(
            self.from_depot != self.to_depot,
            f"from_depot and to_depot are both {self.from_depot}; a move needs two depots.",
        )

    def applied_to(self, network: Network) -> Network:
        """Give the network with the units in their new place; reserved units stay."""
        require_known("from_depot", self.from_depot, network.depots)
        require_known("to_depot", self.to_depot, network.depots)
        cells = dict(network.stock)
        for part in _parts_at(network, self.from_depot, self.part):
            units = _taken(cells, (self.from_depot, part), self.units)
            _shift(cells, (self.from_depot, part), -units)
            _shift(cells, (self.to_depot, part), units)
        return replace(network, stock=cells)


@dataclass(frozen=True, slots=True)
class DelayInbound:
    """Receipts come hours later; of every depot and part where none is named."""

    hours: float
    depot: str | None = None
    part: str | None = None

    def __post_init__(self) -> None:
        """Refuse a delay that is none."""
        require(self.hours > 0, f"hours = {self.hours} is no delay; give a number above zero.")

    def applied_to(self, network: Network) -> Network:
        """Give the network with the later receipts."""
        if self.depot is not None:
            require_known("depot", self.depot, network.depots)
        if self.part is not None:
            require_known("part", self.part, network.parts)
        late = {cell for cell in network.inbound if self._concerns(cell)}
        require(bool(late), "nothing is on its way there, so nothing can be delayed.")
        return replace(
            network,
            inbound={
                cell: tuple(map(self._later, receipts)) if cell in late else receipts
                for cell, receipts in network.inbound.items()
            },
        )

    def _concerns(self, cell: tuple[str, str]) -> bool:
        depot, part = cell
        return self.depot in (None, depot) and self.part in (None, part)

    def _later(self, receipt: Receipt) -> Receipt:
        return replace(receipt, available_at=receipt.available_at + timedelta(hours=self.hours))


def _require_units(units: int | None, part: str | None) -> None:
    if units is None:
        return
    require(units > 0, f"units = {units} changes nothing; give one or more.")
    require(part is not None, "units needs a part; leave units out to take all that is free.")


def _parts_at(network: Network, depot: str, part: str | None) -> list[str]:
    if part is None:
        return sorted(number for holder, number in network.stock if holder == depot)
    require_known("part", part, network.parts)
    return [part]


def _taken(cells: Cells, cell: tuple[str, str], units: int | None) -> int:
    """Units to take from a cell: the number asked for, or all that is free [units]."""
    free = cells.get(cell, _NO_CELL).free
    if units is None:
        return free
    depot, part = cell
    require(
        units <= free, f"units = {units} of {part} cannot leave {depot}, where {free} are free."
    )
    return units


def _shift(cells: Cells, cell: tuple[str, str], units: int) -> None:
    """Change the units on hand of a cell; one that is new has no base stock."""
    before = cells.get(cell, _NO_CELL)
    if units:
        cells[cell] = replace(before, on_hand=before.on_hand + units)
