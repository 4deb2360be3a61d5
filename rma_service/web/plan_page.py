"""A dispatch plan as one HTML file that needs nothing else: no script, no network, no server."""

from base64 import b64encode
from hashlib import sha256

from markupsafe import Markup

from optimizer.dispatch.problem import DispatchPlan
from optimizer.network import Network
from rma_service.web.plan_map import map_view
from rma_service.web.plan_view import plan_view
from rma_service.web.rendering import rendered, style_sheet
from rma_service.web.world_map import HEIGHT, WIDTH, edge_path, land_path

STYLES = ("tokens", "base", "plan")
"""Style sheets that the page carries with it."""


def plan_page(plan: DispatchPlan, network: Network) -> str:
    """The page on which a dispatcher reviews a plan, as self-standing HTML.

    Raises
    ------
    FileNotFoundError
        When the country outlines are not installed, with what to do about it.
    """
    world = map_view(plan, network)
    style = style_sheet(*STYLES)
    return rendered(
        "plan.html.j2",
        plan=plan,
        view=plan_view(plan, network),
        world=world,
        map_size=(WIDTH, HEIGHT),
        land=land_path(),
        edge=edge_path(),
        style=Markup(style),  # noqa: S704 - our own style sheets, as they stand
        policy=content_security_policy(style),
    )


def content_security_policy(style: str) -> str:
    """What the page may load: nothing but the style sheet of this very text.

    Source: W3C Content Security Policy Level 3, section 2.3.1, hash-source.
    """
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
