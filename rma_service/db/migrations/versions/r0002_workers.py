"""Workers that are seen, and jobs that show how far they are and may be canceled."""

from pathlib import Path

from rma_service.db.migrations.statements import run_statements_of

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Give jobs their new columns and the new state, make the table of workers, and guard plans."""
    run_statements_of(Path(__file__))
