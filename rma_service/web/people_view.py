"""What the pages of accounts say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rma_service.domain.people import ApiKey, Person
from rma_service.web.door import Form
from rma_service.wording import Moment, minute_gone, moment

SHEET_HEADER = (
    "user_id",
    "sign_in_name",
    "name",
    "role",
    "partner_id",
    "created_at",
    "disabled_at",
)
"""Columns of the people as a file, named like the fields of a person."""

ADD_FIELDS = ("sign_in_name", "name", "role", "partner_id")
"""Fields of the form for somebody new."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One account in words."""

    user_id: str
    sign_in_name: str
    name: str
    role: str
    company: str
    since: Moment
    disabled: Moment | None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One API key in words; `open` while it is in force."""

    key_id: str
    label: str
    made: Moment
    until: Moment
    word: str
    open: bool


def person_row(person: Person, companies: Mapping[str, str]) -> PersonRow:
    """One account in words; a company that is not in use any more is called by its id."""
    company = person.partner_id or ""
    return PersonRow(
        user_id=person.user_id,
        sign_in_name=person.sign_in_name,
        name=person.name or person.sign_in_name,
        role=person.role.value.capitalize(),
        company=companies.get(company, company),
        since=minute_gone(person.created_at, "UTC"),
        disabled=minute_gone(person.disabled_at, "UTC") if person.disabled_at else None,
    )


def key_row(key: ApiKey, now: datetime) -> KeyRow:
    """One API key in words."""
    ended = "Revoked" if key.revoked_at else "Expired" if key.expires_at <= now else ""
    return KeyRow(
        key_id=key.key_id,
        label=key.label,
        made=minute_gone(key.created_at, "UTC"),
        until=moment(key.expires_at, "UTC"),
        word=ended or "In force",
        open=not ended,
    )


def sheet_row(person: Person) -> Sequence[object]:
    """One account as a row of a file."""
    return [getattr(person, name) for name in SHEET_HEADER]


def add_fields(form: Form | None) -> Mapping[str, str]:
    """What was entered for somebody new."""
    return {name: form.text(name) if form else "" for name in ADD_FIELDS}
