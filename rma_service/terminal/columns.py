"""Tables that fit the terminal: columns that matter less go first, nothing is cut in silence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; where space is short, the largest `goes` is left out first, 0 never.

    A column with `short` cells takes these when `shortens` is the largest, before it goes. Cells of
    a column with `folds` may take several lines.
    """

    title: str
    cells: Sequence[str]
    goes: int = 0
    justify: Literal["left", "right"] = "left"
    styles: Sequence[str] = ()
    folds: bool = False
    short: Sequence[str] = ()
    shortens: int = 0

    @property
    def gives_way(self) -> int:
        """Place of the column among those that give way to others, the largest first; 0: never."""
        return self.shortens if self.short else self.goes


def words(text: str) -> str:
    """Text on one line that any terminal can show: no control signs, a minus as on keyboards."""
    plain = text.replace(_MINUS, "-")
    return "".join(sign if sign.isprintable() else " " for sign in plain)


def show_table(console: Console, columns: Sequence[Column]) -> None:
    """Print a table with as many columns as the terminal has room for."""
    shown = list(columns)
    while not _fits(console, shown) and any(column.gives_way for column in shown):
        first = max(shown, key=lambda column: column.gives_way)
        place = shown.index(first)
        shown[place : place + 1] = [replace(first, cells=first.short, short=())] * bool(first.short)
    console.print(_table(console, shown))


def _fits(console: Console, columns: Sequence[Column]) -> bool:
    """Whether the columns fit without folding a cell that should stay on one line."""
    table = _table(console, [column for column in columns if not column.folds])
    needed = Measurement.get(console, console.options.update(max_width=10_000), table).maximum
    room = 30 if any(column.folds for column in columns) else 0
    return needed + room <= console.width


def _table(console: Console, columns: Sequence[Column]) -> Table:
    drawn = console.is_terminal
    style = box.SIMPLE_HEAD if drawn else None
    table = Table(box=style, pad_edge=False, show_edge=False, collapse_padding=drawn)
    for column in columns:
        table.add_column(column.title, justify=column.justify, overflow="fold")
    for row in range(max((len(column.cells) for column in columns), default=0)):
        table.add_row(*(_cell(column, row) for column in columns))
    return table


def _cell(column: Column, row: int) -> Text:
    style = column.styles[row] if column.styles else ""
    return Text(words(column.cells[row]), style)
