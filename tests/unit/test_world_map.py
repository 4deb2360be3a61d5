"""The world on a flat page: outlines decoded, no stripes, places where they belong."""

import re
from pathlib import Path
from typing import Any

import pytest
from pyproj import Proj

from rma_service.web.world_map import (
    EQUATOR_Y,
    SCALE,
    WIDTH,
    copies_on_map,
    country_rings,
    edge_path,
    land_path,
    project,
    unwrapped,
)


def topology(*countries: dict[str, Any]) -> dict[str, Any]:
    # Steps of half a degree from 10 east, 20 north: arc 0 ends at 12 east, 21 north.
    return {
        "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
        "arcs": [[[0, 0], [4, 0], [0, 2]], [[4, 2], [-4, -2]]],
        "objects": {"countries": {"geometries": list(countries)}},
    }


def test_a_ring_is_made_of_arcs_whose_points_are_steps_from_the_last_one() -> None:
    country = {"type": "Polygon", "id": "1", "arcs": [[0, 1]]}
    # Arc 1 starts where arc 0 ends, so that point is drawn once.
    assert country_rings(topology(country)) == [[(10, 20), (12, 20), (12, 21), (10, 20)]]


def test_a_negative_index_means_the_arc_backward() -> None:
    country = {"type": "MultiPolygon", "id": "1", "arcs": [[[~1, ~0]]]}
    assert country_rings(topology(country)) == [[(10, 20), (12, 21), (12, 20), (10, 20)]]


def test_antarctica_is_left_out() -> None:
    country = {"type": "Polygon", "id": "010", "arcs": [[0, 1]]}
    assert country_rings(topology(country)) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([179, -179, 179], [179, 181, 179]),  # out over the date line and back
        ([-179, 179, 178], [-179, -181, -182]),
        ([-90, 90], [-90, 90]),  # exactly half a turn is no jump
    ],
)
def test_a_jump_over_the_date_line_goes_on_instead(given: list[int], expected: list[int]) -> None:
    assert [x for x, _ in unwrapped([(x, 0) for x in given])] == expected


def test_what_passes_the_edge_is_drawn_on_both_sides() -> None:
    assert copies_on_map([(179, 0), (181, 0)]) == [[(179, 0), (181, 0)], [(-181, 0), (-179, 0)]]
    assert copies_on_map([(-181, 0)]) == [[(-181, 0)], [(179, 0)]]
    assert copies_on_map([(180, 0), (-180, 0)]) == [[(180, 0), (-180, 0)]]


def test_the_equator_spans_the_map() -> None:
    assert project(0, 0) == (WIDTH / 2, EQUATOR_Y)
    assert project(180, 0) == pytest.approx((WIDTH, EQUATOR_Y))


@pytest.mark.parametrize("place", [(8.7, 50.1), (-70.6, -33.4), (174.8, -36.8), (180, 90)])
def test_the_projection_is_the_natural_earth_of_the_proj_library(
    place: tuple[float, float],
) -> None:
    x, y = Proj("+proj=natearth +R=1")(*place)
    # PROJ counts in sphere radii from the middle of the map, with y up.
    assert project(*place) == pytest.approx(
        (WIDTH / 2 + SCALE * x, EQUATOR_Y - SCALE * y), abs=0.01
    )


def test_north_is_up_and_east_is_right() -> None:
    assert project(10, 0)[0] > project(-10, 0)[0]
    assert project(0, 50)[1] < project(0, 40)[1] < project(0, -40)[1]


def test_no_outline_draws_a_stripe_across_the_map() -> None:
    # In tenths of a unit the map is 10,000 wide; no border of a country is a straight line of
    # 1,000, but a ring that jumps over the date line would step by nearly 10,000.
    steps = re.findall(r"(-?\d+) (-?\d+)", re.sub(r"M-?\d+ -?\d+", "", land_path()))
    assert len(steps) > 5000
    assert max(abs(int(dx)) for dx, _ in steps) < 1000


def test_frankfurt_lies_between_paris_and_berlin() -> None:
    paris, frankfurt, berlin = project(2.35, 48.86), project(8.68, 50.11), project(13.4, 52.52)
    assert paris[0] < frankfurt[0] < berlin[0]
    assert paris[1] > frankfurt[1] > berlin[1]


def test_the_edge_of_the_globe_is_closed() -> None:
    assert edge_path().startswith("M")
    assert edge_path().endswith("Z")


def test_missing_outlines_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Run `make setup`"):
        land_path(tmp_path / "countries-110m.json")
