"""What a clock log amounts to, as the events that a policy is asked with."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from rma_service.domain.clock_log import INTERVALS, Clock
from rma_service.policies.policy import Policy

Clocks = Mapping[str, Clock]
"""What the clock log of each line amounts to, by line id."""

NO_CLOCK: Clock = MappingProxyType({})
NO_CLOCKS: Clocks = MappingProxyType({})


def clock_events(policy: Policy, clock: Clock) -> dict[str, object]:
    """Events of a clock log that a policy knows, with instants and days for their texts."""
    known = policy.events
    return {name: _told(known[name].type, value) for name, value in clock.items() if name in known}


def _told(event_type: str, value: object) -> object:
    if event_type == "instant":
        return datetime.fromisoformat(str(value))
    if event_type == "date":
        return date.fromisoformat(str(value))
    if event_type == INTERVALS and isinstance(value, list):
        return [[end and datetime.fromisoformat(end) for end in spell] for spell in value]
    return value
