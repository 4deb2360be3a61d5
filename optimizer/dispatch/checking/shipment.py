"""What leaves a depot together: the lines of a kit, or one line alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter

from optimizer.dispatch.checking.atlas import Atlas, Route
from optimizer.dispatch.checking.report import Violation
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Line, LinePlan, Option
from optimizer.network import CourierService, Depot, Network, Part, Site

_shared = attrgetter("depot_id", "service_id", "ready_at", "departs_at")


@dataclass(frozen=True)
class Shipment:
    """Lines with the option that each took; route and instants are the same for all."""

    route: Route
    lines: tuple[Line, ...]
    options: tuple[Option, ...]

    @property
    def network(self) -> Network:
        """Everything that stands still."""
        return self.route.network

    @property
    def depot(self) -> Depot:
        """Where it leaves."""
        return self.route.origin.place

    @property
    def site(self) -> Site:
        """Where it goes."""
        return self.route.goal.place

    @property
    def service(self) -> CourierService:
        """Who carries it."""
        return self.route.service

    @cached_property
    def part_numbers(self) -> tuple[str, ...]:
        """What is sent, one part a line."""
        return tuple([option.part_number for option in self.options])

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What is sent, one part a line."""
        return parts_of(self.network, self.part_numbers)

    @property
    def ready_at(self) -> datetime:
        """When it is packed, as claimed."""
        return self.options[0].ready_at

    @property
    def departs_at(self) -> datetime:
        """When it leaves, as claimed."""
        return self.options[0].departs_at

    @cached_property
    def released_at(self) -> datetime:
        """Latest release of its lines."""
        return max(line.released_at for line in self.lines)

    @cached_property
    def weight_kg(self) -> float:
        """Weight of all pieces [kg]."""
        return weight_kg(self.parts)

    @property
    def volume_cm3(self) -> float:
        """Volume of all pieces [cm3]."""
        return sum(part.length_cm * part.width_cm * part.height_cm for part in self.parts)


def parts_of(network: Network, part_numbers: Iterable[str]) -> tuple[Part, ...]:
    """Parts by their numbers."""
    return tuple([network.parts[part_number] for part_number in part_numbers])


def weight_kg(parts: Iterable[Part]) -> float:
    """Weight of some parts together [kg]."""
    return sum(part.ship_weight_kg for part in parts)


def bundles_of(problem: DispatchProblem) -> list[tuple[Line, ...]]:
    """Lines that are decided together: each kit, and every other line alone."""
    bundles: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in problem.lines:
        key = ("kit", line.rma_number) if line.ship_together else ("line", line.line_id)
        bundles[key].append(line)
    return [tuple(lines) for lines in bundles.values()]


def groups_of(problem: DispatchProblem) -> dict[str, int]:
    """Number of its group by line: identical lines of one RMA, at least two of them.

    Those that are pinned differently, or were told other arrivals, share no vehicle.
    """
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for line in problem.lines:
        if not line.ship_together:
            same = (line.rma_number, line.site_id, line.part_number, line.released_at, line.target)
            groups[same].append(line.line_id)
    pins = problem.wishes.pins
    told = {line.line_id: line.told_at for line in problem.lines}
    numbers: dict[tuple[object, ...], int] = {}
    return {
        line_id: numbers.setdefault((ids[0], pins.get(line_id), told[line_id]), len(numbers))
        for ids in groups.values()
        if len(ids) > 1
        for line_id in ids
    }


def answers_of(problem: DispatchProblem, plan: DispatchPlan) -> dict[str, LinePlan]:
    """First answer of the plan to each line of the problem that it answers at all."""
    known = {line.line_id for line in problem.lines}
    answers: dict[str, LinePlan] = {}
    for answer in plan.lines:
        if answer.line.line_id in known:
            answers.setdefault(answer.line.line_id, answer)
    return answers


def shipments_of(
    atlas: Atlas, bundles: Iterable[tuple[Line, ...]], answers: Mapping[str, LinePlan]
) -> tuple[list[Shipment], list[Violation]]:
    """Shipments of a plan; options of which none can be made are violations instead."""
    shipments, violations = [], []
    for lines in bundles:
        options = [
            answers[line.line_id].option if line.line_id in answers else None for line in lines
        ]
        shipment, fault = shipment_of(atlas, lines, options)
        shipments += [shipment] if shipment else []
        violations += [fault] if fault else []
    return shipments, violations


def shipment_of(
    atlas: Atlas, lines: tuple[Line, ...], options: Sequence[Option | None]
) -> tuple[Shipment | None, Violation | None]:
    """Shipment of some lines, or why there is none; lines that nothing serves give neither."""
    chosen = tuple([option for option in options if option is not None])
    if not chosen:
        return None, None
    if len(lines) > 1 and (len(chosen) < len(lines) or len({_shared(each) for each in chosen}) > 1):
        ways = "; ".join(str(_shared(option)) if option else "unassigned" for option in options)
        sentence = f"A kit leaves one depot by one departure, its lines took: {ways}."
        return None, Violation(lines[0].line_id, "kit", sentence)
    for option in chosen:
        unknown = _unknown_name(atlas.network, option)
        if unknown:
            return None, Violation(lines[0].line_id, "unknown", unknown)
    route = atlas.route(chosen[0].depot_id, chosen[0].service_id, lines[0].site_id)
    return Shipment(route, lines, chosen), None


def _unknown_name(network: Network, option: Option) -> str | None:
    named = (
        (network.depots, option.depot_id),
        (network.services, option.service_id),
        (network.parts, option.part_number),
    )
    strange = [name for table, name in named if name not in table]
    return f"The network has no {', '.join(strange)}." if strange else None
