"""Who asks: a person or key, in one role, and for partners of one company."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does here. Source: product.md, "People"."""

    PARTNER = "partner"
    DISPATCHER = "dispatcher"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who has shown who they are; a partner always belongs to one company."""

    principal_id: str
    role: Role
    partner_id: str | None = None

    def __post_init__(self) -> None:
        """Refuse a partner without company, and staff with one."""
        if (self.role is Role.PARTNER) != (self.partner_id is not None):
            raise ValueError(
                f"{self.principal_id} is {self.role}: partners have a company, others have none."
            )
