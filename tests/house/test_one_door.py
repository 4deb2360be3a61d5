"""Transactions are opened and kept by one file."""

import ast

from tests.house.layout import ROOT, modules

DOORS = {"commit", "rollback", "begin", "create_engine"}


def doors(source: str) -> list[str]:
    """Calls in a source text that open or end a transaction by hand."""
    called = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = (each.attr if isinstance(each, ast.Attribute) else ast.unparse(each) for each in called)
    return [name for name in names if name in DOORS]


def test_a_commit_by_hand_is_found() -> None:
    assert doors("def keep(tx):\n    tx.commit()\n") == ["commit"]
    assert doors("commit_at = plan.committed(tx)\n") == []


def test_only_the_engine_opens_and_keeps_transactions() -> None:
    found = {str(path.relative_to(ROOT)): doors(path.read_text("utf-8")) for path in modules()}
    assert {path for path, names in found.items() if names} == {"rma_service/db/engine.py"}
