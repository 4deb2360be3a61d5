"""What a policy file says, for people and programs to read: its targets, readings, exclusions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rma_service.policies.policy import Policy

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ParameterText:
    """One ambiguity of the document: how we read it, how else one could, and why we do so."""

    name: str
    type: str
    default: object
    alternatives: tuple[object, ...]
    clause: str
    why: str


@dataclass(frozen=True, slots=True)
class TargetText:
    """One target: for whom it is set, by which words, and its rule as the file writes it."""

    target: str
    service_levels: tuple[str, ...]
    priorities: tuple[str, ...]
    clause: str
    quote: str
    rule: Node

    @property
    def name(self) -> str:
        """Its name, with the service levels and priorities for which it is set."""
        return ", ".join((self.target, *self.service_levels, *self.priorities))


@dataclass(frozen=True, slots=True)
class ExclusionText:
    """One reason for which a deadline is computed but not owed."""

    targets: tuple[str, ...]
    clause: str
    quote: str
    rule: Node


@dataclass(frozen=True, slots=True)
class EditionText:
    """Everything that one edition of a policy says."""

    version: str
    effective_from: date
    running_contracts: str
    digest: str
    parameters: tuple[ParameterText, ...]
    targets: tuple[TargetText, ...]
    exclusions: tuple[ExclusionText, ...]


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A policy with all its editions, the newest first."""

    name: str
    document: str
    editions: tuple[EditionText, ...]


def policy_text(policy: Policy) -> PolicyText:
    """Tell what a policy says."""
    editions = tuple(edition_text(each) for each in reversed(policy.editions))
    return PolicyText(policy.name, policy.document, editions)


def edition_text(policy: Policy) -> EditionText:
    """Tell what one edition says."""
    return EditionText(
        policy.version,
        policy.effective_from,
        policy.running_contracts,
        policy.digest,
        tuple(_parameters(policy.source.get("params", {}))),
        tuple(_target(node) for node in policy.source.get("targets", ())),
        tuple(_exclusion(node) for node in policy.source.get("exclusions", ())),
    )


def _parameters(nodes: Node) -> Iterator[ParameterText]:
    for name, node in nodes.items():
        yield ParameterText(
            name,
            node["type"],
            node["default"],
            tuple(node["alternatives"]),
            node["clause"],
            node["why"],
        )


def _target(node: Node) -> TargetText:
    when = node.get("when", {})
    return TargetText(
        node["target"],
        _words(when.get("service_level", ())),
        _words(when.get("priority", ())),
        node["clause"],
        node["quote"],
        node,
    )


def _exclusion(node: Node) -> ExclusionText:
    return ExclusionText(_words(node["targets"]), node["clause"], node["quote"], node)


def _words(nodes: Sequence[str]) -> tuple[str, ...]:
    return tuple(nodes)
