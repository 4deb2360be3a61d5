"""What a number may be that a plan is reckoned with: finite, and so small that sums stay exact."""

from dataclasses import fields
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, get_args

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LARGEST = 10_000_000_000
"""Largest number of a noun: ten times that of a cell of the tables, as scenarios add to it."""

LONGEST = 10_000
"""Longest span of a noun, as of a cell of the tables: a week. [minutes]"""

MOST_EXACT = 2**53
"""Sums stay below this: solvers count in floating point, which is exact up to here."""

_RANGES = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "transit_days_add": (-LARGEST, LARGEST),
    "urban_kmh": (1, 200),
    "intercity_kmh": (1, 200),
    "circuity_intercity": (0, 10),
    "speed_factor_urban": (0.01, 10),
    "speed_factor_intercity": (0.01, 10),
}
"""Ranges, by the name of a field, that differ from zero to the largest number."""


@cache
def _numbers_of(noun: "type[DataclassInstance]") -> tuple[tuple[str, bool, float, float], ...]:
    """Fields of a noun that hold numbers: name, whether they are whole, least and most."""
    found = []
    for field in fields(noun):
        kinds = get_args(field.type) if isinstance(field.type, UnionType) else (field.type,)
        if int in kinds or float in kinds:
            most = LONGEST if field.name.endswith("_minutes") else LARGEST
            found.append((field.name, int in kinds, *_RANGES.get(field.name, (0, most))))
    return tuple(found)


def require_numbers(noun: "DataclassInstance") -> None:
    """Refuse a noun with a number that is none, or beyond what can be reckoned with.

    Raises
    ------
    ValueError
        With a sentence that names noun, field, value and what is allowed.
    """
    for name, whole, least, most in _numbers_of(type(noun)):
        value = getattr(noun, name)
        if value is None:
            continue
        # Tables give whole numbers as floats too; a float that is none is not whole either.
        counts = isinstance(value, int) or (
            isinstance(value, float) and (value.is_integer() or not whole)
        )
        if not (counts and least <= value <= most):
            what = "a whole number" if whole else "a number"
            raise ValueError(
                f"{_named(noun)} has {name} {value!r}, {what} from {least:g} to {most:g} is needed."
            )


def _named(noun: "DataclassInstance") -> str:
    """What a noun is called in a sentence: its kind and, where it has one, its name."""
    kind = type(noun).__name__
    words = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in kind).strip()
    names = (getattr(noun, key, None) for key in ("part_number", "depot_id", "site_id"))
    name = next((f" {each}" for each in (*names, getattr(noun, "service_id", None)) if each), "")
    return f"{words.capitalize()}{name}"


class Numbers:
    """A noun whose numbers can be reckoned with, or that is refused."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Refuse numbers that are none, or too large."""
        require_numbers(self)  # type: ignore[arg-type]  # only dataclasses have this base  # every noun that is one of these is a dataclass
