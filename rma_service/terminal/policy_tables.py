"""Policies in a terminal: which there are, what they say, what differs, and what would move."""

import json
from collections.abc import Mapping, Sequence

from rich.console import Console

from rma_service.policies.texts import EditionText, PolicyText
from rma_service.terminal.columns import Column, show_table, words
from rma_service.usecases.comparing_policies import PolicyComparison, PolicyDifference
from rma_service.usecases.target_changes import Changes, NotDerived, TargetChange
from rma_service.wording import moment

LIST_HEADER = ("policy", "document", "version", "effective_from", "running_contracts", "digest")
"""Columns of a list of policies, one row for each edition."""

CHANGE_HEADER = (
    "line_id",
    "partner_id",
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
"""Columns of targets that would move."""

DIFFERENCE_HEADER = ("policy", "section", "name", "old", "new")
"""Columns of what two policies say otherwise."""

_LONGEST = 60
"""Signs of a rule in a table; JSON and CSV hold all of it."""


def list_rows(policies: Sequence[PolicyText]) -> list[tuple[str, ...]]:
    """One row for each edition."""
    return [
        (
            policy.name,
            policy.document,
            edition.version,
            edition.effective_from.isoformat(),
            edition.running_contracts,
            edition.digest,
        )
        for policy in policies
        for edition in policy.editions
    ]


def show_policies(console: Console, policies: Sequence[PolicyText]) -> None:
    """Print which policies there are."""
    rows = [(*row[:-1], row[-1][:12]) for row in list_rows(policies)]
    cells = list(zip(*rows, strict=True))
    goes = (0, 3, 0, 0, 2, 1)
    columns = zip(LIST_HEADER, cells, goes, strict=True)
    show_table(console, [Column(title, column, goes=place) for title, column, place in columns])


def show_policy(console: Console, policy: PolicyText) -> None:
    """Print what a policy says, edition by edition."""
    for edition in policy.editions:
        console.print(
            f"{words(policy.document)} ({policy.name}), version {edition.version}, in force from "
            f"{edition.effective_from}; running contracts {edition.running_contracts}."
        )
        _show_edition(console, edition)


def _show_edition(console: Console, edition: EditionText) -> None:
    targets = edition.targets
    console.print(f"\nTargets: {len(targets)}")
    show_table(
        console,
        [
            Column("target", [each.name for each in targets]),
            Column("clause", [each.clause for each in targets], goes=1),
            Column("words of the document", [each.quote for each in targets], folds=True),
        ],
    )
    console.print(f"\nParameters: {len(edition.parameters) or 'none'}")
    show_table(
        console,
        [
            Column("parameter", [each.name for each in edition.parameters]),
            Column("default", [_text(each.default) for each in edition.parameters]),
            Column("clause", [each.clause for each in edition.parameters], goes=1),
            Column("why", [each.why for each in edition.parameters], folds=True),
        ],
    )
    console.print(f"\nComputed, but not owed: {len(edition.exclusions) or 'never'}")
    for each in edition.exclusions:
        console.print(words(f"  {each.clause}: {each.quote}"))
    console.print()


def difference_rows(policies: Sequence[PolicyDifference]) -> list[tuple[str, ...]]:
    """One row for each thing that differs."""
    return [
        (policy.name, each.section, each.name, _text(each.old), _text(each.new))
        for policy in policies
        for each in policy.differences
    ]


def show_comparison(console: Console, comparison: PolicyComparison) -> None:
    """Print what differs, and what would move."""
    for policy in comparison.policies:
        console.print(_headline(policy))
        if policy.differences:
            show_table(console, _difference_columns(policy))
            console.print()
    if comparison.cases is not None:
        show_changes(console, comparison.cases, "Nothing was applied.")


def _headline(policy: PolicyDifference) -> str:
    if policy.old_version is None:
        return f"{policy.name}: new, version {policy.new_version}."
    if policy.new_version is None:
        return f"{policy.name}: gone, version {policy.old_version}."
    if not policy.differences:
        return f"{policy.name}: nothing differs."
    many = len(policy.differences)
    things = "1 thing differs" if many == 1 else f"{many} things differ"
    return f"{policy.name}: {things} between {policy.old_version} and {policy.new_version}."


def _difference_columns(policy: PolicyDifference) -> list[Column]:
    found = policy.differences
    return [
        Column("where", [each.place for each in found]),
        Column("old", [_short(each.old) for each in found], folds=True),
        Column("new", [_short(each.new) for each in found], folds=True),
    ]


def change_rows(changes: Changes) -> list[tuple[str, ...]]:
    """One row for each target that would move."""
    return [
        (
            each.line.line_id,
            each.line.partner_id,
            each.line.state.value,
            each.direction,
            _utc(each, "before"),
            _utc(each, "after"),
            each.before.target_kind,
            each.after.target_kind,
            str(each.before.owed).lower(),
            str(each.after.owed).lower(),
            " ".join(each.why),
        )
        for each in changes.moving
    ]


def show_changes(console: Console, changes: Changes, end: str) -> None:
    """Print targets that would move, those that stay, and those that cannot be derived."""
    moving = changes.moving
    console.print(f"Targets that would move: {len(moving) or 'none'}")
    if moving:
        show_table(console, _change_columns(moving))
    if changes.restamped:
        console.print(f"Targets that stay under other rules or data: {len(changes.restamped)}")
    _show_left(console, changes.not_derived)
    console.print(end)


def _change_columns(moving: Sequence[TargetChange]) -> list[Column]:
    return [
        Column("RMA line", [each.line.line_id for each in moving]),
        Column("partner", [each.line.partner_id for each in moving], goes=3),
        Column("state", [each.line.state.value for each in moving], goes=2),
        Column("due now", [moment(each.before.due_at, each.timezone).local for each in moving]),
        Column("would be", [moment(each.after.due_at, each.timezone).local for each in moving]),
        Column("direction", [each.direction for each in moving]),
        Column("kind", [_both(each.before.target_kind, each.after.target_kind) for each in moving]),
        Column("owed", [_both(_yes(each.before.owed), _yes(each.after.owed)) for each in moving]),
        Column("why", [" ".join(each.why) for each in moving], goes=1, folds=True),
    ]


def _show_left(console: Console, left: Sequence[NotDerived]) -> None:
    if left:
        console.print(f"Targets that cannot be derived, and stay: {len(left)}")
        for each in left:
            console.print(words(f"  {each.line.line_id}: {each.sentence}"))


def changes_document(changes: Changes) -> Mapping[str, object]:
    """Give the same list as JSON has it."""
    return {
        "digest": changes.digest,
        "moving": [dict(zip(CHANGE_HEADER, row, strict=True)) for row in change_rows(changes)],
        "restamped": len(changes.restamped),
        "not_derived": [
            {"line_id": each.line.line_id, "sentence": each.sentence}
            for each in changes.not_derived
        ],
    }


def _utc(change: TargetChange, which: str) -> str:
    return moment(getattr(change, which).due_at, "UTC").machine


def _both(before: str, after: str) -> str:
    return before if before == after else f"{before} -> {after}"


def _yes(word: object) -> str:
    return "yes" if word else "no"


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(value: object) -> str:
    text = "not there" if value is None else _text(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
