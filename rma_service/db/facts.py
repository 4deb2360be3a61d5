"""Facts of business as an import brings them: new rows come, known ones change, others retire."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Table, bindparam, delete, func, insert, select, update

from optimizer.files.records import Directory
from rma_service.db import tables as t
from rma_service.db.engine import Connection
from rma_service.domain.entitlement import ServicePeriod
from rma_service.domain.rma import NOT_DELIVERED

Row = Mapping[str, object]


def save_facts(tx: Connection, read: Directory) -> None:
    """Let the record hold the facts of a directory; what it lacks is kept, retired."""
    places = read.network
    for table, values in (  # those to which others refer come first
        (t.partner, read.partners.values()),
        (t.depot, places.depots.values()),
        (t.part, places.parts.values()),
        (t.fault_code, read.fault_codes.values()),
        (t.site, places.sites.values()),
        (t.contract, read.contracts.values()),
    ):
        _put(tx, table, _rows(table, values))
    tx.execute(delete(t.installed_base))
    if places.installed:
        tx.execute(insert(t.installed_base), _installed(read))


def partners_of_sites(tx: Connection) -> Mapping[str, str]:
    """Partner of every site that was ever imported."""
    rows = tx.execute(select(t.site.c.site_id, t.site.c.partner_id))
    return {row.site_id: row.partner_id for row in rows}


def partners_of_contracts(tx: Connection) -> Mapping[str, str]:
    """Partner of every contract that was ever imported."""
    rows = tx.execute(select(t.contract.c.contract_id, t.contract.c.partner_id))
    return {row.contract_id: row.partner_id for row in rows}


def service_periods(tx: Connection, contract_ids: Iterable[str]) -> Mapping[str, ServicePeriod]:
    """From when to when contracts cover, and how that is known."""
    kept = t.contract.c
    rows = tx.execute(
        select(
            kept.contract_id,
            kept.starts_on,
            kept.ends_on,
            kept.period_sentence,
            kept.period_clause,
        ).where(kept.contract_id.in_(sorted(contract_ids)))
    )
    return {
        row.contract_id: ServicePeriod(
            row.starts_on, row.ends_on, row.period_sentence or "", row.period_clause
        )
        for row in rows
    }


def named_by_lines(tx: Connection, column: str) -> Mapping[str, str]:
    """What lines name in a column while their part is not delivered, with the first such line."""
    named = t.rma_line.c[column]
    rows = tx.execute(
        select(named, func.min(t.rma_line.c.line_id))
        .where(t.rma_line.c.state.in_(sorted(NOT_DELIVERED)), named.is_not(None))
        .group_by(named)
        .order_by(named)
    )
    return {row[0]: row[1] for row in rows}


def _put(tx: Connection, table: Table, rows: Sequence[Row]) -> None:
    (key,) = table.primary_key
    known = set(tx.execute(select(key)).scalars())
    tx.execute(update(table).values(active=False))
    names = [column.name for column in table.c if column is not key]
    old = [{"key": row[key.name], **_only(row, names)} for row in rows if row[key.name] in known]
    new = [row for row in rows if row[key.name] not in known]
    if old:
        change = update(table).where(key == bindparam("key"))
        tx.execute(change.values({name: bindparam(name) for name in names}), old)
    if new:
        tx.execute(insert(table), new)


def _rows(table: Table, values: Iterable[object]) -> Sequence[Row]:
    """Values as active rows: what a value calls as the table does; lists for JSON."""
    names = [column.name for column in table.c if column.name != "active"]
    rows = ({name: getattr(value, name) for name in names} for value in values)
    return [
        {
            **{name: list(cell) if isinstance(cell, tuple) else cell for name, cell in row.items()},
            "active": True,
        }
        for row in rows
    ]


def _installed(read: Directory) -> Sequence[Row]:
    return [
        {
            "partner_id": read.network.sites[site_id].partner_id,
            "site_id": site_id,
            "platform": platform,
            "quantity": quantity,
            "contract_id": read.installed_contracts.get((site_id, platform)),
        }
        for (site_id, platform), quantity in read.network.installed.items()
    ]


def _only(row: Row, names: Iterable[str]) -> dict[str, object]:
    return {name: row[name] for name in names}
