"""Keys of writing requests and the answers that were kept for them."""

from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from rma_service.db.engine import Connection
from rma_service.db.tables import idempotency as t
from rma_service.domain.once import Answer, Claim

_IS_MINE = and_(t.c.principal_id == bindparam("principal"), t.c.key == bindparam("claimed"))
_LOAD = select(t.c.fingerprint, t.c.status, t.c.headers, t.c.body).where(_IS_MINE)
_SAVE = update(t).where(_IS_MINE)
_CLAIM = {
    name: insert(t).on_conflict_do_nothing().returning(t.c.key)
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}


def insert_claim(tx: Connection, claim: Claim) -> bool:
    """Claim a key; wait for a rival transaction, and say False when the key was taken."""
    row = {
        "principal_id": claim.principal_id,
        "key": claim.key,
        "route": claim.route,
        "fingerprint": claim.fingerprint,
        "created_at": claim.at,
    }
    return tx.execute(_CLAIM[tx.dialect.name], row).one_or_none() is not None


def save_answer(tx: Connection, claim: Claim, answer: Answer) -> None:
    """Keep the answer to a claim that was inserted in this transaction."""
    told = {
        "status": answer.status,
        "headers": [list(pair) for pair in answer.headers],
        "body": answer.body,
    }
    tx.execute(_SAVE, _mine(claim) | told)


def drop_answers(tx: Connection, until: datetime) -> int:
    """Forget keys that were claimed until an instant; gives how many."""
    return int(tx.execute(delete(t).where(t.c.created_at <= until)).rowcount)


def load(tx: Connection, claim: Claim) -> tuple[str, Answer] | None:
    """Give the fingerprint and the answer that are kept under the key of a claim."""
    row = tx.execute(_LOAD, _mine(claim)).one_or_none()
    if row is None:
        return None
    headers = tuple((name, value) for name, value in row.headers)
    return row.fingerprint, Answer(row.status, headers, bytes(row.body))


def _mine(claim: Claim) -> dict[str, object]:
    return {"principal": claim.principal_id, "claimed": claim.key}
