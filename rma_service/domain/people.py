"""Who asks: a person or key, in one role, and for partners of one company.

Source of the roles: product.md, "People".
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zlib import crc32


class Role(StrEnum):
    """What a person does here."""

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
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse a partner without company, and staff with one."""
        if (self.role is Role.PARTNER) != (self.partner_id is not None):
            raise ValueError(
                f"{self.principal_id} is {self.role}: partners have a company, others have none."
            )


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in under a name with a password."""

    sign_in_name: str
    password_hash: str
    principal: Principal


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, as administrators see it; a disabled one opens nothing."""

    user_id: str
    sign_in_name: str
    name: str
    role: Role
    partner_id: str | None
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who shall have an account. A partner belongs to a company, staff to none."""

    sign_in_name: str
    name: str
    role: Role
    partner_id: str | None
    password: str


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key with which a program acts for a person; its secret is not part of it."""

    key_id: str
    label: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyText:
    """The text of an API key: `rma_<environment>_<id>_<secret>_<checksum>`.

    The checksum lets a mistyped key be refused without asking the database, and lets a scanner
    tell a leaked key from noise. Source: GitHub, "Behind GitHub's new authentication token
    formats", 2021.
    """

    environment: str
    key_id: str
    secret: str

    def __str__(self) -> str:
        """Give the whole key, with its checksum."""
        stem = f"rma_{self.environment}_{self.key_id}_{self.secret}"
        return f"{stem}_{crc32(stem.encode()):08x}"


_KEY = re.compile(r"rma_([a-z]{1,12})_([0-9a-f]{16})_([0-9a-f]{64})_[0-9a-f]{8}", re.ASCII)


def read_key(text: str) -> KeyText | None:
    """Read an API key; None when it has not the form of one, or its checksum is wrong."""
    match = _KEY.fullmatch(text)
    if match is None:
        return None
    key = KeyText(*match.groups())
    return key if str(key) == text else None
