"""One effect for each idempotency key: the answer is kept in the transaction of the effect.

A use case that writes opens its transaction with `writing` and ends it with `kept`. The key is
claimed first, so a second request with the same key waits for the first one and gets its answer.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from rma_service.db import idempotency
from rma_service.db.engine import Connection, Database, insisted
from rma_service.domain.errors import KeyReused
from rma_service.domain.once import Answer, Claim

T = TypeVar("T")

KEPT_FOR = timedelta(days=7)
"""How long an answer is repeated: longer than any client tries again. Source: docs/api.md."""


class AlreadyAnswered(Exception):  # noqa: N818 - says what is so, not that the program failed
    """The same request came before; its answer holds, and nothing is done again."""

    def __init__(self, answer: Answer) -> None:
        """Carry the first answer."""
        super().__init__("This request was answered before.")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Once(Generic[T]):
    """A claim, and how the value of the use case becomes the answer that is kept."""

    claim: Claim
    render: Callable[[T], Answer]


@contextmanager
def writing(database: Database, once: Once[T] | None) -> Iterator[Connection]:
    """Open the transaction of a use case, with the key claimed in it.

    Raises
    ------
    AlreadyAnswered
        When the request with this key is done.
    KeyReused
        When the key belongs to another request.
    """
    with database.write() as tx:
        if once is not None and not idempotency.insert_claim(tx, once.claim):
            refuse_second(idempotency.load(tx, once.claim), once.claim)
        yield tx


def kept(tx: Connection, once: Once[T] | None, value: T) -> T:
    """Keep the answer to a value, and give the value back."""
    if once is not None:
        idempotency.save_answer(tx, once.claim, once.render(value))
    return value


def done_once(
    database: Database, claim: Claim, render: Callable[[T], Answer], act: Callable[[Once[T]], T]
) -> T:
    """Do what a request asks once; again when the database gave it up in favor of another one.

    Raises
    ------
    AlreadyAnswered, KeyReused
        As `writing` does.
    """
    look_back(database, claim)
    return insisted(lambda: act(Once(claim, render)))


def look_back(database: Database, claim: Claim) -> None:
    """Stop a request that was answered before, without waiting for a writer.

    Raises
    ------
    AlreadyAnswered, KeyReused
        As `writing` does.
    """
    with database.read() as tx:
        refuse_second(idempotency.load(tx, claim), claim)


def forget_answers(database: Database, clock: Callable[[], datetime]) -> int:
    """Forget answers whose requests nobody repeats any more; gives how many."""
    with database.write() as tx:
        return idempotency.drop_answers(tx, clock() - KEPT_FOR)


def refuse_second(known: tuple[str, Answer] | None, claim: Claim) -> None:
    """Stop when a request with this key is known: by its answer, or because it was another one."""
    if known is None:
        return
    fingerprint, answer = known
    if fingerprint != claim.fingerprint:
        raise KeyReused(
            "This Idempotency-Key was sent before with another request: take a new one."
        )
    raise AlreadyAnswered(answer)
