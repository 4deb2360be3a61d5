"""What the application stands on: database, clock, passwords, settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network

from starlette.requests import Request
from starlette.responses import Response

from rma_service.db.engine import Database
from rma_service.settings import Settings
from rma_service.usecases.passwords import Passwords
from rma_service.usecases.people import SESSION_LIFE, SignedIn

SESSION_COOKIE = "sid"
IPV6 = 6
SECURE_SESSION_COOKIE = "__Host-sid"


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a route may use; made once, as the application starts."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    passwords: Passwords

    def origin(self, request: Request) -> str:
        """Scheme, host and port under which people reach the service."""
        if self.settings.public_origin:
            return self.settings.public_origin
        return f"{request.scope['scheme']}://{request.headers.get('host', '')}"

    def address(self, request: Request) -> str:
        """Where a request comes from; empty behind a proxy, whose address is that of everybody.

        Of IPv6 the first half counts: the other one is its owner's to choose.
        """
        if self.settings.public_origin or request.client is None:
            return ""
        try:
            place = ip_address(request.client.host)
        except ValueError:
            return request.client.host
        return str(ip_network((place, 64), strict=False)) if place.version == IPV6 else str(place)

    def is_secure(self, request: Request) -> bool:
        """Whether people reach the service over https."""
        return self.origin(request).startswith("https://")

    def session_cookie(self, request: Request) -> str:
        """Name of the cookie that carries the session token."""
        return SECURE_SESSION_COOKIE if self.is_secure(request) else SESSION_COOKIE

    def keep_session(self, request: Request, response: Response, opened: SignedIn) -> None:
        """Set the cookie of a session: for this host only, closed to scripts and other sites."""
        response.set_cookie(
            self.session_cookie(request),
            opened.token,
            max_age=int(SESSION_LIFE.total_seconds()),
            secure=self.is_secure(request),
            httponly=True,
            samesite="lax",
        )

    def drop_session(self, request: Request, response: Response) -> None:
        """Take the cookie of a session away."""
        response.delete_cookie(
            self.session_cookie(request),
            secure=self.is_secure(request),
            httponly=True,
            samesite="lax",
        )


def world_of(request: Request) -> World:
    """Give what the application of a request stands on."""
    world = request.app.state.world
    if not isinstance(world, World):
        raise TypeError("The application was started without its world.")
    return world
