"""The versions of the network: every imported directory as it was, packed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from rma_service.db.engine import Connection
from rma_service.db.tables import account_event, network_version, partner, plan_head


@dataclass(frozen=True, slots=True)
class NetworkVersion:
    """One import, without its files."""

    version: int
    imported_at: datetime
    imported_by: str
    content_hash: str


def lock_network(tx: Connection) -> None:
    """Let nobody else import, approve a plan or open an RMA until this transaction ends."""
    tx.execute(select(plan_head.c.id).with_for_update(key_share=True))
    tx.execute(
        select(partner.c.partner_id).order_by(partner.c.partner_id).with_for_update(key_share=True)
    )


NEWEST = (
    select(
        *(network_version.c[n] for n in ("version", "imported_at", "imported_by", "content_hash"))
    )
    .order_by(network_version.c.version.desc())
    .limit(1)
)
"""The last import, without its files."""


def newest_network_version(tx: Connection) -> NetworkVersion | None:
    """Last import; None: nothing was imported yet."""
    row = tx.execute(NEWEST).one_or_none()
    return None if row is None else NetworkVersion(*row)


def network_version_at(tx: Connection, version: int) -> NetworkVersion | None:
    """One import by its version."""
    names = [network_version.c[name] for name in NetworkVersion.__slots__]
    query = select(*names).where(network_version.c.version == version)
    row = tx.execute(query).one_or_none()
    return None if row is None else NetworkVersion(*row)


def archive_of(tx: Connection, version: int) -> bytes:
    """Files of a version, packed."""
    return bytes(
        tx.execute(
            select(network_version.c.archive).where(network_version.c.version == version)
        ).scalar_one()
    )


def save_network_version(
    tx: Connection, archive: bytes, content_hash: str, actor: str, at: datetime
) -> int:
    """Keep an imported directory, and that it was imported; gives its version."""
    newest = tx.execute(select(func.max(network_version.c.version))).scalar_one()
    version = 1 if newest is None else int(newest) + 1
    tx.execute(
        insert(network_version).values(
            version=version,
            imported_at=at,
            imported_by=actor,
            content_hash=content_hash,
            archive=archive,
        )
    )
    tx.execute(
        insert(account_event).values(
            at=at,
            actor=actor,
            kind="network_imported",
            data={"version": version, "content_hash": content_hash},
        )
    )
    return version
