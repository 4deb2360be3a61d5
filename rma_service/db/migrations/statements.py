"""The SQL of a step as it was released: one file for each database, beside the step."""

from pathlib import Path

from alembic import op


def run_statements_of(step: Path) -> None:
    """Run the statements of the file that belongs to a step; an empty line ends each."""
    file = step.with_suffix(f".{op.get_context().dialect.name}.sql")
    for statement in file.read_text(encoding="utf-8").strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
