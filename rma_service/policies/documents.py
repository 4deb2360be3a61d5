"""Outcomes and traces as JSON: keys and texts of `rma conform deadlines` and of the API."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from optimizer.business_time import Interval
from optimizer.calendars import instant_text
from rma_service.policies.keys import Step
from rma_service.policies.outcome import Outcome, Trace


def outcome_document(outcome: Outcome) -> dict[str, object]:
    """Write an outcome in the words of the contract; keys that are not known are left out.

    Source: deadlines.md, "Input and output of an evaluation".
    """
    written = {_spelled(key): written_value(value) for key, value in outcome.values.items()}
    if outcome.states_guarantee:
        written["guaranteed"] = outcome.owed
    return written


def trace_document(trace: Trace) -> dict[str, object]:
    """Write a trace, for whoever reads it by program."""
    return {
        "clause": trace.clause,
        "quote": trace.quote,
        "region": trace.region,
        "events": {name: written_value(value) for name, value in trace.events.items()},
        "readings": {name: written_value(value) for name, value in trace.readings.items()},
        "clock_readings": [
            {"zone": each.zone, "at_utc": instant_text(each.at), "limit_minute": each.limit}
            for each in trace.clock_readings
        ],
        "days": {day.isoformat(): taken_for for day, taken_for in trace.days.items()},
        "intervals": [_interval(each) for each in trace.intervals],
        "years_without_holidays": list(trace.years_without_holidays),
        "counted_in": trace.counted_in,
        "sums": [
            {
                "after": each.after.isoformat(),
                "amount": each.amount,
                "unit": each.unit,
                "gives": each.gives.isoformat(),
            }
            for each in trace.sums
        ],
        "lookups": [
            {"row": row, "column": column, "value": value}
            for (row, column), value in trace.lookups.items()
        ],
        "clock_changes": [
            {
                "zone": change.zone,
                "at_utc": instant_text(change.at),
                "before_minutes": _minutes(change.before),
                "after_minutes": _minutes(change.after),
            }
            for change in trace.clock_changes
        ],
        "halted_since_utc": None
        if trace.halted_since is None
        else instant_text(trace.halted_since),
        "versions": dict(trace.versions),
    }


def written_value(value: object) -> object:
    """Write a value of an outcome or a trace as JSON has it; instants in UTC, to the second."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Step):
        return {"to": value.to, "at_utc": written_value(value.at)}
    if isinstance(value, Mapping):
        return {str(key): written_value(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [written_value(each) for each in value]
    return value


def _spelled(key: str) -> str:
    """Spell a key as the contract does: instants in UTC say so."""
    if key == "times":
        return "times_utc"
    return f"{key.removesuffix('_at')}_utc" if key.endswith("_at") else key


def _interval(interval: Interval) -> dict[str, object]:
    return {
        "day": interval.day.isoformat(),
        "from_utc": instant_text(interval.from_at),
        "to_utc": instant_text(interval.to_at),
        "counted": interval.counted,
        "reason": interval.reason,
    }


def _minutes(span: timedelta) -> int | float:
    """Minutes of an offset; whole ones, but for the local times of long ago."""
    minutes = span / timedelta(minutes=1)
    return int(minutes) if minutes.is_integer() else minutes
