"""Why a line is not served at all: the rule that refuses it, and one sentence."""

from dataclasses import dataclass
from typing import Literal

Rule = Literal[
    "no_replacement",
    "contract_parties",
    "contract_dates",
    "service_level",
    "fault_tag",
    "retention",
    "incomplete_form",
    "clock_stands",
]
"""Rules that refuse a line; a policy file gives the clause behind each."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line is refused by a rule; the sentence names the facts.

    The clause is that behind the facts; None: the policy names one for the rule.
    """

    rule: Rule
    sentence: str
    clause: str | None = None
