"""An administrator closes accounts, ends sessions and revokes keys; each leaves a trace."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from rma_service.db import tables as t
from rma_service.db.engine import Database
from rma_service.domain.errors import IllegalMove, LockedOut, NotFound, Refused, SignInRefused
from rma_service.domain.people import NewPerson, Principal, Role
from rma_service.usecases.administering import (
    add_somebody,
    disable_person,
    enable_person,
    end_sessions,
    keys_of,
    list_people,
    person_of,
    revoke_key,
)
from rma_service.usecases.people import (
    create_api_key,
    recognize_api_key,
    recognize_session,
    sign_in,
)
from tests.cast import Service

ADA = Principal("U-ADA", Role.ADMINISTRATOR, None, "Ada")
ANA = Principal("U-ANA", Role.DISPATCHER, None, "Ana")


def session_of(service: Service, name: str) -> str:
    world = service.database, service.clock, service.passwords
    return sign_in(*world, name, f"{name}-knows").token


def key_of(service: Service, principal: Principal) -> str:
    life = timedelta(days=9)
    return create_api_key(service.database, service.clock, principal, "test", life, "test").text


def known(service: Service, session: str, key: str) -> tuple[bool, bool]:
    """Whether a session and an API key open anything."""
    at = service.clock()
    return (
        recognize_session(service.database, at, session) is not None,
        recognize_api_key(service.database, at, key) is not None,
    )


def events(database: Database) -> list[tuple[str, str, object]]:
    columns = t.account_event.c
    with database.read() as tx:
        rows = tx.execute(
            select(columns.actor, columns.kind, columns.data).order_by(columns.event_id)
        )
        return [(row.actor, row.kind, row.data) for row in rows if row.actor == "U-ADA"]


def test_a_disabled_person_is_out_at_once_and_comes_back_by_signing_in(service: Service) -> None:
    world = service.database, service.clock, ADA
    session, key = session_of(service, "ana"), key_of(service, ANA)
    assert known(service, session, key) == (True, True)
    assert disable_person(*world, "U-ANA").disabled_at == service.clock()
    assert known(service, session, key) == (False, False)
    with pytest.raises(SignInRefused):
        session_of(service, "ana")
    with pytest.raises(IllegalMove, match="disabled already"):
        disable_person(*world, "U-ANA")
    assert enable_person(*world, "U-ANA").disabled_at is None
    assert known(service, session, key) == (False, True)  # ended sessions stay ended
    assert known(service, session_of(service, "ana"), key) == (True, True)
    with pytest.raises(IllegalMove, match="is not disabled"):
        enable_person(*world, "U-ANA")
    assert events(service.database) == [
        ("U-ADA", "account_disabled", {"user": "U-ANA"}),
        ("U-ADA", "account_enabled", {"user": "U-ANA"}),
    ]


def test_sessions_end_and_keys_stay(service: Service) -> None:
    sessions = [session_of(service, "ana") for _ in range(2)]
    key = key_of(service, ANA)
    end_sessions(service.database, service.clock, ADA, "U-ANA")
    assert [known(service, each, key) for each in sessions] == [(False, True)] * 2
    assert recognize_session(service.database, service.clock(), session_of(service, "ben"))


def test_a_key_of_somebody_else_is_revoked_once(service: Service) -> None:
    key = key_of(service, ANA)
    (listed,) = keys_of(service.database, "U-ANA", "", 9)
    revoked = revoke_key(service.database, service.clock, ADA, "U-ANA", listed.key_id)
    assert revoked.revoked_at == service.clock()
    assert recognize_api_key(service.database, service.clock(), key) is None
    with pytest.raises(IllegalMove, match="revoked already"):
        revoke_key(service.database, service.clock, ADA, "U-ANA", listed.key_id)
    assert events(service.database)[-1] == (
        "U-ADA",
        "api_key_revoked",
        {"user": "U-ANA", "key": listed.key_id},
    )


def test_nobody_shuts_the_own_door_and_strangers_are_not_found(service: Service) -> None:
    world = service.database, service.clock, ADA
    key_of(service, ANA)
    (key_id_of_ana,) = [each.key_id for each in keys_of(service.database, "U-ANA", "", 9)]
    before = events(service.database)
    with pytest.raises(IllegalMove, match="another administrator can"):
        disable_person(*world, "U-ADA")
    for attempt in (disable_person, enable_person, end_sessions):
        with pytest.raises(NotFound):
            attempt(*world, "U-NOBODY")
    for nobody in ("U-NOBODY", "U-BEN"):
        with pytest.raises(NotFound):
            revoke_key(*world, nobody, key_id_of_ana)
    with pytest.raises(NotFound):
        keys_of(service.database, "U-NOBODY", "", 9)
    with pytest.raises(NotFound):
        person_of(service.database, "U-NOBODY")
    assert events(service.database) == before


def test_people_are_listed_page_by_page(service: Service) -> None:
    first = list_people(service.database, "", 3)
    rest = list_people(service.database, first[-1].user_id, 3)
    ids = [each.user_id for each in [*first, *rest]]
    assert ids == ["U-ADA", "U-ANA", "U-BEN", "U-CAROL", "U-DAN"]
    assert (rest[0].name, rest[0].role, rest[0].partner_id) == ("Carol", Role.PARTNER, "PA01")


def test_somebody_new_signs_in_with_the_password_that_was_set(service: Service) -> None:
    world = service.database, service.clock, service.passwords
    new = NewPerson(" Eve ", "Eve", Role.PARTNER, "PA02", "a long password")
    person = add_somebody(*world, ADA, new)
    assert (person.sign_in_name, person.partner_id) == ("eve", "PA02")
    assert sign_in(*world, "eve", "a long password").principal.partner_id == "PA02"
    assert events(service.database) == [("U-ADA", "account_added", {"user": person.user_id})]


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (NewPerson("ana", "Ana", Role.PLANNER, None, "a long password"), "as ana already"),
        (NewPerson("eve", "Eve", Role.PARTNER, None, "a long password"), "belongs to a company"),
        (NewPerson("eve", "Eve", Role.PLANNER, "PA01", "a long password"), "and staff to none"),
        (NewPerson("eve", "Eve", Role.PARTNER, "PA99", "a long password"), "no partner PA99"),
        (NewPerson("eve", "Eve", Role.PLANNER, None, "short"), "at least 12 characters"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    service: Service, new: NewPerson, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        add_somebody(service.database, service.clock, service.passwords, ADA, new)
    assert len(list_people(service.database, "", 99)) == 5


def test_the_lock_of_a_name_outlives_a_disabled_account(service: Service) -> None:
    world = service.database, service.clock, service.passwords
    disable_person(service.database, service.clock, ADA, "U-ANA")
    for _ in range(10):
        with pytest.raises(SignInRefused):
            sign_in(*world, "ana", "ana-knows")
    with pytest.raises(LockedOut):
        sign_in(*world, "ana", "ana-knows")


def test_two_administrators_who_disable_each_other_at_once_leave_one(service: Service) -> None:
    world = service.database, service.clock, service.passwords
    new = NewPerson("eve", "Eve", Role.ADMINISTRATOR, None, "a long password")
    eve = add_somebody(*world, ADA, new)
    other = Principal(eve.user_id, Role.ADMINISTRATOR, None, "Eve")
    ready = Barrier(2)

    def disable(who: Principal, whom: str) -> bool:
        ready.wait()
        try:
            disable_person(service.database, service.clock, who, whom)
        except IllegalMove:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(disable, ADA, eve.user_id), pool.submit(disable, other, "U-ADA")]
        assert sorted(each.result() for each in done) == [False, True]
