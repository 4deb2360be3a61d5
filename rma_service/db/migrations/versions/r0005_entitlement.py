"""Days of service that follow from an order, moves of equipment, and what a return costs whom."""

from pathlib import Path

from rma_service.db.migrations.statements import run_statements_of

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add columns and a table, and let a contract have no first or last day yet.

    SQLite cannot take a NOT NULL away; the text of the table is changed instead, as its
    documentation describes for constraints that do not touch what is stored.
    Source: sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes".
    """
    run_statements_of(Path(__file__))
