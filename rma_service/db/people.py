"""People, their sessions and API keys, failed sign-ins, and what was done with accounts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from rma_service.db.engine import Connection
from rma_service.db.tables import account_event, api_key, session, sign_in_failure, user_account
from rma_service.domain.people import Account, ApiKey, Principal, Role


@dataclass(frozen=True, slots=True)
class SecretOfKey:
    """What is known of the secret of an API key, and whose key it is."""

    secret_hash: str
    owner: Principal


def insert_account(tx: Connection, account: Account, at: datetime) -> None:
    """Add a person."""
    values = {
        "user_id": account.principal.principal_id,
        "name": account.sign_in_name,
        "display_name": account.principal.name,
        "role": account.principal.role,
        "partner_id": account.principal.partner_id,
        "password_hash": account.password_hash,
    }
    tx.execute(insert(user_account).values(values | {"created_at": at}))


def count_accounts(tx: Connection) -> int:
    """Count people, whether their accounts are open or closed."""
    return tx.execute(select(func.count()).select_from(user_account)).scalar_one()


def account_named(tx: Connection, sign_in_name: str) -> Account | None:
    """Give the person who signs in under a name, unless the account is closed."""
    row = tx.execute(
        select(user_account).where(
            user_account.c.name == sign_in_name, user_account.c.disabled_at.is_(None)
        )
    ).one_or_none()
    return Account(row.name, row.password_hash, _principal(row)) if row else None


def people_with(tx: Connection, user_ids: Collection[str]) -> list[Principal]:
    """Give the people with these ids, whether their accounts are open or closed."""
    rows = tx.execute(select(user_account).where(user_account.c.user_id.in_(sorted(user_ids))))
    return [_principal(row) for row in rows]


def save_password_hash(tx: Connection, user_id: str, password_hash: str) -> None:
    """Replace the hash of a password."""
    tx.execute(
        update(user_account)
        .where(user_account.c.user_id == user_id)
        .values(password_hash=password_hash)
    )


def insert_session(
    tx: Connection, token_hash: str, user_id: str, at: datetime, expires_at: datetime
) -> None:
    """Open a session."""
    tx.execute(
        insert(session).values(
            token_hash=token_hash, user_id=user_id, created_at=at, expires_at=expires_at
        )
    )


def holder_of_session(tx: Connection, token_hash: str, at: datetime) -> Principal | None:
    """Give the person of a session that is open at an instant."""
    row = tx.execute(
        select(user_account)
        .join(session, session.c.user_id == user_account.c.user_id)
        .where(
            session.c.token_hash == token_hash,
            session.c.ended_at.is_(None),
            session.c.expires_at > at,
            user_account.c.disabled_at.is_(None),
        )
    ).one_or_none()
    return _principal(row) if row else None


def end_session(tx: Connection, token_hash: str, at: datetime) -> None:
    """Close a session; one that is closed stays so."""
    tx.execute(
        update(session)
        .where(session.c.token_hash == token_hash, session.c.ended_at.is_(None))
        .values(ended_at=at)
    )


def drop_expired_sessions(tx: Connection, at: datetime) -> None:
    """Forget sessions that ended by themselves before an instant."""
    tx.execute(delete(session).where(session.c.expires_at <= at))


def insert_api_key(tx: Connection, user_id: str, key: ApiKey, secret_hash: str) -> None:
    """Add an API key; of its secret only a hash is kept."""
    tx.execute(
        insert(api_key).values(
            key_id=key.key_id,
            user_id=user_id,
            label=key.label,
            secret_hash=secret_hash,
            created_at=key.created_at,
            expires_at=key.expires_at,
        )
    )


_OWNER_OF_KEY = (
    select(user_account, api_key.c.secret_hash)
    .join(api_key, api_key.c.user_id == user_account.c.user_id)
    .where(
        api_key.c.key_id == bindparam("asked"),
        api_key.c.revoked_at.is_(None),
        api_key.c.expires_at > bindparam("at"),
        user_account.c.disabled_at.is_(None),
    )
)


def secret_of_key(tx: Connection, key_id: str, at: datetime) -> SecretOfKey | None:
    """Give what is known of a key that is neither revoked nor expired at an instant."""
    row = tx.execute(_OWNER_OF_KEY, {"asked": key_id, "at": at}).one_or_none()
    return SecretOfKey(row.secret_hash, _principal(row)) if row else None


def api_keys_of(tx: Connection, user_id: str, after: str, limit: int) -> list[ApiKey]:
    """Give keys of a person in the order of their ids, from behind one of them."""
    rows = tx.execute(
        select(api_key)
        .where(api_key.c.user_id == user_id, api_key.c.key_id > after)
        .order_by(api_key.c.key_id)
        .limit(limit)
    )
    return [_api_key(row) for row in rows]


def api_key_of(tx: Connection, user_id: str, key_id: str) -> ApiKey | None:
    """Give one key of a person."""
    row = tx.execute(
        select(api_key).where(api_key.c.user_id == user_id, api_key.c.key_id == key_id)
    ).one_or_none()
    return _api_key(row) if row else None


def revoke_api_key(tx: Connection, key_id: str, at: datetime) -> bool:
    """Revoke a key, and say whether it was still in force."""
    done = tx.execute(
        update(api_key)
        .where(api_key.c.key_id == key_id, api_key.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return done.rowcount == 1


def insert_failure(tx: Connection, marked: str, at: datetime) -> None:
    """Note a sign-in that failed under a name, or from an address, by the hash of either."""
    tx.execute(insert(sign_in_failure).values(name_hash=marked, at=at))


def failures_since(tx: Connection, marked: str, since: datetime) -> tuple[int, datetime | None]:
    """Count failures under a mark after an instant, and give when the first of them was."""
    row = tx.execute(
        select(func.count().label("failures"), func.min(sign_in_failure.c.at).label("first")).where(
            sign_in_failure.c.name_hash == marked, sign_in_failure.c.at > since
        )
    ).one()
    return row.failures, row.first


def forget_failures(tx: Connection, marked: str, until: datetime) -> None:
    """Drop failures under a mark, and those of everybody until an instant."""
    tx.execute(
        delete(sign_in_failure).where(
            (sign_in_failure.c.name_hash == marked) | (sign_in_failure.c.at <= until)
        )
    )


def insert_account_event(
    tx: Connection, at: datetime, actor: str, kind: str, data: Mapping[str, str]
) -> None:
    """Note what somebody did with an account."""
    tx.execute(insert(account_event).values(at=at, actor=actor, kind=kind, data=dict(data)))


def _principal(row: Row[tuple[object, ...]]) -> Principal:
    return Principal(row.user_id, Role(row.role), row.partner_id, row.display_name)


def _api_key(row: Row[tuple[object, ...]]) -> ApiKey:
    return ApiKey(row.key_id, row.label, row.created_at, row.expires_at, row.revoked_at)
