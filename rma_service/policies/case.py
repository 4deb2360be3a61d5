"""One case to judge: what happened, where, and what may be wrong with such a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

CaseFault = Literal[
    "unknown_target",
    "unknown_level",
    "unknown_place",
    "missing_field",
    "bad_instant",
    "bad_parameter",
]


class BadCaseError(ValueError):
    """A case that cannot be judged. Source: deadlines.md, "Error types of a bad case"."""

    def __init__(self, fault: CaseFault, detail: str) -> None:
        """Keep the type of the fault beside its sentence."""
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Case:
    """What a deadline is asked for; events and params by the names of the policy file.

    Instants are aware or written with Z. The place is the customer's: `subdivision` as the
    holiday data names it, `timezone` as IANA does.
    """

    target: str
    service_level: str
    priority: str | None
    event: Mapping[str, object]
    country: str
    subdivision: str | None
    timezone: str
    params: Mapping[str, object] = field(default_factory=dict)
