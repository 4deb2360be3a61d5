"""First tables: the SQL as it was released, one file for each database."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the statements of the file; an empty line ends each."""
    dialect = op.get_context().dialect.name
    file = Path(__file__).with_name(f"r0001_first_tables.{dialect}.sql")
    for statement in file.read_text(encoding="utf-8").split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
