"""Tables of a policy file, such as the dates of a product's life: one cell, looked up by row."""

from collections.abc import Callable, Mapping
from typing import Literal

from rma_service.policies.case import BadCaseError
from rma_service.policies.operators import (
    WORD,
    Argument,
    BuildError,
    Compiler,
    Node,
    Operator,
    Path,
    located,
)
from rma_service.policies.run import Function, Run
from rma_service.policies.values import read_date, read_word

_READERS: Mapping[str, Callable[[object], object]] = {"date": read_date, "word": read_word}


def looking_up(kind: Literal["date", "word"]) -> Operator:
    """Return the operator that reads a cell as a type."""
    return Operator(kind, "table", Argument("cell", _cell(kind)), lambda function: function)


def _cell(kind: str) -> Callable[[Compiler, Node, Path], Function]:
    def make(compiler: Compiler, node: Node, path: Path) -> Function:
        rows = compiler.table(node["table"], (*path, "table"))
        column = _column(rows, node, kind, path)
        row = WORD.make(compiler, node["row"], (*path, "row"))
        _refuse_uncovered(compiler, node["row"], column, (*path, "row"))
        return lambda run: _found(run, row(run), node["column"], column)

    return make


def _column(
    rows: Mapping[str, Mapping[str, object]], node: Node, kind: str, path: Path
) -> Mapping[str, tuple[str, object]]:
    """Read the cells of a column by row, each as written and as understood."""
    name, column = node["column"], {}
    for row, cells in rows.items():
        if name not in cells:
            raise BuildError((*path, "column"), f"row {row!r} has no column {name!r}")
        with located(("tables", node["table"], "rows", row, name)):
            column[row] = (str(cells[name]), _READERS[kind](cells[name]))
    return column


def _refuse_uncovered(
    compiler: Compiler, row: Node, column: Mapping[str, tuple[str, object]], path: Path
) -> None:
    """Refuse a row that the table may be asked for and does not have."""
    words = [row] if isinstance(row, str) else compiler.event_words(row.get("event", ""))
    for word in words:
        if word not in column:
            raise BuildError(path, f"the table has no row {word!r}")


def _found(run: Run, row: str, name: str, column: Mapping[str, tuple[str, object]]) -> object:
    try:
        written, value = column[row]
    except KeyError:
        known = ", ".join(column)
        raise BadCaseError("bad_parameter", f"{row!r} is none of {known}.") from None
    if run.notes is not None:
        run.notes.lookups[row, name] = written
    return value
