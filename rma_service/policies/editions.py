"""Editions of one policy: which of them judges, and what marks the text of each."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Literal, Protocol, TypeVar


class Edition(Protocol):
    """What tells one edition from another."""

    @property
    def effective_from(self) -> date:
        """First day on which it is in force."""

    @property
    def running_contracts(self) -> Literal["follow", "keep"]:
        """Whether contracts that began under it follow later editions, or keep this one."""


EditionT = TypeVar("EditionT", bound=Edition)


def in_force(editions: Sequence[EditionT], on: date) -> EditionT:
    """The edition in force on a date, of editions with the oldest first.

    The oldest one is taken for dates before it too: of what was in force then, nothing is known.
    """
    begun = [edition for edition in editions if edition.effective_from <= on]
    return begun[-1] if begun else editions[0]


def judging(
    editions: Sequence[EditionT], service_start: date | None, requested_on: date
) -> EditionT:
    """The edition that judges what a contract asks for on a date, local at its site.

    A contract that began under an edition which running contracts keep stays with it. Every other
    one follows: the edition in force on the day of the request judges. A contract of which no
    start is known yet follows too.

    Source: deadlines.md, rule DC-POLVER.
    """
    if service_start is not None:
        first = in_force(editions, service_start)
        if first.running_contracts == "keep":
            return first
    return in_force(editions, requested_on)


def text_digest(document: Mapping[str, object]) -> str:
    """Mark of what a policy file says; comments, order and layout do not count."""
    return sha256(_canonical(document).encode("ascii")).hexdigest()


def rules_digest(text: str, params: Mapping[str, object]) -> str:
    """Mark of the rules of a contract: the mark of its policy, and the readings of its own."""
    if not params:
        return text
    return sha256(f"{text} {_canonical(params)}".encode("ascii")).hexdigest()


def _canonical(document: Mapping[str, object]) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
