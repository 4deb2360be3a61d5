"""Signing in and out, and API keys; secrets are random, and only hashes of them are stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from math import ceil
from secrets import token_hex, token_urlsafe

from rma_service.db import people as store
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import IllegalMove, LockedOut, NotFound, SignInRefused
from rma_service.domain.people import Account, ApiKey, KeyText, Principal, read_key
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.passwords import Passwords

Clock = Callable[[], datetime]

SESSION_LIFE = timedelta(hours=12)
FAILURES_ALLOWED = 10
FAILURES_ALLOWED_FROM_ADDRESS = 100
"""Under all names together, so that nobody tries one password on everybody."""

FAILURES_COUNT_FOR = timedelta(minutes=15)
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was just opened; its token is known to the browser alone."""

    principal: Principal
    token: str
    csrf: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewKey:
    """An API key that was just made, with the text that is shown once."""

    key: ApiKey
    text: str


def add_account(tx: Connection, account: Account, at: datetime) -> None:
    """Add an account as an installation is set up."""
    store.insert_account(tx, account, at)
    _note(tx, at, "setup", "account_added", {"user": account.principal.principal_id})


def sign_in(
    database: Database,
    clock: Clock,
    passwords: Passwords,
    name: str,
    password: str,
    old_token: str | None = None,
    address: str = "",
) -> SignedIn:
    """Open a session under a new token; a session that the browser had is closed.

    An attempt counts as failed until its password is found right, so that many at once cannot
    slip through.

    Raises
    ------
    LockedOut
        After ten failures within fifteen minutes under any name, whether somebody has it or not,
        or a hundred from one address, where it is known.
    SignInRefused
        When name and password do not belong together.
    """
    sign_in_name = name.strip().casefold()
    account = _begin_attempt(database, clock(), sign_in_name, address)
    right, renewed = passwords.check(password, account.password_hash if account else None)
    if account is None or not right:
        if address:
            with database.write() as tx:
                store.insert_failure(tx, _hashed_address(address), clock())
        raise SignInRefused("Name and password do not belong together.")
    at = clock()
    with database.write() as tx:
        store.forget_failures(tx, hashed(sign_in_name), at - FAILURES_COUNT_FOR)
        if old_token:
            store.end_session(tx, hashed(old_token), at)
        if renewed:
            store.save_password_hash(tx, account.principal.principal_id, renewed)
        return _opened(tx, account.principal, at)


def sign_out(database: Database, clock: Clock, principal: Principal, token: str) -> None:
    """Close a session on the side of the server."""
    with database.write() as tx:
        store.end_session(tx, hashed(token), clock())
        _note(tx, clock(), principal.principal_id, "signed_out", {})


def recognize_session(database: Database, at: datetime, token: str) -> Principal | None:
    """Give the person of a session, while it is open."""
    with database.read() as tx:
        return store.holder_of_session(tx, hashed(token), at)


def recognize_api_key(database: Database, at: datetime, text: str) -> Principal | None:
    """Give the person for whom an API key acts, while the key is in force."""
    key = read_key(text)
    if key is None:
        return None
    with database.read() as tx:
        known = store.secret_of_key(tx, key.key_id, at)
    if known is None or not compare_digest(known.secret_hash, hashed(text)):
        return None
    return known.owner


def create_api_key(
    database: Database,
    clock: Clock,
    principal: Principal,
    label: str,
    life: timedelta,
    environment: str,
    once: Once[NewKey] | None = None,
) -> NewKey:
    """Make a key with which a program acts for this person; its text is shown this once."""
    at = clock()
    text = KeyText(environment, token_hex(8), token_hex(TOKEN_BYTES))
    key = ApiKey(text.key_id, label, at, at + life)
    with writing(database, once) as tx:
        store.insert_api_key(tx, principal.principal_id, key, hashed(str(text)))
        _note(tx, at, principal.principal_id, "api_key_made", {"key": key.key_id})
        return kept(tx, once, NewKey(key, str(text)))


def list_api_keys(database: Database, principal: Principal, after: str, limit: int) -> list[ApiKey]:
    """Give keys of a person in the order of their ids, from behind one of them."""
    with database.read() as tx:
        return store.api_keys_of(tx, principal.principal_id, after, limit)


def api_key_of(database: Database, principal: Principal, key_id: str) -> ApiKey:
    """Give one key of a person.

    Raises
    ------
    NotFound
        When the person has no such key.
    """
    with database.read() as tx:
        return _own_key(tx, principal, key_id)


def revoke_api_key(
    database: Database,
    clock: Clock,
    principal: Principal,
    key_id: str,
    once: Once[ApiKey] | None = None,
) -> ApiKey:
    """Take a key out of force from the next request on.

    Raises
    ------
    NotFound
        When the person has no such key.
    IllegalMove
        When it is revoked already.
    """
    at = clock()
    with writing(database, once) as tx:
        _own_key(tx, principal, key_id)
        if not store.revoke_api_key(tx, key_id, at):
            raise IllegalMove(f"The API key {key_id} is revoked already.")
        _note(tx, at, principal.principal_id, "api_key_revoked", {"key": key_id})
        return kept(tx, once, _own_key(tx, principal, key_id))


def csrf_token(token: str) -> str:
    """Give the token that forms of a session carry; it does not reveal the session token."""
    return hashed(f"csrf {token}")


def hashed(secret: str) -> str:
    """Hash a random secret; it is too long to guess, so a fast hash is enough."""
    return sha256(secret.encode()).hexdigest()


def _opened(tx: Connection, principal: Principal, at: datetime) -> SignedIn:
    """Open a session, and forget those that ended by themselves."""
    token, expires_at = token_urlsafe(TOKEN_BYTES), at + SESSION_LIFE
    store.drop_expired_sessions(tx, at)
    store.insert_session(tx, hashed(token), principal.principal_id, at, expires_at)
    _note(tx, at, principal.principal_id, "signed_in", {})
    return SignedIn(principal, token, csrf_token(token), expires_at)


def _begin_attempt(
    database: Database, at: datetime, sign_in_name: str, address: str
) -> Account | None:
    since, name_hash = at - FAILURES_COUNT_FOR, hashed(sign_in_name)
    with database.write() as tx:
        _require_few(tx, "under this name", name_hash, FAILURES_ALLOWED, since)
        if address:
            place = _hashed_address(address)
            _require_few(tx, "from this address", place, FAILURES_ALLOWED_FROM_ADDRESS, since)
        store.insert_failure(tx, name_hash, at)
        return store.account_named(tx, sign_in_name)


def _require_few(tx: Connection, whose: str, marked: str, most: int, since: datetime) -> None:
    failures, first = store.failures_since(tx, marked, since)
    if first is not None and failures >= most:
        seconds = ceil((first - since).total_seconds())
        raise LockedOut(
            f"{failures} sign-ins {whose} failed within fifteen minutes. "
            f"It opens again in {ceil(seconds / 60)} minutes.",
            seconds,
        )


def _hashed_address(address: str) -> str:
    return hashed(f"address {address}")


def _own_key(tx: Connection, principal: Principal, key_id: str) -> ApiKey:
    key = store.api_key_of(tx, principal.principal_id, key_id)
    if key is None:
        raise NotFound(f"{principal.principal_id} has no API key {key_id}.")
    return key


def _note(tx: Connection, at: datetime, actor: str, kind: str, data: dict[str, str]) -> None:
    store.insert_account_event(tx, at, actor, kind, data)
