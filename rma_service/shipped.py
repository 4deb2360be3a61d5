"""Where things are that the product brings along; light, for commands that need no server."""

from pathlib import Path


def shipped_policies() -> Path:
    """Give the folder of the policy files: inside an installed wheel, else of the checkout."""
    return _shipped(Path("data", "policies"), "policies")


def shipped_scenarios() -> Path:
    """Give the folder of the ready questions: inside an installed wheel, else of the checkout."""
    return _shipped(Path("scenarios"), "scenarios")


def _shipped(in_checkout: Path, in_wheel: str) -> Path:
    package = Path(__file__).resolve().parent
    inside = package / "data" / in_wheel
    return inside if inside.is_dir() else package.parent / in_checkout
