"""Pages of accounts: who has one, add somebody, and what administrators do with one."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.errors import IllegalMove, NotFound, Refused
from rma_service.domain.people import NewPerson, Role
from rma_service.usecases import administering
from rma_service.usecases.lists import companies
from rma_service.usecases.passwords import new_password
from rma_service.web.door import Form, Posted, Visit, Visiting
from rma_service.web.faults import Fault
from rma_service.web.paging import address, marked, unmarked
from rma_service.web.people_view import (
    SHEET_HEADER,
    add_fields,
    key_row,
    person_row,
    sheet_row,
)
from rma_service.web.sheets import MOST_ROWS, sheet
from rma_service.web.shell import go, page

router = APIRouter(include_in_schema=False)

SHOWN = 50
MOST_KEYS = 100


@router.get("/people")
def get_people(visit: Visiting) -> Response:
    """Everybody with an account, page by page, and a form for somebody new."""
    return _listed(visit)


@router.get("/people.csv")
def get_people_csv(visit: Visiting) -> Response:
    """The same people as a file."""
    people = administering.list_people(visit.database, "", MOST_ROWS)
    return sheet("people", SHEET_HEADER, map(sheet_row, people))


@router.post("/people")
def post_person(visit: Visiting, form: Posted) -> Response:
    """Give somebody an account; the password is of our making, and is shown this once."""
    password = new_password()
    try:
        new = _new_person(form, password)
        made = administering.add_somebody(
            visit.database, visit.clock, visit.world.passwords, visit.principal, new
        )
    except Refused as refused:
        faults = tuple(Fault(each) for each in refused.sentences)
        return _listed(visit, form, faults, status=422)
    return _shown(visit, made.user_id, password=password, status=201)


@router.get("/people/{user_id}")
def get_person(visit: Visiting, user_id: str) -> Response:
    """One account with its API keys."""
    return _shown(visit, user_id)


@router.post("/people/{user_id}/{deed}")
def post_deed(visit: Visiting, form: Posted, user_id: str, deed: str) -> Response:
    """Disable or enable an account, end its sessions, or revoke one of its keys."""
    act = DEEDS.get(deed)
    if act is None:
        raise NotFound(f"There is no deed {deed}.")
    try:
        act(visit, user_id, form)
    except IllegalMove as refused:
        return _shown(visit, user_id, (Fault(str(refused)),), status=409)
    return go(f"/people/{user_id}?said=account-changed")


def _new_person(form: Form, password: str) -> NewPerson:
    entered = {name: form.text(name) for name in ("sign_in_name", "name", "role")}
    if not all(entered.values()):
        raise Refused(["Enter a name, a name to sign in with, and a role."])
    if entered["role"] not in set(Role):
        raise Refused(["Choose one of the roles."])
    company = form.text("partner_id") or None
    role = Role(entered["role"])
    return NewPerson(entered["sign_in_name"][:64], entered["name"][:100], role, company, password)


def _disable(visit: Visit, user_id: str, _: Form) -> object:
    return administering.disable_person(*visit.means, user_id)


def _enable(visit: Visit, user_id: str, _: Form) -> object:
    return administering.enable_person(*visit.means, user_id)


def _end_sessions(visit: Visit, user_id: str, _: Form) -> object:
    return administering.end_sessions(*visit.means, user_id)


def _revoke(visit: Visit, user_id: str, form: Form) -> object:
    return administering.revoke_key(*visit.means, user_id, form.text("key_id"))


DEEDS: Mapping[str, Callable[[Visit, str, Form], object]] = {
    "disable": _disable,
    "enable": _enable,
    "end-sessions": _end_sessions,
    "revoke": _revoke,
}
"""What is done with an account, by its word in an address."""


def _listed(
    visit: Visit, form: Form | None = None, faults: tuple[Fault, ...] = (), status: int = 200
) -> Response:
    place = unmarked(visit.asked("after"), str)
    after = str(place[0]) if place else ""
    found = administering.list_people(visit.database, after, SHOWN + 1)
    people = found[:SHOWN]
    following = marked(people[-1].user_id) if len(found) > SHOWN else ""
    known = companies(visit.database)
    return page(
        visit.request,
        "people.html.j2",
        status,
        people=[person_row(each, known) for each in people],
        companies=list(known.items()),
        next_href=address("/people", {"after": following}) if following else "",
        entered=add_fields(form),
        roles=[(each.value, each.value.capitalize()) for each in Role],
        faults=faults,
    )


def _shown(
    visit: Visit,
    user_id: str,
    faults: tuple[Fault, ...] = (),
    *,
    password: str = "",
    status: int = 200,
) -> Response:
    person = administering.person_of(visit.database, user_id)
    keys = administering.keys_of(visit.database, user_id, "", MOST_KEYS)
    return page(
        visit.request,
        "person.html.j2",
        status,
        person=person_row(person, companies(visit.database)),
        own=user_id == visit.principal.principal_id,
        keys=[key_row(each, visit.clock()) for each in keys],
        faults=faults,
        password=password,
    )
