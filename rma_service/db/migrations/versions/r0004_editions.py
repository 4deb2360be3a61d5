"""What the target of a line was derived by, and the readings that are a contract's own."""

from pathlib import Path

from rma_service.db.migrations.statements import run_statements_of

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add columns; of older targets it is not known by which data they were derived."""
    run_statements_of(Path(__file__))
