"""Tables that only grow: triggers of the database refuse to change or delete a row."""

from collections.abc import Collection

from sqlalchemy import DDL, Table, event

_SQLITE = """\
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'Rows of {table} are never changed or deleted.'); END"""

_FUNCTION = """\
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
MESSAGE = 'Rows of ' || TG_TABLE_NAME || ' are never changed or deleted.'; END $$"""

_POSTGRESQL = """\
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


_SQLITE_KEPT = """\
CREATE TRIGGER {table}_no_{verb} BEFORE {change} ON {table}
BEGIN SELECT RAISE(ABORT, 'Rows of {table} are never changed or deleted.'); END"""

_POSTGRESQL_KEPT = """\
CREATE TRIGGER {table}_no_change BEFORE UPDATE OF {columns} OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


def keep_append_only(table: Table) -> None:
    """Create the triggers that guard a table whenever the table is created."""
    for verb in ("update", "delete"):
        _after(table, _SQLITE.format(table=table.name, verb=verb), "sqlite")
    _after(table, _FUNCTION, "postgresql")
    _after(table, _POSTGRESQL.format(table=table.name), "postgresql")


def keep_as_written(table: Table, but: Collection[str]) -> None:
    """Create the triggers that guard a row but for some columns, whenever the table is created."""
    columns = ", ".join(column.name for column in table.columns if column.name not in but)
    for verb, change in (("update", f"update OF {columns}"), ("delete", "delete")):
        _after(table, _SQLITE_KEPT.format(table=table.name, verb=verb, change=change), "sqlite")
    _after(table, _FUNCTION, "postgresql")
    _after(table, _POSTGRESQL_KEPT.format(table=table.name, columns=columns), "postgresql")


def _after(table: Table, statement: str, dialect: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call] # the one function that SQLAlchemy left bare
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
