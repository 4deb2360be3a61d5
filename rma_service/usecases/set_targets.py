"""What the log says of targets beside that of the replacement: each value as it was set."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from rma_service.domain.clock_log import ClockEntry
from rma_service.domain.event import Event, Happened
from rma_service.domain.rma_record import RmaLine
from rma_service.policies.documents import outcome_document
from rma_service.policies.outcome import Outcome
from rma_service.usecases.intake import Basis, derived_by
from rma_service.usecases.target_values import Evaluated, evaluated

TARGET_SET = "target_set"
"""Kind of the events that set a target of an RMA or of a line, and keep what it was before."""

Key = tuple[str | None, str, str]
"""Line, contract and target."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a target says: its values as JSON has them, its clause, and whether it is owed."""

    values: Mapping[str, object]
    clause: str
    owed: bool
    not_owed_reason: str | None

    @classmethod
    def of(cls, data: Mapping[str, object]) -> "Said":
        """What an event says; nothing where it withdrew a target."""
        values, reason = data.get("values"), data.get("not_owed_reason")
        return cls(
            values if isinstance(values, Mapping) else {},
            str(data.get("clause", "")),
            data.get("owed") is not False,
            None if reason is None else str(reason),
        )


def set_by(chain: Iterable[Event]) -> dict[Key, list[Event]]:
    """Events that set targets, by what they set, in their order."""
    found: dict[Key, list[Event]] = {}
    for event in chain:
        if event.kind == TARGET_SET:
            key = (event.line_id, str(event.data["contract_id"]), str(event.data["target"]))
            found.setdefault(key, []).append(event)
    return found


def newly_set(
    before: tuple[Sequence[RmaLine], Sequence[ClockEntry]],
    after: tuple[Sequence[RmaLine], Sequence[ClockEntry]],
    basis: Basis,
    why: str,
) -> Iterator[Happened]:
    """What lines and their clock log set otherwise after a change than before it.

    Both are judged by the rules of now: what only new rules would set otherwise is none of it.
    """
    was = {each.key: each for each in evaluated(*before, basis, trace=False)}
    now = {each.key: each for each in evaluated(*after, basis, trace=False)}
    for key in dict.fromkeys([*now, *was]):
        old, new = was.get(key), now.get(key)
        if old is None or new is None or not new.says_as(old):
            yield _set(key, old, new, why)


def said(each: Evaluated) -> Said:
    """What a target says by the rules of now."""
    return said_of(each.outcome)


def said_of(outcome: Outcome) -> Said:
    """What an outcome says."""
    return Said(outcome_document(outcome), outcome.clause, outcome.owed, outcome.not_owed_reason)


def _set(key: Key, old: Evaluated | None, new: Evaluated | None, why: str) -> Happened:
    line_id, contract_id, target = key
    told: dict[str, object] = {"target": target, "contract_id": contract_id, "why": why}
    if new is None:
        told |= {"values": None}
    else:
        told |= asdict(said(new))
        told |= {"derived_by": derived_by(new.asked.line, new.asked.basis)}
    if old is not None:
        told["was"] = asdict(said(old))
    return Happened(TARGET_SET, line_id, told)
