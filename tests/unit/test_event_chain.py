"""The chain of events of an RMA: whoever changes its past breaks it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from rma_service.domain.event import FIRST_LINK, Event, broken_link, link_hash

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def chain(length: int = 3) -> list[Event]:
    events: list[Event] = []
    for sequence in range(1, length + 1):
        before = events[-1].hash if events else FIRST_LINK
        event = Event("PA01", "R1", sequence, "R1-1", AT, "U-ANA", "ship", {"n": 1}, before, "")
        events.append(replace(event, hash=link_hash(event)))
    return events


def test_an_untouched_chain_holds() -> None:
    assert broken_link(chain()) is None
    assert broken_link([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": AT + timedelta(seconds=1)},
        {"actor": "U-BEN"},
        {"kind": "close"},
        {"line_id": None},
        {"data": {"n": 2}},
        {"rma_number": "R2"},
        {"partner_id": "PA02"},
    ],
)
def test_a_changed_event_is_found(change: dict[str, Any]) -> None:
    events = chain()
    events[1] = replace(events[1], **change)
    assert broken_link(events) == 2


def test_a_changed_event_with_a_fitting_hash_breaks_the_next_link() -> None:
    events = chain()
    forged = replace(events[1], actor="U-BEN")
    events[1] = replace(forged, hash=link_hash(forged))
    assert broken_link(events) == 3


def test_a_missing_a_moved_and_a_doubled_event_are_found() -> None:
    one, two, three = chain()
    assert broken_link([one, three]) == 3
    assert broken_link([two, one, three]) == 2
    assert broken_link([one, one, two]) == 1


def test_an_instant_is_the_same_in_every_zone() -> None:
    (event,) = chain(1)
    abroad = replace(event, at=event.at.astimezone(timezone(timedelta(hours=5, minutes=30))))
    assert broken_link([abroad]) is None
