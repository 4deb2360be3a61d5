"""The numbers behind a failed test, in a few words."""

from collections.abc import Callable, Iterable, Iterator
from math import ceil

from optimizer.dispatch.options.admissibility import (
    PASSED,
    dimensions_fit,
    girth_fits,
    goods_accepted,
    piece_weight_fits,
)
from optimizer.dispatch.options.demands import units_ever
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import REASON_CODES, Line
from optimizer.network import CourierService, Depot, Part, Site

ROUNDING = 1e-6
"""What binary fractions may add to a whole minute, or take from it [minutes]."""

Numbers = Callable[["Case"], str]


class Case:
    """One depot and service that fail one line."""

    def __init__(
        self, world: World, options: DemandOptions, line: Line, depot: int, service: int
    ) -> None:
        """Look the nouns up."""
        self.world = world
        self.options = options
        self.line = line
        self.index = (depot, service)
        self.depot: Depot = world.depots[depot]
        self.service: CourierService = world.services[service]
        self.site: Site = world.network.sites[line.site_id]

    @property
    def km(self) -> float:
        """Geodesic from depot to site [km]."""
        row, column = self.index[0], self.world.column(self.site.site_id)
        return float(self.world.drives.geodesic_km[row, column])

    def part(self, fits: Callable[[Part, CourierService], bool]) -> Part:
        """First part, asked for or substitute, that does not fit the service."""
        parts = [part for bundle in self.options.demand.wanted_bundles for part in bundle.parts]
        return next((part for part in parts if not fits(part, self.service)), parts[0])


def detail(world: World, options: DemandOptions, line: Line, depot: int, service: int) -> str:
    """Numbers of the first test that a depot and service fail for a line."""
    code = REASON_CODES[int(options.failures[depot, service])]
    return _NUMBERS[code](Case(world, options, line, depot, service))


def _stock(case: Case) -> str:
    """Source: stock.csv and inbound.csv."""
    network, depot_id = case.world.network, case.depot.depot_id
    wanted = [frozenset(each) for each in _sendable(case)]
    if len(wanted) == 1:
        return f"no free or inbound unit of {_either(wanted[0])}"
    short = []
    for names in dict.fromkeys(wanted):
        units = sum(units_ever(network, depot_id, name) for name in sorted(names))
        needed = wanted.count(names)
        if units < needed:
            unit = "unit" if needed == 1 else "units"
            short.append(f"{units} of {needed} {unit} of {_either(names)}")
    together = sorted({name for names in wanted for name in names})
    return (
        f"has {' and '.join(short)}" if short else f"not enough units of {' and '.join(together)}"
    )


def _sendable(case: Case) -> Iterator[tuple[str, ...]]:
    """Parts that may be sent for each line of a shipment."""
    demand, substitutes = case.options.demand, case.world.network.substitutions
    for line, pin in zip(demand.shipped_lines, demand.pins, strict=True):
        pinned = None if pin is None else pin.part_number
        stand_ins = (each.part_number for each in substitutes.get(line.part_number, ()))
        yield (pinned,) if pinned else (line.part_number, *stand_ins)


def _either(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))


def _scope(case: Case) -> str:
    served = (
        "" if case.service.countries is None else f" in {len(case.service.countries)} countries"
    )
    return (
        f"serves {case.service.scope}{served}, not {case.depot.country} to {case.site.country}"
        f" over {case.km:.0f} km"
    )


def _customs(case: Case) -> str:
    return f"no way over the border from {case.depot.customs_zone} to {case.site.customs_zone}"


def _dimensions(case: Case) -> str:
    part = case.part(dimensions_fit)
    sides = " x ".join(f"{side:g}" for side in part.sides_cm)
    limits = " x ".join(f"{side:g}" for side in case.service.largest_sides_cm)
    return f"{sides} cm, limit {limits} cm"


def _girth(case: Case) -> str:
    longest, middle, shortest = case.part(girth_fits).sides_cm
    girth = longest + 2 * (middle + shortest)
    return f"length plus girth {girth:g} cm, limit {case.service.max_length_plus_girth_cm:g} cm"


