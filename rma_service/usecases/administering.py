"""What administrators do with the accounts of others: add, disable, end sessions, revoke keys.

Who is an administrator, the table of access says; every change is kept as an account event.
"""

import secrets
from collections.abc import Callable
from datetime import datetime

from rma_service.db import accounts
from rma_service.db import people as store
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import IllegalMove, NotFound, Refused
from rma_service.domain.people import Account, ApiKey, NewPerson, Person, Principal, Role
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.passwords import Passwords

Clock = Callable[[], datetime]

SHORTEST_PASSWORD = 12
"""Characters. Source: OWASP ASVS 5.0, 6.2.1, asks for eight; nobody types these often."""


def list_people(database: Database, after: str, limit: int) -> list[Person]:
    """Give people in the order of their ids, from behind one of them."""
    with database.read() as tx:
        return accounts.people_from(tx, after, limit)


def person_of(database: Database, user_id: str) -> Person:
    """Give one person.

    Raises
    ------
    NotFound
        When there is nobody of this id.
    """
    with database.read() as tx:
        return _known(accounts.load_person(tx, user_id))


def keys_of(database: Database, user_id: str, after: str, limit: int) -> list[ApiKey]:
    """Give API keys of a person in the order of their ids, from behind one of them.

    Raises
    ------
    NotFound
        When there is nobody of this id.
    """
    with database.read() as tx:
        _known(accounts.load_person(tx, user_id))
        return store.api_keys_of(tx, user_id, after, limit)


def add_somebody(
    database: Database,
    clock: Clock,
    passwords: Passwords,
    principal: Principal,
    new: NewPerson,
    once: Once[Person] | None = None,
) -> Person:
    """Give somebody an account.

    Raises
    ------
    Refused
        When the name is taken, the password is short, or the company does not fit the role.
    """
    at, name = clock(), new.sign_in_name.strip().casefold()
    if len(new.password) < SHORTEST_PASSWORD:
        raise Refused([f"A password has at least {SHORTEST_PASSWORD} characters."])
    if (new.role is Role.PARTNER) != (new.partner_id is not None):
        raise Refused(["A partner belongs to a company, and staff to none."])
    user_id, hashed = f"U-{secrets.token_hex(6)}", passwords.hash(new.password)
    with writing(database, once) as tx:
        if accounts.is_named(tx, name):
            raise Refused([f"Somebody signs in as {name} already."])
        if new.partner_id is not None and not accounts.is_partner(tx, new.partner_id):
            raise Refused([f"There is no partner {new.partner_id}."])
        person = Principal(user_id, new.role, new.partner_id, new.name)
        store.insert_account(tx, Account(name, hashed, person), at)
        _note(tx, at, principal, "account_added", user_id)
        return kept(tx, once, _known(accounts.load_person(tx, user_id)))


def disable_person(
    database: Database,
    clock: Clock,
    principal: Principal,
    user_id: str,
    once: Once[Person] | None = None,
) -> Person:
    """Close an account: its sessions end, and its API keys open nothing while it is closed.

    Raises
    ------
    NotFound
        When there is nobody of this id.
    IllegalMove
        When it is closed already, one's own, or that of the last administrator.
    """
    at = clock()
    with writing(database, once) as tx:
        administrators = accounts.lock_administrators(tx)
        person = _known(accounts.lock_person(tx, user_id))
        if user_id == principal.principal_id:
            raise IllegalMove("Nobody disables the own account: another administrator can.")
        if person.disabled_at is not None:
            raise IllegalMove(f"The account {user_id} is disabled already.")
        if administrators == [user_id]:
            raise IllegalMove("The last administrator cannot be disabled.")
        accounts.set_disabled(tx, user_id, at)
        accounts.end_sessions_of(tx, user_id, at)
        _note(tx, at, principal, "account_disabled", user_id)
        return kept(tx, once, _known(accounts.load_person(tx, user_id)))


def enable_person(
    database: Database,
    clock: Clock,
    principal: Principal,
    user_id: str,
    once: Once[Person] | None = None,
) -> Person:
    """Open an account again; API keys that were not revoked act again, ended sessions do not.

    Raises
    ------
    NotFound
        When there is nobody of this id.
    IllegalMove
        When it is open.
    """
    at = clock()
    with writing(database, once) as tx:
        person = _known(accounts.lock_person(tx, user_id))
        if person.disabled_at is None:
            raise IllegalMove(f"The account {user_id} is not disabled.")
        accounts.set_disabled(tx, user_id, None)
        _note(tx, at, principal, "account_enabled", user_id)
        return kept(tx, once, _known(accounts.load_person(tx, user_id)))


def end_sessions(
    database: Database,
    clock: Clock,
    principal: Principal,
    user_id: str,
    once: Once[Person] | None = None,
) -> Person:
    """End every session of a person, who must sign in again.

    Raises
    ------
    NotFound
        When there is nobody of this id.
    """
    at = clock()
    with writing(database, once) as tx:
        person = _known(accounts.lock_person(tx, user_id))
        accounts.end_sessions_of(tx, user_id, at)
        _note(tx, at, principal, "sessions_ended", user_id)
        return kept(tx, once, person)


def revoke_key(
    database: Database,
    clock: Clock,
    principal: Principal,
    user_id: str,
    key_id: str,
    once: Once[ApiKey] | None = None,
) -> ApiKey:
    """Take somebody's API key out of force from the next request on.

    Raises
    ------
    NotFound
        When this person has no such key.
    IllegalMove
        When it is revoked already.
    """
    at = clock()
    with writing(database, once) as tx:
        _known_key(tx, user_id, key_id)
        if not store.revoke_api_key(tx, key_id, at):
            raise IllegalMove(f"The API key {key_id} is revoked already.")
        _note(tx, at, principal, "api_key_revoked", user_id, key_id)
        return kept(tx, once, _known_key(tx, user_id, key_id))


def _known(person: Person | None) -> Person:
    if person is None:
        raise NotFound("There is no such person.")
    return person


def _known_key(tx: Connection, user_id: str, key_id: str) -> ApiKey:
    key = store.api_key_of(tx, user_id, key_id)
    if key is None:
        raise NotFound("There is no such API key.")
    return key


def _note(
    tx: Connection, at: datetime, by: Principal, kind: str, user_id: str, key_id: str | None = None
) -> None:
    data = {"user": user_id} | ({} if key_id is None else {"key": key_id})
    store.insert_account_event(tx, at, by.principal_id, kind, data)
