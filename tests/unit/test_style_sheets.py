"""Style sheets and templates: what they repeat agrees, and nothing is written inline."""

import re

import pytest

from rma_service.web.plan_map import FRAMES, map_view
from rma_service.web.rendering import STATIC, environment, style_sheet
from tests.builders import line, line_plan, network, plan, site


def test_the_sheet_enlarges_every_part_of_the_world_as_the_map_computes_it() -> None:
    # One site in the middle of every part makes every part worth a look.
    sites = [
        site(f"S{number}", latitude=(south + north) / 2, longitude=(west + east) / 2)
        for number, (_, _, (south, west), (north, east)) in enumerate(FRAMES)
    ]
    lines = [line_plan(line=line(each.site_id, site_id=each.site_id)) for each in sites]
    frames = map_view(plan(*lines), network(sites=tuple(sites))).frames
    assert len(frames) == len(FRAMES)
    sheet = style_sheet("base")
    for frame in frames:
        assert (
            f"#view-{frame.key}:checked) .map {{ --k: {frame.scale}; "
            f"--x: {frame.move_x}px; --y: {frame.move_y}px; }}"
        ) in sheet


@pytest.mark.parametrize("name", environment().list_templates())
def test_no_template_writes_style_or_script_inline(name: str) -> None:
    source, _, _ = environment().loader.get_source(environment(), name)
    assert not re.search(r"\sstyle=|\son[a-z]+=|hx-on|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    # Only the self-standing page carries its sheet with it, under a hash of its own.
    assert ("<style>" in source) == (name == "plan.html.j2")


def test_every_color_that_a_sheet_asks_for_is_a_token() -> None:
    sheets = [path for path in sorted(STATIC.glob("*.css")) if path.name != "tokens.css"]
    tokens = set(re.findall(r"(--[a-z-]+):", style_sheet("tokens")))
    for path in sheets:
        text = path.read_text(encoding="utf-8")
        own = set(re.findall(r"(--[a-z-]+):", text))
        asked = set(re.findall(r"var\((--[a-z-]+)", text))
        # A sheet may set a variable that another one of the same page reads.
        everywhere = own | tokens | {"--halo", "--glyph", "--core", "--v", "--tint"}
        assert asked <= everywhere, path.name
        assert set(re.findall(r"#[0-9a-f]{3,8}\b", text)) <= {"#fff"}, path.name
