"""One case to judge: what happened, where, and what may be wrong with such a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import Literal

CaseFault = Literal[
    "unknown_policy",
    "unknown_target",
    "unknown_level",
    "unknown_place",
    "missing_field",
    "bad_instant",
    "bad_parameter",
    "events_out_of_order",
]


class BadCaseError(ValueError):
    """A case that cannot be judged. Source: deadlines.md, "Input and output of an evaluation"."""

    def __init__(self, fault: CaseFault, detail: str, field: str | None = None) -> None:
        """Keep the type of the fault and the event or parameter at fault beside its sentence."""
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
        self.field = field


class AbsentError(BadCaseError):
    """A rule needs a fact that the case does not have."""

    def __init__(self, *names: str) -> None:
        """Keep the names of the events, any one of which would do."""
        needed = f"the event {names[0]}" if len(names) == 1 else f"one of {', '.join(names)}"
        super().__init__("missing_field", f"The case needs {needed}.", names[0])
        self.names = names


class HaltedError(BadCaseError):
    """A clock stands: what it measures is not known before it runs again."""

    def __init__(self) -> None:
        """Say so; there is nothing that the case could be blamed for."""
        super().__init__("missing_field", "The clock stands; the end of the halt is not known yet.")


@dataclass(frozen=True, slots=True)
class Case:
    """What a target is asked for; events and params by the names of the policy file.

    Instants are aware or written with Z, dates are dates or written like 2026-11-23. The place is
    the customer's: `subdivision` as the holiday data names it, `timezone` as IANA does. Level and
    priority may be None where the target does not depend on them.
    """

    target: str
    service_level: str | None
    priority: str | None
    event: Mapping[str, object]
    country: str
    subdivision: str | None
    timezone: str
    params: Mapping[str, object] = with_default(default_factory=dict)
