"""Single changes of a dispatch problem: what a planner could ask for so that a line is met."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.problem import DispatchProblem, Line, RelaxationKind
from optimizer.network import CourierService, Network, StockCell

MEDIAN = 0.5
"""Confidence of a promise that is given at the median."""


class Change(Protocol):
    """One thing that is different; equal changes are the same change."""

    kind: ClassVar[RelaxationKind]

    def applied_to(self, problem: DispatchProblem) -> DispatchProblem:
        """Give the problem with the change."""

    def touches(self, network: Network, demand: Demand) -> bool:
        """Whether the ways of a demand may be others with the change."""


@dataclass(frozen=True, slots=True)
class OneMoreUnit:
    """A depot has another free unit of a part."""

    kind: ClassVar[RelaxationKind] = "unit"
    depot_id: str
    part_number: str

    def applied_to(self, problem: DispatchProblem) -> DispatchProblem:
        """Put the unit on the shelf."""
        network, cell = problem.network, (self.depot_id, self.part_number)
        stock = {**network.stock, cell: one_more(network.stock.get(cell))}
        return replace(problem, network=replace(network, stock=stock))

    def touches(self, network: Network, demand: Demand) -> bool:
        """Whoever may be sent the part."""
        return any(self.part_number in choices(network, line) for line in demand.shipped_lines)


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """Lines that are released together are released no later than an instant."""

    kind: ClassVar[RelaxationKind] = "release"
    line_ids: tuple[str, ...]
    by: datetime
    minutes: int

    def applied_to(self, problem: DispatchProblem) -> DispatchProblem:
        """Release the lines by the instant."""
        return with_lines(
            problem,
            self.line_ids,
            lambda line: replace(line, released_at=min(line.released_at, self.by)),
        )

    def touches(self, network: Network, demand: Demand) -> bool:  # noqa: ARG002 - a Change's
        """The lines themselves."""
        return any(line.line_id in self.line_ids for line in demand.lines)


@dataclass(frozen=True, slots=True)
class OneMoreVehicle:
    """A depot has another vehicle of a service in some slots, named by their starts.

    `opens_trips` tells that one of the slots has none yet, so that trips become possible.
    """

    kind: ClassVar[RelaxationKind] = "vehicle"
    depot_id: str
    service_id: str
    slots: tuple[datetime, ...]
    opens_trips: bool

    def applied_to(self, problem: DispatchProblem) -> DispatchProblem:
        """Have one vehicle less on the road in each slot."""
        out = dict(problem.network.vehicles_out)
        for slot in self.slots:
            key = (self.depot_id, self.service_id, slot)
            out[key] = out.get(key, 0) - 1
        return replace(problem, network=replace(problem.network, vehicles_out=out))

    def touches(self, network: Network, demand: Demand) -> bool:  # noqa: ARG002 - a Change's
        """Everybody, where trips become possible."""
        return self.opens_trips


@dataclass(frozen=True, slots=True)
class RaisedLimit:
    """A service takes heavier pieces, heavier shipments, or both [kg]; None: as now."""

    kind: ClassVar[RelaxationKind] = "service_limit"
    service_id: str
    piece_kg: float | None
    shipment_kg: float | None

    def weight(self) -> tuple[float, float]:
        """Shipment and piece [kg], by which limits are raised as little as will do."""
        return self.shipment_kg or 0.0, self.piece_kg or 0.0

    def applied_to(self, problem: DispatchProblem) -> DispatchProblem:
        """Raise the limits."""
        network = problem.network
        service = network.services[self.service_id]
        raised = replace(
            service,
            max_piece_kg=service.max_piece_kg if self.piece_kg is None else self.piece_kg,
            max_shipment_kg=(
                service.max_shipment_kg if self.shipment_kg is None else self.shipment_kg
            ),
        )
        services = {**network.services, self.service_id: raised}
        return replace(problem, network=replace(network, services=services))

    def touches(self, network: Network, demand: Demand) -> bool:
        """Whoever was too heavy, and identical lines, which fill vehicles by weight."""
        service = network.services[self.service_id]
        return demand.has_mates or any(
            too_heavy(service, [part.ship_weight_kg for part in bundle.parts]) != (None, None)
            for bundle in demand.bundles
        )


@dataclass(frozen=True, slots=True)
class OpenedDepot:
    """A depot is open from an instant until it would have opened."""

    kind: ClassVar[RelaxationKind] = "depot_hours"
    depot_id: str
    start: datetime
    end: datetime

    def applied_to(self, problem: DispatchProblem) -> DispatchProblem:
        """Open the depot."""
        return _opened(problem, ("depot", self.depot_id), self.start, self.end)

    def touches(self, network: Network, demand: Demand) -> bool:  # noqa: ARG002 - a Change's
        """Everybody whom the depot may serve."""
        return demand.pin is None or demand.pin.depot_id == self.depot_id


@dataclass(frozen=True, slots=True)
class OpenedSite:
    """A site receives from an instant until it would have opened."""

    kind: ClassVar[RelaxationKind] = "site_hours"
    site_id: str
    start: datetime
    end: datetime

    def applied_to(self, problem: DispatchProblem) -> DispatchProblem:
        """Open the site."""
        return _opened(problem, ("site", self.site_id), self.start, self.end)

    def touches(self, network: Network, demand: Demand) -> bool:  # noqa: ARG002 - a Change's
        """Everybody at the site."""
        return demand.site_id == self.site_id


@dataclass(frozen=True, slots=True)
class AtTheMedian:
    """Lines are promised at the median of their arrival."""

    kind: ClassVar[RelaxationKind] = "median"
    line_ids: tuple[str, ...]

    def applied_to(self, problem: DispatchProblem) -> DispatchProblem:
        """Ask for less confidence."""
        return with_lines(
            problem,
            self.line_ids,
            lambda line: replace(line, target=replace(line.target, confidence=MEDIAN)),
        )

    def touches(self, network: Network, demand: Demand) -> bool:  # noqa: ARG002 - a Change's
        """The lines themselves."""
        return any(line.line_id in self.line_ids for line in demand.lines)


def one_more(cell: StockCell | None) -> StockCell:
    """A cell with another free unit."""
    cell = cell or StockCell(0, 0, 0)
    return replace(cell, on_hand=cell.on_hand + 1)


def choices(network: Network, line: Line) -> tuple[str, ...]:
    """Part asked for, then those that may stand in for it."""
    substitutes = network.substitutions.get(line.part_number, ())
    return line.part_number, *(each.part_number for each in substitutes)


def too_heavy(
    service: CourierService, pieces_kg: Iterable[float]
) -> tuple[float | None, float | None]:
    """Heaviest piece and whole shipment [kg] where they are above the limits of a service."""
    pieces = tuple(pieces_kg)
    piece, shipment = max(pieces), sum(pieces)
    too_much = service.max_shipment_kg is not None and shipment > service.max_shipment_kg
    too_big = service.max_piece_kg is not None and piece > service.max_piece_kg
    return piece if too_big else None, shipment if too_much else None


def relaxed_as_one(problem: DispatchProblem, line: Line) -> tuple[Line, ...]:
    """Lines that are changed with a line: those of its kit, or all that are identical to it."""
    if line.ship_together:
        same = [each for each in problem.lines if each.ship_together]
        return tuple(each for each in same if each.rma_number == line.rma_number)
    return tuple(
        each
        for each in problem.lines
        if each.rma_number == line.rma_number and replace(each, line_id=line.line_id) == line
    )


def released_earlier(lines: Iterable[Line], minutes: int) -> EarlierRelease:
    """Release of lines, the latest of which counts, so many minutes before it."""
    together = sorted(lines, key=lambda line: line.line_id)
    latest = max(line.released_at for line in together)
    ids = tuple(line.line_id for line in together)
    return EarlierRelease(ids, latest - timedelta(minutes=minutes), minutes)


def with_lines(
    problem: DispatchProblem, line_ids: tuple[str, ...], changed: Callable[[Line], Line]
) -> DispatchProblem:
    """The problem with some lines changed."""
    wanted = set(line_ids)
    lines = tuple(changed(line) if line.line_id in wanted else line for line in problem.lines)
    return replace(problem, lines=lines)


def _opened(
    problem: DispatchProblem, place: tuple[str, str], start: datetime, end: datetime
) -> DispatchProblem:
    opened = {**problem.network.opened, place: (start, end)}
    return replace(problem, network=replace(problem.network, opened=opened))
