"""What happened to an RMA, chained: nobody changes the past of one RMA unseen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

FIRST_LINK = "0" * 64
"""What stands for the hash before the first event."""

HAPPENED_AT = "happened_at"
"""Name of the instant of happening among the data of an event, which its hash covers."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an RMA or one of its lines, not yet in the record.

    Without an instant it happens as it is recorded.
    """

    kind: str
    line_id: str | None
    data: Mapping[str, object]
    at: datetime | None = None

    def told(self, recorded_at: datetime) -> Mapping[str, object]:
        """Give its data with the instant at which it happened."""
        return {**self.data, HAPPENED_AT: (self.at or recorded_at).astimezone(UTC).isoformat()}


@dataclass(frozen=True, slots=True)
class Event:
    """One link of the chain of an RMA; `at` is when it was recorded."""

    partner_id: str
    rma_number: str
    sequence: int
    line_id: str | None
    at: datetime
    actor: str
    kind: str
    data: Mapping[str, object]
    previous_hash: str
    hash: str

    @property
    def happened_at(self) -> datetime:
        """Instant at which it happened, which may lie before that of its recording."""
        told = self.data.get(HAPPENED_AT)
        return self.at if told is None else datetime.fromisoformat(str(told))


def link_hash(event: Event) -> str:
    """Hash over everything that an event says, and over the hash before it."""
    said = (
        event.partner_id,
        event.rma_number,
        event.sequence,
        event.line_id,
        event.at.astimezone(UTC).isoformat(),
        event.actor,
        event.kind,
        event.data,
        event.previous_hash,
    )
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def broken_link(events: Sequence[Event], length: int | None = None) -> int | None:
    """Sequence of the first event that does not fit its chain, or is missing; None: all do.

    That the newest events were cut off, a chain alone cannot show: the version of its RMA tells
    how long it must be.
    """
    before = FIRST_LINK
    for place, event in enumerate(events, start=1):
        fits = event.sequence == place and event.previous_hash == before
        if not fits or event.hash != link_hash(event):
            return event.sequence
        before = event.hash
    return None if length in (None, len(events)) else len(events) + 1
