"""What the clocks of a policy know of an RMA: told one after the other, corrected, never erased.

Each entry is an event of the chain of its RMA. What holds now is folded from all of them: of a
plain fact the last entry counts, of a clock that stands still its pauses and resumptions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rma_service.domain.errors import Refused
from rma_service.domain.event import Event

CLOCK = "clock"
"""Kind of the events that make up the clock log."""

INTERVALS = "intervals"
"""Type of what is told as pauses and resumptions. Source: docs/policies.md, "Events"."""

PAUSE, RESUME = "pause", "resume"

Spell = tuple[datetime, datetime | None]
"""From an instant to another one; None: it goes on."""

Clock = Mapping[str, object]
"""What holds for a line, by the names of its policy, as JSON tells it."""


@dataclass(frozen=True, slots=True)
class ClockEntry:
    """One entry; without a line it holds for all of them, without a value nothing happened.

    `type` is the one that the policy gave the name when it was told. `corrects` is the sequence of
    the pause or resumption in whose place it stands; a plain fact always replaces the one before.
    """

    sequence: int
    line_id: str | None
    name: str
    type: str
    value: object
    happened_at: datetime
    corrects: int | None = None
    by_partner: bool = False

    def data(self, why: str) -> dict[str, object]:
        """What the event of the entry says, beside when it happened."""
        told = {"name": self.name, "type": self.type, "value": self.value, "why": why}
        told["by_partner"] = self.by_partner
        return told if self.corrects is None else told | {"corrects": self.corrects}


def entries_of(chain: Iterable[Event]) -> tuple[ClockEntry, ...]:
    """Entries of the clock log among the events of an RMA, in the order of their telling."""
    return tuple(_entry(event) for event in chain if event.kind == CLOCK)


def folded(entries: Sequence[ClockEntry], line_id: str | None) -> Clock:
    """What holds for a line, or for the RMA as a whole, as JSON tells it.

    Raises
    ------
    Refused
        When a clock would be paused twice, or resumed without being paused.
    """
    scopes = [None] if line_id is None else [None, line_id]
    return _facts(entries, scopes) | _stands_still(entries, scopes)


def spells_of(entries: Sequence[ClockEntry], name: str, line_id: str | None) -> tuple[Spell, ...]:
    """Spells in which a clock stands still for one scope alone, in order.

    Raises
    ------
    Refused
        When it would be paused twice, or resumed without being paused.
    """
    own = [each for each in entries if each.type == INTERVALS and each.name == name]
    replaced = {each.corrects for each in own}
    standing = [
        each
        for each in own
        if each.line_id == line_id and each.value is not None and each.sequence not in replaced
    ]
    return _paired(sorted(standing, key=lambda each: (each.happened_at, each.sequence)))


def union(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """Spells with those that overlap or touch made one."""
    merged: list[Spell] = []
    for start, end in sorted(spells, key=lambda spell: spell[0]):
        last = merged[-1] if merged else None
        if last is None or (last[1] is not None and last[1] < start):
            merged.append((start, end))
        elif last[1] is not None:
            merged[-1] = (last[0], None if end is None else max(last[1], end))
    return tuple(merged)


def stands_since(clock: Clock) -> datetime | None:
    """Since when a clock stands still that was paused and not resumed; None: none does."""
    open_since = [
        datetime.fromisoformat(str(value[-1][0]))
        for value in clock.values()
        if isinstance(value, list) and value and value[-1][1] is None
    ]
    return min(open_since, default=None)


def _entry(event: Event) -> ClockEntry:
    told = event.data
    corrects = told.get("corrects")
    return ClockEntry(
        event.sequence,
        event.line_id,
        str(told["name"]),
        str(told["type"]),
        told["value"],
        event.happened_at,
        corrects if isinstance(corrects, int) else None,
        told.get("by_partner") is True,
    )


def _facts(entries: Sequence[ClockEntry], scopes: Sequence[str | None]) -> dict[str, object]:
    """Plain facts; what was told of a line goes before what was told of all of them.

    What is withdrawn of a line was never told of it: then it holds as it was told of all.
    """
    found: dict[str, object] = {}
    for scope in scopes:
        told = {
            each.name: each.value
            for each in entries
            if each.type != INTERVALS and each.line_id == scope
        }
        found |= {name: value for name, value in told.items() if value is not None}
    return found


def _stands_still(entries: Sequence[ClockEntry], scopes: Sequence[str | None]) -> dict[str, object]:
    names = dict.fromkeys(each.name for each in entries if each.type == INTERVALS)
    found = {
        name: union(spell for scope in scopes for spell in spells_of(entries, name, scope))
        for name in names
    }
    return {
        name: [[start.isoformat(), end and end.isoformat()] for start, end in spells]
        for name, spells in found.items()
        if spells
    }


def _paired(told: Sequence[ClockEntry]) -> tuple[Spell, ...]:
    """Pauses with their resumptions."""
    spells: list[Spell] = []
    for each in told:
        going_on = bool(spells) and spells[-1][1] is None
        if each.value == PAUSE and going_on:
            raise Refused([_paused_twice(each, spells[-1][0])])
        if each.value == RESUME and not going_on:
            raise Refused([_not_paused(each, told)])
        if each.value == PAUSE:
            spells.append((each.happened_at, None))
        else:
            spells[-1] = (spells[-1][0], each.happened_at)
    return tuple(spells)


def _paused_twice(entry: ClockEntry, since: datetime) -> str:
    return (
        f"{entry.name} cannot be paused at {_words(entry.happened_at)}: it is paused since "
        f"{_words(since)} and was not resumed in between."
    )


def _not_paused(entry: ClockEntry, told: Iterable[ClockEntry]) -> str:
    later = [
        each.happened_at
        for each in told
        if each.value == PAUSE and each.happened_at >= entry.happened_at
    ]
    why = f"it is paused only at {_words(later[0])}" if later else "nothing is paused then"
    return f"{entry.name} cannot be resumed at {_words(entry.happened_at)}: {why}."


def _words(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
