"""Which marks, links and views does a plan put on the world map."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import acos, atan2, cos, degrees, hypot, radians, sin

from optimizer.dispatch.problem import DispatchPlan, LinePlan, Verdict
from optimizer.network import Depot, Network, Place, Site
from rma_service.web.plan_row import VerdictWords, anchor, verdict_words
from rma_service.web.world_map import HEIGHT, WIDTH, Point, copies_on_map, project, unwrapped

FRAMES = (
    ("europe", "Europe", (35.0, -12.0), (61.0, 32.0)),
    ("africa", "Middle East and Africa", (-36.0, -20.0), (34.9, 60.0)),
    ("asia", "Asia", (-8.0, 60.0), (52.0, 150.0)),
    ("oceania", "Oceania", (-48.0, 105.0), (0.0, 180.0)),
    ("north-america", "North America", (14.0, -128.0), (55.0, -60.0)),
    ("south-america", "South America", (-56.0, -95.0), (14.0, -33.0)),
)
"""Parts of the world to look at closely: key, name, south-west and north-east corner [degrees]."""

ARC_STEP_DEGREES = 3.0
"""How finely a great circle is drawn; on the map this is less than nine units."""

SIDE_BY_SIDE = 9.0
"""Distance of two marks of one site [map units on the whole map]."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Lines of one site that have the same verdict; `offset` keeps a site's marks apart."""

    x: float
    y: float
    offset: float
    verdict: VerdictWords
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DepotMark:
    """A depot that ships, with the verdicts of the lines that it ships."""

    x: float
    y: float
    label: str
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A way from depot to site along the great circle; `path` is an SVG path [map units]."""

    path: str
    verdict: VerdictWords


@dataclass(frozen=True, slots=True)
class Frame:
    """A view of a part of the world: enlarge by `scale`, after moving by x and y [map units]."""

    key: str
    name: str
    scale: float
    move_x: float
    move_y: float


@dataclass(frozen=True, slots=True)
class MapView:
    """The map of a plan; the gravest verdicts are drawn last, so that nothing hides them."""

    frames: tuple[Frame, ...]
    links: tuple[Link, ...]
    depots: tuple[DepotMark, ...]
    marks: tuple[Mark, ...]


DRAWN = (
    Verdict.GUARANTEED,
    Verdict.EXCLUDED_BY_CLAUSE,
    Verdict.NOT_PROVED,
    Verdict.AT_RISK,
    Verdict.IMPOSSIBLE_TOGETHER,
    Verdict.IMPOSSIBLE_ALONE,
)
"""Verdicts from the first drawn to the last, which lies on top."""


def map_view(plan: DispatchPlan, network: Network) -> MapView:
    """Marks of the sites asked for, depots that ship, and links between them."""
    sites = {each.line.site_id for each in plan.lines}
    shipping = {each.option.depot_id for each in plan.lines if each.option}
    places = [network.sites[each] for each in sorted(sites)]
    return MapView(
        frames=tuple(_frames(places)),
        links=tuple(_links(plan, network)),
        depots=tuple(_depot_mark(network.depots[each], plan.lines) for each in sorted(shipping)),
        marks=tuple(_marks(plan, network)),
    )


def _frames(places: Iterable[Place]) -> Iterable[Frame]:
    known = list(places)
    for key, name, (south, west), (north, east) in FRAMES:
        if any(
            south <= place.latitude <= north and west <= place.longitude <= east for place in known
        ):
            yield _frame(key, name, (south, west), (north, east))


def _frame(key: str, name: str, south_west: Point, north_east: Point) -> Frame:
    (south, west), (north, east) = south_west, north_east
    corners = [project(x, y) for x in (west, east) for y in (south, north)]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    scale = min(WIDTH / (right - left), HEIGHT / (bottom - top))
    return Frame(
        key=key,
        name=name,
        scale=round(scale, 3),
        move_x=round(WIDTH / scale / 2 - (left + right) / 2, 2),
        move_y=round(HEIGHT / scale / 2 - (top + bottom) / 2, 2),
    )


def _marks(plan: DispatchPlan, network: Network) -> Iterable[Mark]:
    by_site: dict[str, dict[Verdict, list[str]]] = {}
    for each in plan.lines:
        verdicts = by_site.setdefault(each.line.site_id, {})
        verdicts.setdefault(each.verdict, []).append(each.line.line_id)
    for verdict in DRAWN:
        for site_id in sorted(by_site):
            if verdict in by_site[site_id]:
                shown = [each for each in DRAWN if each in by_site[site_id]]
                offset = SIDE_BY_SIDE * (shown.index(verdict) - (len(shown) - 1) / 2)
                lines = by_site[site_id][verdict]
                yield _mark(network.sites[site_id], verdict, lines, offset)


def _mark(site: Site, verdict: Verdict, line_ids: list[str], offset: float) -> Mark:
    x, y = project(site.longitude, site.latitude)
    words = verdict_words(verdict)
    label = f"{site.city}, {site.customer}: {words.word}, {', '.join(line_ids)}"
    return Mark(round(x, 2), round(y, 2), offset, words, label, anchor(line_ids[0]))


def _depot_mark(depot: Depot, lines: Iterable[LinePlan]) -> DepotMark:
    x, y = project(depot.longitude, depot.latitude)
    shipped = [each for each in lines if each.option and each.option.depot_id == depot.depot_id]
    label = f"Depot {depot.name} ships {len(shipped)} {'line' if len(shipped) == 1 else 'lines'}"
    verdicts = tuple(sorted({each.verdict.value for each in shipped}))
    return DepotMark(round(x, 2), round(y, 2), label, verdicts)


def _links(plan: DispatchPlan, network: Network) -> Iterable[Link]:
    ways = {
        (each.verdict, each.option.depot_id, each.line.site_id)
        for each in plan.lines
        if each.option
    }
    for verdict, depot_id, site_id in sorted(ways):
        yield Link(
            arc_path(network.depots[depot_id], network.sites[site_id]), verdict_words(verdict)
        )


def arc_path(start: Place, end: Place) -> str:
    """SVG path of the great circle between two places [map units]; over the date line, in two."""
    points = great_circle((start.longitude, start.latitude), (end.longitude, end.latitude))
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (project(*point) for point in copy))
        for copy in copies_on_map(unwrapped(points))
    )


def great_circle(start: Point, end: Point) -> list[Point]:
    """Points along the shortest way on a sphere [degrees].

    Source: spherical linear interpolation, K. Shoemake, SIGGRAPH 1985.
    """
    one, other = _direction(*start), _direction(*end)
    angle = acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(one, other, strict=True)))))
    steps = int(degrees(angle) / ARC_STEP_DEGREES) + 1
    if sin(angle) < 1e-9:  # noqa: PLR2004 - one place, or opposite ones with no shortest way
        return [start, end]
    between = [step / steps for step in range(1, steps)]
    return [start, *(_mixed(one, other, angle, share) for share in between), end]


def _direction(longitude: float, latitude: float) -> tuple[float, float, float]:
    turn, tilt = radians(longitude), radians(latitude)
    return cos(tilt) * cos(turn), cos(tilt) * sin(turn), sin(tilt)


def _mixed(
    one: tuple[float, float, float],
    other: tuple[float, float, float],
    angle: float,
    share: float,
) -> Point:
    """Point at a share of the way between two directions [degrees]."""
    near, far = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
    x, y, z = (near * a + far * b for a, b in zip(one, other, strict=True))
    return degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))
