"""How far a record is filled, and by whom."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Table, literal, select

from rma_service.db import tables as t
from rma_service.db.engine import Connection


@dataclass(frozen=True, slots=True)
class Filling:
    """What a record holds; `first_import_by` is who brought its first network."""

    first_import_by: str | None
    accounts: bool
    rmas: bool
    plans: bool


def filling_of(tx: Connection) -> Filling:
    """Look what there is."""
    by = select(t.network_version.c.imported_by).order_by(t.network_version.c.version).limit(1)
    return Filling(
        tx.execute(by).scalar_one_or_none(),
        accounts=_holds_any(tx, t.user_account),
        rmas=_holds_any(tx, t.rma),
        plans=_holds_any(tx, t.plan),
    )


def known_partners(tx: Connection, partner_ids: Collection[str]) -> set[str]:
    """Those of some partners whom the record knows."""
    known = select(t.partner.c.partner_id).where(t.partner.c.partner_id.in_(partner_ids))
    return set(tx.execute(known).scalars())


def _holds_any(tx: Connection, table: Table) -> bool:
    return tx.execute(select(literal(1)).select_from(table).limit(1)).first() is not None
