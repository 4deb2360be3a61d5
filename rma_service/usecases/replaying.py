"""A line as the log of its RMA alone tells it, from its beginning through every event after it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

from rma_service.domain.clock_log import CLOCK, ClockEntry, entries_of, folded
from rma_service.domain.event import Event
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Progress, Reported, RmaLine, Route, Terms
from rma_service.usecases.moving import facts_of

_Value = TypeVar("_Value")

_TELLS_NO_FACT = frozenset({"tell", "target_set"})
"""Kinds of events that say again what others have changed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A line as it was after an event; its clock log is folded in the last moment only.

    Its promise is not among the facts, and stays out.
    """

    event: Event
    line: RmaLine


def replayed(chain: Sequence[Event], line_id: str) -> tuple[Moment, ...]:
    """A line after each event that concerns it, the first one first.

    Of an RMA whose log was begun before it kept how its lines began there is none.
    """
    if not chain:
        return ()
    begun = _mapping(_mapping(chain[0].data.get("facts")).get(line_id))
    if not begun:
        return ()
    facts = dict(begun)
    moments = [Moment(chain[0], _line(chain[0], line_id, facts))]
    entries: list[ClockEntry] = []
    for event in chain[1:]:
        if event.line_id not in (None, line_id) or event.kind in _TELLS_NO_FACT:
            continue
        if event.kind == CLOCK:
            entries += entries_of([event])
            moments.append(Moment(event, moments[-1].line))
        elif event.line_id == line_id:
            facts |= event.data
            moments.append(Moment(event, _line(event, line_id, facts)))
    last = moments.pop()
    clock = folded(entries, line_id)
    return (*moments, Moment(last.event, replace(last.line, clock=clock)))


def traced_back(chain: Sequence[Event], line: RmaLine) -> tuple[Moment, ...]:
    """A line after the last events of its log, back to the first that kept what was before.

    For logs that do not tell how their lines began. Only the target of each moment is what it was.
    """
    facts, moments = facts_of(line), []
    for event in reversed(chain):
        if event.line_id not in (None, line.line_id) or event.kind in {CLOCK, *_TELLS_NO_FACT}:
            continue
        moments.append(Moment(event, _line(event, line.line_id, facts)))
        was = _mapping(event.data.get("was"))
        if "due_at" in event.data and not was:
            break
        facts |= was
    return tuple(reversed(moments))


def _line(event: Event, line_id: str, facts: Mapping[str, Any]) -> RmaLine:
    return RmaLine(
        partner_id=event.partner_id,
        rma_number=event.rma_number,
        line_id=line_id,
        reported=_value(Reported, facts),
        state=State(facts["state"]),
        state_sentence=facts.get("state_sentence"),
        state_clause=facts.get("state_clause"),
        terms=None if facts.get("due_at") is None else _value(Terms, facts),
        route=None if facts.get("plan_version") is None else _value(Route, facts),
        progress=_value(Progress, facts),
    )


def _value(kind: type[_Value], facts: Mapping[str, Any]) -> _Value:
    """Fill a value from facts that have the names of its fields."""
    return kind(**{name: read(facts.get(name)) for name, read in _READERS[kind].items()})


def _readers(kind: type[object]) -> dict[str, Callable[[Any], object]]:
    hints = get_type_hints(kind)
    return {each.name: _reader(hints[each.name]) for each in fields(kind)}  # type: ignore[arg-type] # a dataclass


def _reader(hint: Any) -> Callable[[Any], object]:  # noqa: ANN401 - whatever a field may hold
    held = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    if datetime in held:
        return lambda told: told and datetime.fromisoformat(told)
    if date in held:
        return lambda told: told and date.fromisoformat(told)
    return lambda told: told


_READERS: dict[type[object], dict[str, Callable[[Any], object]]] = {
    kind: _readers(kind) for kind in (Reported, Terms, Route, Progress)
}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
