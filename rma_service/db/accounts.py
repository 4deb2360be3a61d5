"""Accounts of people as administrators see and change them."""

from datetime import datetime

from sqlalchemy import Row, exists, select, update

from rma_service.db.engine import Connection
from rma_service.db.tables import partner, session, user_account
from rma_service.domain.people import Person, Role


def people_from(tx: Connection, after: str, limit: int) -> list[Person]:
    """People in the order of their ids, from behind one of them."""
    query = select(user_account).where(user_account.c.user_id > after)
    rows = tx.execute(query.order_by(user_account.c.user_id).limit(limit))
    return [_person(row) for row in rows]


def lock_person(tx: Connection, user_id: str) -> Person | None:
    """Person of an id, whom nobody else changes until this transaction ends."""
    query = select(user_account).where(user_account.c.user_id == user_id)
    row = tx.execute(query.with_for_update(key_share=True)).one_or_none()
    return None if row is None else _person(row)


def lock_administrators(tx: Connection) -> list[str]:
    """Ids of administrators who are not disabled, whom nobody else changes until this ends."""
    rows = tx.execute(
        select(user_account.c.user_id)
        .where(user_account.c.role == Role.ADMINISTRATOR, user_account.c.disabled_at.is_(None))
        .order_by(user_account.c.user_id)
        .with_for_update(key_share=True)
    )
    return list(rows.scalars())


def load_person(tx: Connection, user_id: str) -> Person | None:
    """Person of an id."""
    query = select(user_account).where(user_account.c.user_id == user_id)
    row = tx.execute(query).one_or_none()
    return None if row is None else _person(row)


def is_named(tx: Connection, sign_in_name: str) -> bool:
    """Whether somebody signs in under a name, even if the account is closed."""
    taken = exists().where(user_account.c.name == sign_in_name)
    return bool(tx.execute(select(taken)).scalar_one())


def is_partner(tx: Connection, partner_id: str) -> bool:
    """Whether there is such a partner."""
    return bool(tx.execute(select(exists().where(partner.c.partner_id == partner_id))).scalar_one())


def set_disabled(tx: Connection, user_id: str, at: datetime | None) -> None:
    """Close an account at an instant, or open it again."""
    change = update(user_account).where(user_account.c.user_id == user_id)
    tx.execute(change.values(disabled_at=at))


def end_sessions_of(tx: Connection, user_id: str, at: datetime) -> int:
    """Close every open session of a person; gives how many."""
    ended = tx.execute(
        update(session)
        .where(session.c.user_id == user_id, session.c.ended_at.is_(None))
        .where(session.c.expires_at > at)
        .values(ended_at=at)
    )
    return int(ended.rowcount)


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(
        row.user_id,
        row.name,
        row.display_name,
        Role(row.role),
        row.partner_id,
        row.created_at,
        row.disabled_at,
    )
