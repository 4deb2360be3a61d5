"""Where on a flat page does the world lie: country outlines and the projection that draws them."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import radians
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 1000, 440
"""Size of the drawing [map units]."""

OUTLINES = Path(__file__).parent / "vendor" / "countries-110m.json"
"""Country outlines of Natural Earth as topojson. Source: world-atlas 2.0.2, countries-110m.json."""

ANTARCTICA = "010"
"""Left out: nobody waits for a part there, and its outline ends at the edge of the map."""

SCALE = WIDTH / (2 * 0.8707 * radians(180))
"""So that the equator is as long as the drawing is wide [map units per radian]."""

EQUATOR_Y = 258.0
"""Where the equator lies, so that the north, where most depots are, gets more room [map units]."""

Point = tuple[float, float]
"""Longitude and latitude [degrees], or x and y [map units]."""


def project(longitude: float, latitude: float) -> Point:
    """Position of a place on the drawing [map units], x to the right and y down.

    Source: Natural Earth projection, polynomial of Savric et al. 2011, Cartographic Perspectives.
    """
    turn, tilt = radians(longitude), radians(latitude)
    t2, t4 = tilt**2, tilt**4
    x = turn * (0.870700 - 0.131979 * t2 + t4 * (-0.013791 + t4 * (0.003971 * t2 - 0.001529 * t4)))
    y = tilt * (1.007226 + t2 * (0.015085 + t4 * (-0.044475 + 0.028874 * t2 - 0.005916 * t4)))
    return WIDTH / 2 + SCALE * x, EQUATOR_Y - SCALE * y


@cache
def land_path(outlines: Path = OUTLINES) -> str:
    """Outlines of all countries as one SVG path in tenths of a map unit, so that it stays short.

    Raises
    ------
    FileNotFoundError
        When the outlines are not installed, with what to do about it.
    """
    if not outlines.is_file():
        raise FileNotFoundError(
            f"The country outlines are missing: {outlines} is not there. "
            "Run `make setup`, which installs them; a built wheel always carries them."
        )
    topology = json.loads(outlines.read_text(encoding="utf-8"))
    return "".join(
        _closed_path(copy) for ring in country_rings(topology) for copy in copies_on_map(ring)
    )


def edge_path() -> str:
    """Edge of the projected globe as an SVG path [map units]."""
    latitudes = range(-90, 91, 5)
    east = [project(180, latitude) for latitude in latitudes]
    west = [project(-180, latitude) for latitude in reversed(latitudes)]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in [*east, *west]) + "Z"


def country_rings(topology: Any) -> list[list[Point]]:  # noqa: ANN401 - parsed JSON
    """Every outline of every country as unwrapped longitudes and latitudes [degrees].

    Source: TopoJSON format specification, sections 2.1.2 to 2.1.4 (arcs, transform, indexes).
    """
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    rings: list[list[Point]] = []
    for country in topology["objects"]["countries"]["geometries"]:
        if country.get("id") != ANTARCTICA:
            polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
            rings += [_ring(indexes, arcs) for polygon in polygons for indexes in polygon]
    return rings


def _decoded(arc: Sequence[Sequence[int]], transform: dict[str, Sequence[float]]) -> list[Point]:
    """Points of a quantised arc [degrees]: each point is stored as its step from the last one."""
    (step_x, step_y), (from_x, from_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * step_x + from_x, y * step_y + from_y))
    return points


def _ring(indexes: Iterable[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """Arcs joined to one ring; a negative index ~i means arc i backward."""
    points: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return unwrapped(points)


def unwrapped(points: Sequence[Point]) -> list[Point]:
    """Points without jumps over the date line: longitudes may pass 180 degrees instead."""
    shift = 0.0
    result = list(points[:1])
    for (before, _), (longitude, latitude) in pairwise(points):
        if abs(longitude - before) > 180:  # noqa: PLR2004 - half a turn
            shift += 360 if longitude < before else -360
        result.append((longitude + shift, latitude))
    return result


def copies_on_map(points: Sequence[Point]) -> list[list[Point]]:
    """The points, and once more on the other side when they pass the edge of the map [degrees]."""
    longitudes = [longitude for longitude, _ in points]
    turns = [0]
    if min(longitudes) < -180:  # noqa: PLR2004 - the date line
        turns.append(360)
    if max(longitudes) > 180:  # noqa: PLR2004 - the date line
        turns.append(-360)
    return [[(longitude + turn, latitude) for longitude, latitude in points] for turn in turns]


def _closed_path(ring: Sequence[Point]) -> str:
    """SVG path of a ring in whole tenths of a map unit, as steps from point to point."""
    tenths = [tuple(round(10 * each) for each in project(*point)) for point in ring]
    steps = [f"{to[0] - at[0]} {to[1] - at[1]}" for at, to in pairwise(tenths) if to != at]
    return f"M{tenths[0][0]} {tenths[0][1]}l{' '.join(steps)}z" if steps else ""
