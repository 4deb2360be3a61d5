"""What is wrong in a directory: one sentence a fault, all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault. Line 1 is the header; without line or column the fault is of all of them.

    `value` is what was found, `allowed` what may stand there instead.
    """

    file: str
    line: int | None
    column: str | None
    value: str
    allowed: str

    def __str__(self) -> str:
        """The fault as one sentence on one line."""
        line = "" if self.line is None else f", line {self.line}"
        column = "" if self.column is None else f", column {_bare(self.column)}"
        sentence = f"{self.file}{line}{column}: found {self._found()}, allowed is {self.allowed}."
        return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in sentence)

    def _found(self) -> str:
        if self.line in (None, 1) or self.column is None:
            return self.value
        return _quoted(self.value) if self.value else "nothing"

    @property
    def place(self) -> tuple[str, int, str, str, str]:
        """What faults are sorted by: file, line, column, then the texts."""
        return self.file, self.line or 0, self.column or "", self.value, self.allowed


_LONGEST_VALUE = 60


def _bare(column: str) -> str:
    """Name of a column; quoted where blanks would not be seen, or none is there."""
    return column if column and column == column.strip(" ") else f"'{column}'"


def _quoted(value: str) -> str:
    return f"'{value}'" if len(value) <= _LONGEST_VALUE else f"'{value[:_LONGEST_VALUE]}...'"


class FaultyFiles(Exception):  # noqa: N818 - it names what was found: many faults, not an error
    """A directory is refused whole; `faults` lists everything, by file, line and column."""

    def __init__(self, faults: Iterable[FileFault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda fault: fault.place))
        count = len(self.faults)
        head = f"{count} {'fault' if count == 1 else 'faults'} found, so nothing was read:"
        super().__init__("\n".join([head, *map(str, self.faults)]))
