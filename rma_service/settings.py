"""Where things are that the product brings along."""

from pathlib import Path


def shipped_policies() -> Path:
    """Give the folder of the policy files: inside an installed wheel, else of the checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "data" / "policies"
    return inside if inside.is_dir() else package.parent / "data" / "policies"
