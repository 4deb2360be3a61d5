"""An answer that is given once and repeated word for word."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a writing request was answered, to the byte."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that a principal chose for one request, and what marks that request.

    The fingerprint is a hash of the route and everything that was sent: another one under the
    same key is another request.
    """

    principal_id: str
    key: str
    route: str
    fingerprint: str
    at: datetime
