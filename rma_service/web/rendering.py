"""How pages become HTML: one template environment, and the style sheets that pages share."""

from functools import cache
from pathlib import Path
from secrets import token_urlsafe

from jinja2 import Environment, PackageLoader, StrictUndefined

STATIC = Path(__file__).parent / "static"
"""Style sheets and scripts that the service serves as they stand."""


def rendered(template: str, **values: object) -> str:
    """HTML of a template; a value that it asks for and does not get is an error."""
    return environment().get_template(template).render(**values)


def style_sheet(*names: str) -> str:
    """Text of style sheets, one after the other, as a self-standing page carries them."""
    return "".join((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in names)


@cache
def environment() -> Environment:
    """Templates of this package; every value is escaped."""
    made = Environment(
        loader=PackageLoader("rma_service.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["fresh_key"] = token_urlsafe
    return made
