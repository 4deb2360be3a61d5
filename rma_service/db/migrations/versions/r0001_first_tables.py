"""First tables."""

from pathlib import Path

from rma_service.db.migrations.statements import run_statements_of

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    run_statements_of(Path(__file__))
