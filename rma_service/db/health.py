"""What the database says about itself."""

from rma_service.db.engine import Connection


def sqlite_library(tx: Connection) -> str:
    """Say which SQLite keeps a database, and with which journal."""
    version = tx.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    journal = tx.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    return f"SQLite {version}, journal {journal}"
