"""What the clock log of a line amounts to, beside the line."""

from pathlib import Path

from rma_service.db.migrations.statements import run_statements_of

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    run_statements_of(Path(__file__))
