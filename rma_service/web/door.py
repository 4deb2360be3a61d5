"""What a page gets handed: who asks, what the service stands on, and the fields of a form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse

from rma_service.db.engine import Database
from rma_service.domain.errors import NotSignedIn, Refused
from rma_service.domain.once import Answer, Claim
from rma_service.domain.people import Principal
from rma_service.usecases.once import AlreadyAnswered, Once, done_once
from rma_service.web.shell import go

T = TypeVar("T")

MOST_OF_A_KEY = 255
"""Characters of the key of a form that count; an index has no room for a text of any length."""

MOST_FIELDS = 4_000
"""Fields of one form: a hundred fault tags, or the pins of a large plan."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who may make it."""

    request: Request
    principal: Principal

    @property
    def world(self) -> Any:  # noqa: ANN401 - made above this floor: database, clock, settings
        """What the application stands on."""
        return self.request.app.state.world

    @property
    def database(self) -> Database:
        """Where things are remembered."""
        database: Database = self.world.database
        return database

    @property
    def clock(self) -> Callable[[], datetime]:
        """What gives the present."""
        clock: Callable[[], datetime] = self.world.clock
        return clock

    @property
    def means(self) -> tuple[Database, Callable[[], datetime], Principal]:
        """What every use case takes first: where things are remembered, the clock, and who asks."""
        return self.database, self.clock, self.principal

    def asked(self, name: str) -> str:
        """A word of the address, without blanks around it; empty when it is not there."""
        return self.request.query_params.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form as they were sent."""

    data: FormData

    def text(self, name: str) -> str:
        """One field without blanks around it; empty when it is not there."""
        value = self.data.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Every value of a field."""
        return [each for each in self.data.getlist(name) if isinstance(each, str)]

    def fingerprint(self) -> str:
        """Mark of everything that was sent, but for the token of the session."""
        sent = sorted(f"{name}={value}" for name, value in self.data.multi_items())
        kept = [each for each in sent if not each.startswith("csrf=")]
        return sha256("\n".join(kept).encode()).hexdigest()


async def visit_of(request: Request) -> Visit:
    """Hand a page what it needs."""
    principal = request.state.principal
    if principal is None:
        raise NotSignedIn("Sign in first.")
    return Visit(request, principal)


async def form_of(request: Request) -> Form:
    """Read a form; files are none of our fields.

    Raises
    ------
    Refused
        When a field holds what no text holds.
    """
    data = await request.form(max_files=0, max_fields=MOST_FIELDS)
    if any("\0" in str(text) for item in data.multi_items() for text in item):
        raise Refused(["A field holds the character U+0000, which is no text."])
    return Form(data)


Visiting = Annotated[Visit, Depends(visit_of)]
Posted = Annotated[Form, Depends(form_of)]


def once_then_go(
    visit: Visit, form: Form, act: Callable[[Once[T]], T], href: Callable[[T], str]
) -> RedirectResponse:
    """Do what a form asks once; sent again, it leads where it led before.

    The form carries its own key: a page that is sent twice by a double click or by going back
    has one effect.
    """
    key, route = (
        form.text("key")[:MOST_OF_A_KEY] or token_urlsafe(),
        f"POST {visit.request.url.path}",
    )
    claim = Claim(visit.principal.principal_id, key, route, form.fingerprint(), visit.clock())

    def render(value: T) -> Answer:
        return Answer(303, (("Location", href(value)),), b"")

    try:
        return go(href(done_once(visit.database, claim, render, act)))
    except AlreadyAnswered as before:
        return go(dict(before.answer.headers)["Location"])