def _shipment_weight(case: Case) -> str:
    """The lightest shipment that is too heavy; a lighter one may fail an earlier test."""
    limit = case.service.max_shipment_kg or 0.0
    weights = [bundle.weight_kg for bundle in case.options.demand.wanted_bundles]
    weight = min(weight for weight in weights if weight > limit)
    return f"shipment of {weight:g} kg, limit {limit:g} kg"


def _landmass(case: Case) -> str:
    """A drive over water: the whole way, or at either end of a flight."""
    airports = case.world.network.airports
    start, end = airports[case.depot.nearest_airport], airports[case.site.nearest_airport]
    if case.service.kind != "air":
        return f"no road from {case.depot.landmass} to {case.site.landmass}"
    if case.depot.landmass != start.landmass:
        return f"no road from {case.depot.landmass} to {start.iata} on {start.landmass}"
    return f"no road from {end.iata} on {end.landmass} to {case.site.landmass}"


def _no_dock(case: Case) -> str:
    """Source: courier_services.csv, needs_dock; travel_rules.csv, tail_lift_or_dock_above_kg."""
    if case.service.needs_dock:
        return "the service needs a dock, the site has none"
    limit = case.world.network.rules.tail_lift_or_dock_above_kg
    return f"more than {limit:g} kg a piece, with neither a dock at the site nor a tail lift"


def _dangerous_goods(case: Case) -> str:
    part = case.part(goods_accepted)
    kind = part.dangerous_goods or "a part forbidden on aircraft"
    return f"does not take {kind} ({part.part_number}, {case.service.mode})"


def _export_licence(case: Case) -> str:
    bundles = case.options.demand.wanted_bundles
    groups = {part.export_group for bundle in bundles for part in bundle.parts}
    named = ", ".join(sorted(groups - {""}))
    return f"no licence for {named} from {case.depot.customs_zone} to {case.site.customs_zone}"


def _operating_hours(case: Case) -> str:
    start, end = case.service.from_minute, case.service.to_minute
    hours = f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
    return f"no departure within {hours} on {' '.join(case.service.operates)} there"


def _no_flight(case: Case) -> str:
    return f"no direct flight from {case.depot.nearest_airport} to {case.site.nearest_airport}"


def _pinned(case: Case) -> str:
    """Where the line is pinned to, and why that is no way, if it is none."""
    demand, behind = case.options.demand, case.options.unpinnable
    pin = demand.pins[demand.place_of(case.line)] or demand.pin
    here = (case.depot.depot_id, case.service.service_id)
    if behind is None or pin is None or pin.pair != here:
        return f"pinned to {pin}"
    if behind == PASSED:
        return f"pinned to {pin}, and nothing leaves then"
    code = REASON_CODES[behind]
    return f"pinned to {pin}, which fails {code}: {_NUMBERS[code](case)}"


def _minutes_late(case: Case) -> str:
    seconds = float(case.options.least_late[case.index])
    if seconds == float("inf"):
        return "no departure that can still count"
    return f"too late by {minutes_text(ceil(seconds / 60 - ROUNDING))}"


def minutes_text(count: int) -> str:
    """So many minutes, in words."""
    return f"{count} minute{'' if count == 1 else 's'}"


_NUMBERS: dict[str, Numbers] = {
    "stock": _stock,
    "scope": _scope,
    "landmass": _landmass,
    "customs": _customs,
    "radius": lambda case: f"{case.km:.1f} km, limit {case.service.max_km:g} km",
    "piece_weight": lambda case: (
        f"{case.part(piece_weight_fits).ship_weight_kg:g} kg a piece, "
        f"limit {case.service.max_piece_kg:g} kg"
    ),
    "dimensions": _dimensions,
    "girth": _girth,
    "shipment_weight": _shipment_weight,
    "dangerous_goods": _dangerous_goods,
    "export_licence": _export_licence,
    "two_person": lambda _: "needs two people, one comes and none helps at the site",
    "tail_lift_or_dock": _no_dock,
    "depot_closed": lambda _: "closed, with no call-out and no opening in time",
    "operating_hours": _operating_hours,
    "no_flight": _no_flight,
    "vehicle": lambda _: "no vehicle for the whole trip",
    "excluded": lambda _: "depot or service is left out of this plan",
    "pinned": _pinned,
    "receiving_hours": lambda case: f"site closed on arrival, {_minutes_late(case)}",
    "late": _minutes_late,
}
