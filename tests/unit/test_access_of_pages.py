"""Pages let in whom docs/pages.md says; rows of the API are held to docs/api.md elsewhere."""

import re

from rma_service.domain.access import ACCESS
from rma_service.domain.people import Role
from tests.unit.test_api_problems import MACHINES

PARTNER, DISPATCHER, PLANNER, ADMINISTRATOR = Role
EVERYBODY = {PARTNER, DISPATCHER, PLANNER, ADMINISTRATOR}
STAFF = {DISPATCHER, PLANNER, ADMINISTRATOR}

RULES: tuple[tuple[str, set[Role | None]], ...] = (
    (r"GET /static/.*|(GET|POST) /sign-in", {None, *EVERYBODY}),
    (r"GET /|POST /sign-out", {*EVERYBODY}),
    (r"POST /cases/[^/]+/priority", {DISPATCHER}),
    (r"GET /cases/new|POST /cases/.*", {PARTNER, DISPATCHER}),
    (r"GET /cases.*", {*EVERYBODY}),
    (r"(GET|POST) /relocations", {PARTNER, DISPATCHER}),
    (r"(GET|POST) /people.*|POST /policies/.*", {ADMINISTRATOR}),
    (r"GET /policies/.*", {*EVERYBODY}),
    (r"POST /plans/.*/approve", {DISPATCHER}),
    (r"POST /(board|jobs|plans)/.*", {DISPATCHER, PLANNER}),
    (r"GET /(board|jobs|plans|network|stock|health|policies).*|(GET|POST) /what-if.*", {*STAFF}),
)
"""Who may, by method and address; the first rule that fits counts."""


def test_a_page_lets_in_whom_the_documentation_names_and_nobody_else() -> None:
    pages = {
        f"{method} {path}": set(who)
        for (method, path), who in ACCESS.items()
        if not path.startswith("/v1/") and path not in MACHINES
    }
    assert pages == {
        row: next(who for rule, who in RULES if re.fullmatch(rule, row)) for row in pages
    }
