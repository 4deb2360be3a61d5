"""Who a new installation knows: the cast in a demonstration, one administrator elsewhere."""

import pytest
from sqlalchemy import insert

from rma_service.db import tables
from rma_service.db.engine import Database
from rma_service.domain.errors import Refused
from rma_service.usecases.first_people import add_first_people
from rma_service.usecases.passwords import Passwords
from rma_service.usecases.people import sign_in
from tests.cast import CHEAP_KIB, HandClock

CLOCK = HandClock()
PASSWORDS = Passwords(CHEAP_KIB)


def with_partners(database: Database) -> Database:
    rows = [
        {"partner_id": partner, "name": partner, "countries": ["DE"], "active": True}
        for partner in ("PA01", "PA02")
    ]
    with database.write() as tx:
        tx.execute(insert(tables.partner), rows)
    return database


def test_a_demonstration_has_the_cast_with_passwords_that_are_known(database: Database) -> None:
    told = add_first_people(with_partners(database), CLOCK, PASSWORDS, demo=True)
    assert [(each.sign_in_name, each.password) for each in told] == [
        ("ana", "demo-ana"),
        ("ben", "demo-ben"),
        ("carol", "demo-carol"),
        ("dan", "demo-dan"),
        ("ada", "demo-ada"),
    ]
    for each in told:
        signed_in = sign_in(database, CLOCK, PASSWORDS, each.sign_in_name, each.password)
        assert signed_in.principal == each.principal


def test_any_other_installation_has_an_administrator_with_a_random_password(
    database: Database,
) -> None:
    (told,) = add_first_people(database, CLOCK, PASSWORDS, demo=False)
    assert told.sign_in_name == "ada"
    assert len(told.password) == 20  # 15 random bytes in base64
    sign_in(database, CLOCK, PASSWORDS, "ada", told.password)


def test_a_demonstration_without_its_partners_is_refused_and_nobody_is_added(
    database: Database,
) -> None:
    with pytest.raises(Refused, match=r"work for PA01 and PA02, unknown here: import"):
        add_first_people(database, CLOCK, PASSWORDS, demo=True)
    assert len(add_first_people(database, CLOCK, PASSWORDS, demo=False)) == 1


def test_nobody_is_added_where_there_are_people(database: Database) -> None:
    assert len(add_first_people(database, CLOCK, PASSWORDS, demo=False)) == 1
    assert add_first_people(database, CLOCK, PASSWORDS, demo=True) == []
