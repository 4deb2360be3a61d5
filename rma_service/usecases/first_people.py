"""The people that a new installation starts with: the fixed cast, each in one role."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from rma_service.db import people as store
from rma_service.db.demonstration import known_partners
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import Refused
from rma_service.domain.people import Account, Principal, Role
from rma_service.usecases.passwords import Passwords, new_password
from rma_service.usecases.people import add_account


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Somebody to sign in as, told once."""

    sign_in_name: str
    password: str
    principal: Principal


CAST = (
    Principal("U-ANA", Role.DISPATCHER, None, "Ana"),
    Principal("U-BEN", Role.PLANNER, None, "Ben"),
    Principal("U-CAROL", Role.PARTNER, "PA01", "Carol"),
    Principal("U-DAN", Role.PARTNER, "PA02", "Dan"),
    Principal("U-ADA", Role.ADMINISTRATOR, None, "Ada"),
)
"""Ana dispatches, Ben plans stock, Carol and Dan work for two partners, Ada administers."""


def add_first_people(
    database: Database, clock: Callable[[], datetime], passwords: Passwords, *, demo: bool
) -> list[FirstPerson]:
    """Add the cast to a database without people, all or none, and tell their passwords.

    The passwords of a demonstration are known to everybody; otherwise they are random. Of a real
    installation only the administrator is added. Nothing happens where there are people.

    Raises
    ------
    Refused
        When somebody of the cast works for a partner that the record does not know.
    """
    people = demo_people() if demo else [_administrator()]
    with database.read() as tx:
        if store.count_accounts(tx):
            return []
        _require_partners(tx, people)
    hashed = [
        Account(each.sign_in_name, passwords.hash(each.password), each.principal) for each in people
    ]
    with database.write() as tx:
        for account in hashed:
            add_account(tx, account, clock())
    return people


def _require_partners(tx: Connection, people: Iterable[FirstPerson]) -> None:
    wanted = {each.principal.partner_id for each in people if each.principal.partner_id}
    missing = sorted(wanted - known_partners(tx, wanted))
    if missing:
        names = " and ".join(missing)
        raise Refused(
            [f"People of the demonstration work for {names}, unknown here: import data/demo first."]
        )


def demo_people() -> list[FirstPerson]:
    """Give the cast with the passwords of the demonstration."""
    names = {each.name.casefold(): each for each in CAST}
    return [FirstPerson(name, f"demo-{name}", each) for name, each in names.items()]


def _administrator() -> FirstPerson:
    (ada,) = (each for each in CAST if each.role is Role.ADMINISTRATOR)
    return FirstPerson(ada.name.casefold(), new_password(), ada)
