"""What editions of policies need of the tables."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Change nothing yet."""
