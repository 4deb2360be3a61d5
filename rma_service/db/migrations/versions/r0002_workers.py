"""Workers that are seen, jobs that show how far they are, and indexes for what a promise reads."""

from pathlib import Path

from rma_service.db.migrations.statements import run_statements_of

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Change and make tables, make indexes, and guard plans."""
    run_statements_of(Path(__file__))
