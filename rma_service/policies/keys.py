"""Keys that a target may give: what each is, and how it is shown outside of the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from optimizer.local_days import instant_of
from rma_service.policies.operators import Type
from rma_service.policies.values import date_of


@dataclass(frozen=True, slots=True)
class Step:
    """Whom a case is passed on to, and when; None: the clock stands until a halt has ended."""

    to: str
    at: datetime | None


Value = str | bool | date | datetime | tuple[datetime, ...] | tuple[Step, ...]

KEYS: Mapping[str, Type] = {
    "kind": "word",
    "status": "word",
    "effective_priority": "word",
    "received_at": "instant",
    "due_at": "instant",
    "due_date": "date",
    "ship_date": "date",
    "date": "date",
    "start_at": "instant",
    "start_date": "date",
    "end_date": "date",
    "chargeable_from_at": "instant",
    "party": "word",
    "supervisor_notice_at": "instant",
    "times": "instants",
    "steps": "steps",
    "initial_owner": "word",
    "takeover_at": "instant",
    "closes": "test",
    "closure_code": "word",
    "phase": "word",
    "sustained_until_at_least": "date",
    "available": "test",
    "covers_from": "date",
    "covers_until": "date",
    "latest_end_date": "date",
    "arrears_from": "date",
    "arrears_until": "date",
}
"""Source: deadlines.md, "Input and output of an evaluation"; an instant is `_utc` there."""


def _itself(value: Any) -> Value:  # noqa: ANN401 - a word, or yes or no
    shown: Value = value
    return shown


def _instants(values: tuple[int, ...]) -> Value:
    return tuple(map(instant_of, values))


def _steps(values: tuple[tuple[str, int | None], ...]) -> Value:
    return tuple(Step(to, None if at is None else instant_of(at)) for to, at in values)


SHOWN: Mapping[Type, Callable[[Any], Value]] = {
    "instant": instant_of,
    "date": date_of,
    "word": _itself,
    "test": _itself,
    "instants": _instants,
    "steps": _steps,
}
