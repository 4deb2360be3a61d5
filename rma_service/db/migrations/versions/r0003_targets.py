"""What targets of an RMA need of the tables."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Change nothing yet."""
