"""What the page of health says."""

from dataclasses import dataclass

from rma_service.usecases.health import Readiness


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the service stands on."""

    word: str
    good: bool
    found: str


@dataclass(frozen=True, slots=True)
class HealthView:
    """All of them, and one sentence."""

    lead: str
    checks: tuple[Check, ...]


def health_view(found: Readiness) -> HealthView:
    """The state of the service in words."""
    tables = f"tables of revision {found.revision}, wanted {found.wanted_revision}"
    checks = [
        Check("Database", good=True, found=f"{found.database} answers"),
        Check("Tables", good=found.ready, found=tables),
    ]
    if found.library:
        checks.append(Check("Library of the database", good=True, found=found.library))
    lead = "Everything is in order." if found.ready else "The service cannot work as it is."
    return HealthView(lead, tuple(checks))
