"""What bodies and queries may hold: listed fields, of their own type, text that can be kept."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, JsonValue, StringConstraints

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
RIGHT_DAY = "A day is a text such as 2026-11-23"
RIGHT_INSTANT = "An instant is a text with its zone, such as 2026-11-23T09:00:00Z"

PLAIN = r"^[^\x00]*$"
"""Text without the one character that PostgreSQL cannot store."""

ONE_LINE = r"^[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$"
"""One line without control characters, and without blanks around it."""


class Strict(BaseModel):
    """A body or a query: no unknown field, no text for a number, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def example(**fields: JsonValue) -> ConfigDict:
    """Give the description of a body an example; the rest of its configuration stays."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


class Shown(BaseModel):
    """A body of an answer: every field is listed, none is left out."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


def _instant(value: object) -> datetime:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError(RIGHT_INSTANT)
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise ValueError(RIGHT_INSTANT) from fault


Instant = Annotated[datetime, BeforeValidator(_instant)]
"""An instant with its zone, taken in as text and kept in UTC."""


def _day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(RIGHT_DAY)
    try:
        return date.fromisoformat(value)
    except ValueError as fault:
        raise ValueError(RIGHT_DAY) from fault


Day = Annotated[date, BeforeValidator(_day)]
"""A day of the calendar, taken in as text."""

Line = Annotated[
    str, StringConstraints(strip_whitespace=False, min_length=1, max_length=200, pattern=ONE_LINE)
]
"""A name, number or code."""

Words = Annotated[str, StringConstraints(max_length=4_000, pattern=PLAIN)]
"""What a person says about something."""
