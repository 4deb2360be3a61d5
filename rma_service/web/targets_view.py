"""What the page of a case says of its targets: values, how they stand, what they were before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from rma_service.policies.outcome import Outcome
from rma_service.policies.telling import trace_sentences
from rma_service.usecases.targets import OldTarget, RmaTarget
from rma_service.wording import TARGET_WORDS, Moment, day_of, moment, plain_words

_SAID_ELSEWHERE = frozenset({"kind", "due_utc", "received_utc", "guaranteed"})
"""Values that have a place of their own in the table, or are told by its derivation."""


@dataclass(frozen=True, slots=True)
class OldWords:
    """A former value in words: when it was due, until when that held, and why it changed."""

    due: Moment | None
    says: tuple[str, ...]
    until: Moment
    why: str


@dataclass(frozen=True, slots=True)
class TargetWords:
    """One target in words."""

    anchor: str
    word: str
    kind: str
    line_id: str
    due: Moment | None
    says: tuple[str, ...]
    state: str
    owed: bool
    clause: str
    policy_href: str
    not_owed_reason: str
    differs: str
    derivation: tuple[str, ...]
    history: tuple[OldWords, ...]


def target_words(targets: Iterable[RmaTarget]) -> tuple[TargetWords, ...]:
    """Targets in words, each on the clock of its site."""
    return tuple(_words(place, each) for place, each in enumerate(targets, start=1))


def _words(place: int, target: RmaTarget) -> TargetWords:
    said, values = target.said, target.said.values
    kind = str(values.get("kind", ""))
    outcome, word = target.outcome, plain_words(target.purpose or target.target)
    return TargetWords(
        anchor=f"target-{place}",
        word=word,
        kind="" if plain_words(kind) == word else TARGET_WORDS.get(kind, plain_words(kind)),
        line_id=target.line_id or "",
        due=_due(values, target.timezone),
        says=tuple(_says(values, target.timezone)),
        state=target.state,
        owed=said.owed,
        clause=said.clause,
        policy_href=_policy_href(outcome),
        not_owed_reason=said.not_owed_reason or "",
        differs=target.differs,
        derivation=() if outcome is None else tuple(trace_sentences(outcome, target.timezone)),
        history=tuple(_old(each, target.timezone) for each in target.history),
    )


def _policy_href(outcome: Outcome | None) -> str:
    """Page of the policy by which a target was derived; versions name the policy first."""
    if outcome is None or outcome.trace is None:
        return ""
    return f"/policies/{quote(next(iter(outcome.trace.versions)), safe='')}"


def _old(old: OldTarget, timezone: str) -> OldWords:
    values = old.said.values
    return OldWords(
        _due(values, timezone), tuple(_says(values, timezone)), moment(old.until, timezone), old.why
    )


def _due(values: Mapping[str, object], timezone: str) -> Moment | None:
    due = values.get("due_utc")
    return None if due is None else moment(datetime.fromisoformat(str(due)), timezone)


def _says(values: Mapping[str, object], timezone: str) -> Iterator[str]:
    for key, value in values.items():
        if key not in _SAID_ELSEWHERE:
            yield f"{plain_words(key.removesuffix('_utc'))}: {_told(key, value, timezone)}"


def _told(key: str, value: object, timezone: str) -> str:
    """A value as people read it; instants on the clock of the site."""
    if isinstance(value, list):
        return ", ".join(_told(key, each, timezone) for each in value) or "none"
    if isinstance(value, Mapping):
        at = value.get("at_utc")
        when = _told("at_utc", at, timezone) if at else "not known while the clock stands"
        return f"{value.get('to')} {when}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key.endswith("_utc"):
        return moment(datetime.fromisoformat(str(value)), timezone).local
    if key == "date" or key.endswith("_date"):
        return day_of(date.fromisoformat(str(value)))
    return str(value).replace("_", " ")
