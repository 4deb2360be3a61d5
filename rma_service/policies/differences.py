"""What differs between two editions of a policy, rule by rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rma_service.policies.policy import Policy
from rma_service.policies.texts import edition_text

FIRST = ("params", "targets", "exclusions")
"""Sections that say what is owed; the others, which say how, come behind them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; None: it is not there."""

    section: str
    name: str
    old: object
    new: object

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return f"{self.section}: {self.name}" if self.name else self.section


def differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """Say what two editions say otherwise; comments, order of keys and layout do not count."""
    before, after = _sections(old), _sections(new)
    others = [name for name in {**before, **after} if name not in FIRST]
    return tuple(
        difference
        for section in (*FIRST, *others)
        for difference in _of_section(section, before.get(section, {}), after.get(section, {}))
    )


def _sections(policy: Policy) -> dict[str, dict[str, object]]:
    """Sections of a file as entries by name; a section without entries is one without a name."""
    text = edition_text(policy)
    found = {name: _entries(node) for name, node in policy.source.items()}
    found["targets"] = _numbered((each.name, each.rule) for each in text.targets)
    found["exclusions"] = _numbered((each.clause, each.rule) for each in text.exclusions)
    define = policy.source.get("define", {})
    found["define"] = {
        f"{kind}.{name}": node for kind, nodes in define.items() for name, node in nodes.items()
    }
    return found


def _entries(node: object) -> dict[str, object]:
    return dict(node) if isinstance(node, Mapping) else {"": node}


def _numbered(entries: Iterator[tuple[str, Any]]) -> dict[str, object]:
    """Entries by name; several of one name are told apart by their number."""
    found: dict[str, object] = {}
    for name, node in entries:
        place = sum(1 for known in found if known == name or known.startswith(f"{name} #"))
        found[f"{name} #{place + 1}" if place else name] = node
    return found


def _of_section(
    section: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Difference]:
    for name in {**old, **new}:
        yield from _of_entry(section, name, old.get(name), new.get(name))


def _of_entry(section: str, name: str, old: object, new: object) -> Iterator[Difference]:
    """Of an entry that both have, the keys that differ; else the entry as a whole."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {**old, **new}:
            if old.get(key) != new.get(key):
                yield Difference(section, f"{name}.{key}", old.get(key), new.get(key))
    elif old != new:
        yield Difference(section, name, old, new)
