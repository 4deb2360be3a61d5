"""What a table and a column are."""

from dataclasses import dataclass

from optimizer.files.cells import Kind


@dataclass(frozen=True, slots=True)
class Reference:
    """A column of another table that must hold the value too, or one of some words instead."""

    table: str
    column: str
    or_words: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What the reference allows, in words."""
        return "".join([*(f"{word}, or " for word in self.or_words), self.meant])

    @property
    def meant(self) -> str:
        """The values meant, in words."""
        return f"a value that column {self.column} of {self.table}.csv holds"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; an empty cell is None where `empty` allows it.

    An `optional` column may be missing in the file, as if every cell of it were empty.
    """

    name: str
    kind: Kind
    meaning: str
    refers_to: Reference | None = None
    empty: bool = False
    optional: bool = False

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words."""
        return f"empty, or {self.kind.allowed}" if self.empty else self.kind.allowed


@dataclass(frozen=True, slots=True)
class Table:
    """One table, a file NAME.csv; no two rows may agree in all columns of `key`."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    needs_rows: bool = True
    required: bool = True

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.name}.csv"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its columns, in the order in which they are written."""
        return tuple(column.name for column in self.columns)

    @property
    def wanted(self) -> str:
        """Columns that its file must have, and those that it may have, in words."""
        needed = ", ".join(column.name for column in self.columns if not column.optional)
        others = ", ".join(column.name for column in self.columns if column.optional)
        return f"the columns {needed}" + (f", and if you like {others}" if others else "")
