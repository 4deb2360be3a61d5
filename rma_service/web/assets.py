"""Style sheets, scripts and pictures that pages load: a fixed list, each under its own hash."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from rma_service.domain.errors import NotFound
from rma_service.web.rendering import STATIC

VENDOR = Path(__file__).parent / "vendor"
"""What npm brings; a built wheel carries it. Source: frontend/hatch_build.py."""

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
BROUGHT = ("htmx.min.js", "leaflet.css", "leaflet.js")
YEAR_SECONDS = 31_536_000

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent; `mark` changes when the file does."""

    content: bytes
    media_type: str
    mark: str


@cache
def assets() -> dict[str, Asset]:
    """Every file that may be asked for, by name.

    Raises
    ------
    FileNotFoundError
        When what npm brings is not installed, with what to do about it.
    """
    own = [path for path in sorted(STATIC.iterdir()) if path.suffix in KINDS]
    brought = [VENDOR / name for name in BROUGHT]
    missing = [path.name for path in brought if not path.is_file()]
    if missing:
        raise FileNotFoundError(
            f"Browser assets are missing: {', '.join(missing)}. "
            "Run `make setup`, which installs them; a built wheel always carries them."
        )
    return {path.name: _asset(path) for path in [*own, *brought]}


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(content, KINDS[path.suffix], sha256(content).hexdigest()[:12])


def asset_href(name: str) -> str:
    """Address of a file that holds as long as the file stays the same."""
    return f"/static/{name}?v={assets()[name].mark}"


@router.get("/static/{name}", include_in_schema=False)
def get_static(request: Request, name: str) -> Response:
    """One file; under its current mark browsers may keep it for a year."""
    asset = assets().get(name)
    if asset is None:
        raise NotFound(f"There is no file {name}.")
    kept = request.query_params.get("v") == asset.mark
    caching = f"public, max-age={YEAR_SECONDS}, immutable" if kept else "no-cache"
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": caching})
