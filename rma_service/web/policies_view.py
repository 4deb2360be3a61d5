"""What the pages of policies say: rules to read, and targets that wait for a confirmation."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from rma_service.domain.rma_record import Terms
from rma_service.policies.texts import EditionText, ParameterText, PolicyText, TargetText
from rma_service.usecases.policy_texts import PolicyRead
from rma_service.usecases.target_changes import Changes, NotDerived, TargetChange
from rma_service.wording import Moment, day_of, moment

SHEET_HEADER = (
    "partner_id",
    "rma_number",
    "line_id",
    "state",
    "direction",
    "due_at_before",
    "due_at_after",
    "kind_before",
    "kind_after",
    "owed_before",
    "owed_after",
    "why",
)
"""Columns of the targets that would move, as a file."""

KIND_WORDS = {"arrive_by": "arrives", "ship_by": "is shipped"}
"""What a part does until its target is due."""

RUNNING_WORDS = {
    "follow": "Running contracts follow later editions.",
    "keep": "Contracts that begin under it keep it.",
}
"""What becomes of running contracts when a later edition comes."""


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition in words."""

    version: str
    since: str
    running: str
    digest: str


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy of the list."""

    name: str
    href: str
    document: str
    editions: tuple[EditionRow, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One target that would move."""

    line_id: str
    href: str
    partner: str
    state: str
    before: Moment
    after: Moment
    before_note: str
    after_note: str
    word: str
    late: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftRow:
    """One target that cannot be derived now."""

    line_id: str
    href: str
    partner: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What waits for a confirmation."""

    lead: str
    digest: str
    waits: bool
    moving: tuple[ChangeRow, ...]
    restamped: str
    left: tuple[LeftRow, ...]


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target of an edition, with its rule as data."""

    name: str
    clause: str
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter of an edition."""

    name: str
    default: str
    others: str
    clause: str
    why: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition, whole."""

    head: EditionRow
    targets: tuple[TargetRow, ...]
    parameters: tuple[ParameterRow, ...]
    exclusions: tuple[TargetRow, ...]


@dataclass(frozen=True, slots=True)
class PolicyView:
    """One policy, whole, with contracts that read it otherwise."""

    name: str
    document: str
    editions: tuple[EditionView, ...]
    contracts: tuple[tuple[str, str, str], ...]


def policy_rows(policies: Iterable[PolicyText]) -> tuple[PolicyRow, ...]:
    """Policies of the list."""
    return tuple(
        PolicyRow(
            each.name,
            f"/policies/{quote(each.name, safe='')}",
            each.document,
            tuple(_edition_row(edition) for edition in each.editions),
        )
        for each in policies
    )


def policy_view(found: PolicyRead) -> PolicyView:
    """One policy in words."""
    return PolicyView(
        found.text.name,
        found.text.document,
        tuple(_edition(each) for each in found.text.editions),
        tuple((each.contract_id, each.partner_id, _json(each.params)) for each in found.contracts),
    )


def changes_view(changes: Changes) -> ChangesView:
    """What waits, in words."""
    return ChangesView(
        lead=waiting_words(changes),
        digest=changes.digest,
        waits=bool(changes.all),
        moving=tuple(_change_row(each) for each in changes.moving),
        restamped=_restamped_words(len(changes.restamped)),
        left=tuple(_left_row(each) for each in changes.not_derived),
    )


def waiting_words(changes: Changes) -> str:
    """How much waits for a confirmation."""
    moving, restamped = len(changes.moving), len(changes.restamped)
    if not changes.all and changes.not_derived:
        left = _counted(len(changes.not_derived), "target", "targets")
        return f"{left} cannot be derived now; the others rest on the rules and data of now."
    if not changes.all:
        return "Every running target rests on the rules and data of now."
    return (
        f"{_counted(moving, 'target', 'targets')} would move, {restamped} would stay and rest on "
        "new versions. Nothing changes until an administrator confirms it."
    )


def sheet_row(change: TargetChange) -> Sequence[object]:
    """One target that would move, as a row of a file."""
    line, before, after = change.line, change.before, change.after
    return (
        line.partner_id,
        line.rma_number,
        line.line_id,
        line.state.value,
        change.direction,
        before.due_at,
        after.due_at,
        before.target_kind,
        after.target_kind,
        before.owed,
        after.owed,
        " ".join(change.why),
    )


def _edition_row(edition: EditionText) -> EditionRow:
    return EditionRow(
        edition.version,
        day_of(edition.effective_from),
        RUNNING_WORDS[edition.running_contracts],
        edition.digest[:12],
    )


def _edition(edition: EditionText) -> EditionView:
    return EditionView(
        _edition_row(edition),
        tuple(_target_row(each) for each in edition.targets),
        tuple(_parameter_row(each) for each in edition.parameters),
        tuple(
            TargetRow(", ".join(each.targets), each.clause, each.quote, _json(each.rule))
            for each in edition.exclusions
        ),
    )


def _target_row(target: TargetText) -> TargetRow:
    return TargetRow(target.name, target.clause, target.quote, _json(target.rule))


def _parameter_row(parameter: ParameterText) -> ParameterRow:
    return ParameterRow(
        parameter.name,
        _short(parameter.default),
        "; ".join(map(_short, parameter.alternatives)),
        parameter.clause,
        parameter.why,
    )


def _json(node: object) -> str:
    return json.dumps(node, indent=2, ensure_ascii=False)


def _short(value: object) -> str:
    """A reading as people write it, without the brackets of data."""
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    if isinstance(value, list):
        return ", ".join(map(_short, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _change_row(change: TargetChange) -> ChangeRow:
    line = change.line
    return ChangeRow(
        line_id=line.line_id,
        href=case_href(line.rma_number),
        partner=line.partner_id,
        state=line.state.value,
        before=moment(change.before.due_at, change.timezone),
        after=moment(change.after.due_at, change.timezone),
        before_note=_note(change.before),
        after_note=_note(change.after),
        word={"earlier": "Earlier", "later": "Later", "same": "Same instant"}[change.direction],
        late=change.direction == "later",
        why=change.why,
    )


def _note(terms: Terms) -> str:
    kind = KIND_WORDS.get(terms.target_kind, terms.target_kind)
    return f"{kind}, {'owed' if terms.owed else 'not owed'}"


def _left_row(left: NotDerived) -> LeftRow:
    line = left.line
    return LeftRow(line.line_id, case_href(line.rma_number), line.partner_id, left.sentence)


def case_href(rma_number: str) -> str:
    """Address of the case of a line."""
    return f"/cases/{quote(rma_number, safe='')}"


def _restamped_words(count: int) -> str:
    if not count:
        return ""
    return f"{_counted(count, 'target stays', 'targets stay')} and will rest on the new versions."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
