"""What tables are made of: one MetaData, and a word for each kind of column.

Columns are required unless they say otherwise.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Text,
)

from rma_service.db.types import Instant

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints are named, so that a later migration can find them."""

metadata = MetaData(naming_convention=NAMES)


def one_of(name: str, words: Iterable[str], *, required: bool = True) -> Column[str]:
    """Column that holds one of a few words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return Column(
        name, Text, CheckConstraint(f"{name} IN ({listed})", name=name), nullable=not required
    )


def string(name: str, *, required: bool = True) -> Column[str]:
    """Text of any length."""
    return Column(name, Text, nullable=not required)


def instant(name: str, *, required: bool = True) -> Column[datetime]:
    """Instant with its zone."""
    return Column(name, Instant, nullable=not required)


def number(name: str, *, required: bool = True) -> Column[int]:
    """Whole number."""
    return Column(name, Integer, nullable=not required)


def flag(name: str, *, required: bool = True) -> Column[bool]:
    """True or false."""
    return Column(name, Boolean(create_constraint=True, name=name), nullable=not required)


def document(name: str, *, required: bool = True) -> Column[object]:
    """JSON; None is no value."""
    return Column(name, JSON(none_as_null=True), nullable=not required)


def reference(table: str, *columns: str) -> ForeignKeyConstraint:
    """Reference to a row of another table by columns of the same names."""
    return ForeignKeyConstraint(columns, [f"{table}.{column}" for column in columns])
