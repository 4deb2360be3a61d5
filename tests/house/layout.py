"""Where the parts of the project are, for the tests of the house."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("optimizer", "rma_service")


def modules() -> list[Path]:
    """Every Python file of the product."""
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def texts(suffixes: tuple[str, ...], *folders: str) -> list[Path]:
    """Every file under these folders that a person wrote, by the end of its name."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")))
    return [path for path in found if path.suffix in suffixes and "vendor" not in path.parts]


def documents() -> list[Path]:
    """Every page of documentation."""
    return sorted(ROOT.glob("*.md")) + texts((".md",), "docs", "data", "scenarios", "frontend")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a body from its first statement after the docstring to its last."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = function.body[1:] if documented else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
