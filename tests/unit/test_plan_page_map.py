"""What a plan puts on the map: marks by verdict, depots that ship, the shortest ways between."""

from dataclasses import replace

import pytest

from optimizer.dispatch.problem import Verdict
from rma_service.web.plan_map import arc_path, great_circle, map_view
from rma_service.web.world_map import HEIGHT, WIDTH, project
from tests.builders import depot, line, line_plan, network, option, plan, site
from tests.review_plan import review_network, review_plan


def test_a_site_has_one_mark_per_verdict_that_leads_to_its_first_line() -> None:
    marks = map_view(review_plan(), review_network()).marks
    frankfurt = [mark for mark in marks if mark.label.startswith("Frankfurt")]
    # K-1, K-2 and S-1 go to Frankfurt, all guaranteed.
    assert [(mark.verdict.key, mark.anchor) for mark in frankfurt] == [("guaranteed", "line-K-1")]
    assert frankfurt[0].label == "Frankfurt, Test customer: Guaranteed, K-1, K-2, S-1"


def test_marks_of_one_site_lie_side_by_side_around_it() -> None:
    marks = map_view(review_plan(), review_network()).marks
    mumbai = [mark.offset for mark in marks if mark.label.startswith("Mumbai")]
    # Two marks, nine units apart: half of it to each side.
    assert sorted(mumbai) == [-4.5, 4.5]


def test_the_gravest_verdict_is_drawn_last() -> None:
    marks = map_view(review_plan(), review_network()).marks
    assert marks[0].verdict.key == "guaranteed"
    assert marks[-1].verdict.key == "impossible_alone"


def test_only_depots_that_ship_are_shown() -> None:
    idle = network(depots=(depot("D1"), depot("D2", km=5)))
    labels = [each.label for each in map_view(plan(), idle).depots]
    assert labels == ["Depot Depot D1 ships 1 line"]


def test_lines_of_one_way_and_verdict_share_a_link() -> None:
    two = [line_plan(line=line(each), option=option()) for each in ("L1", "L2")]
    assert len(map_view(plan(*two), network()).links) == 1
    two[1] = replace(two[1], verdict=Verdict.AT_RISK)
    assert len(map_view(plan(*two), network()).links) == 2


def test_a_line_without_an_option_has_a_mark_but_no_link() -> None:
    view = map_view(plan(line_plan(option=None, verdict=Verdict.IMPOSSIBLE_ALONE)), network())
    assert (len(view.marks), len(view.links), len(view.depots)) == (1, 0, 0)


def test_only_parts_of_the_world_with_a_site_can_be_looked_at() -> None:
    frames = map_view(review_plan(), review_network()).frames
    # Frankfurt and Leiria; Mumbai; Auckland; Santiago.
    assert [each.key for each in frames] == ["europe", "asia", "oceania", "south-america"]


def test_a_frame_fills_the_map_with_its_part_of_the_world() -> None:
    europe = map_view(review_plan(), review_network()).frames[0]
    x, y = project(8.7, 50.1)
    shown = (europe.scale * (x + europe.move_x), europe.scale * (y + europe.move_y))
    assert 0 < shown[0] < WIDTH
    assert 0 < shown[1] < HEIGHT
    assert europe.scale > 3


def test_the_shortest_way_between_two_places_of_one_parallel_leads_poleward() -> None:
    # From 60 N, 0 E to 60 N, 180 E the shortest way crosses the pole.
    middle = great_circle((0, 60), (179.999, 60))
    assert max(latitude for _, latitude in middle) > 88
    # Along the equator it is the equator.
    assert great_circle((0, 0), (6, 0))[1] == pytest.approx((2, 0))


def test_a_way_to_the_same_place_has_no_length() -> None:
    assert great_circle((8, 50), (8, 50)) == [(8, 50), (8, 50)]


def test_a_way_over_the_date_line_is_drawn_on_both_sides() -> None:
    fiji, samoa = site(latitude=-18, longitude=178), site(latitude=-14, longitude=-172)
    path = arc_path(fiji, samoa)
    assert path.count("M") == 2
    # The way turns ten of 360 degrees, so no copy is as long as a tenth of the map.
    for copy in path.split("M")[1:]:
        xs = [float(point.split()[0]) for point in copy.split("L")]
        assert max(xs) - min(xs) < WIDTH / 10
