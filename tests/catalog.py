"""What a database says of its own tables: columns, constraints, indexes, triggers."""

import re

from rma_service.db.engine import Connection

_POSTGRESQL = {
    "column": """SELECT table_name || '.' || column_name,
        data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') ||
        ' ' || ordinal_position
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraint": """SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": """SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal""",
    "function": """SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace""",
}


def catalog_of(connection: Connection) -> dict[str, str]:
    """Definition of everything that migrations make, by kind and name."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all()
        found = {f"{kind} {name}": re.sub(r"\s+", " ", sql or "") for kind, name, sql in rows}
    else:
        found = {
            f"{kind} {name}": definition
            for kind, query in _POSTGRESQL.items()
            for name, definition in connection.exec_driver_sql(query.replace("%", "%%"))
        }
    return {name: text for name, text in found.items() if "alembic_version" not in name}
