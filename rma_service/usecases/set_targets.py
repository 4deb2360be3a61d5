"""What the log says of targets beside that of the replacement: each value as it was set."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from rma_service.domain.clock_log import ClockEntry, entries_of
from rma_service.domain.event import Event, Happened
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.policies.documents import outcome_document
from rma_service.policies.outcome import Outcome
from rma_service.usecases.intake import Basis, derived_by
from rma_service.usecases.target_values import Evaluated, evaluated

TARGET_SET = "target_set"
"""Kind of the events that set a target of an RMA or of a line, and keep what it was before."""

BESIDE = "targets"
"""What the event of a delivery calls the targets that it sets."""

AFTERCARE = frozenset({"replacement_warranty", "defective_return", "return_cost"})
"""Purposes of the targets that follow a delivery."""

DELIVERED = "The replacement was delivered."
"""Why they are set."""

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
    for event in (each for told in chain for each in _settings(told)):
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


def told_at_delivery(
    chain: Sequence[Event], rma: Rma, line_id: str, basis: Basis
) -> list[dict[str, object]]:
    """What follows the delivery of a line, set by the rules of that moment, for its event.

    New rules move none of it later, as they do not move what is stored of the line itself.
    """
    last = {key: Said.of(events[-1].data) for key, events in set_by(chain).items()}
    return [
        {"line_id": each.line_id, **_told(each.key, last.get(each.key), each, DELIVERED)}
        for each in evaluated(rma.lines, entries_of(chain), basis, trace=False)
        if each.asked.purpose(each.outcome.target) in AFTERCARE
        and each.line_id in (None, line_id)
        and said(each) != last.get(each.key)
    ]


def said(each: Evaluated) -> Said:
    """What a target says by the rules of now."""
    return said_of(each.outcome)


def said_of(outcome: Outcome) -> Said:
    """What an outcome says."""
    return Said(outcome_document(outcome), outcome.clause, outcome.owed, outcome.not_owed_reason)


def _set(key: Key, old: Evaluated | None, new: Evaluated | None, why: str) -> Happened:
    return Happened(TARGET_SET, key[0], _told(key, None if old is None else said(old), new, why))


def _told(key: Key, old: Said | None, new: Evaluated | None, why: str) -> dict[str, object]:
    _, contract_id, target = key
    told: dict[str, object] = {"target": target, "contract_id": contract_id, "why": why}
    if new is None:
        told |= {"values": None}
    else:
        told |= asdict(said(new))
        told |= {"derived_by": derived_by(new.asked.line, new.asked.basis)}
    if old is not None:
        told["was"] = asdict(old)
    return told


def _settings(event: Event) -> Iterator[Event]:
    """The event itself where it sets a target, or what it sets beside moving a line."""
    if event.kind == TARGET_SET:
        yield event
    beside = event.data.get(BESIDE)
    for told in beside if isinstance(beside, list) else ():
        yield replace(event, line_id=told["line_id"], data=told)
