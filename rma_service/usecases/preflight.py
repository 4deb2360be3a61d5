"""Check a request before it is sent: what would become of it, and how more of it would be owed.

It is judged and promised by the very code that opens an RMA, beside what the partner has sent.
Nothing is written: there is no transaction that could write.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rma_service.db.engine import Database
from rma_service.domain.people import Principal
from rma_service.domain.rma_record import Promise, RmaLine, Terms
from rma_service.domain.rma_request import NewRma
from rma_service.usecases.advising import Advice, Wish, advice_on
from rma_service.usecases.basis import basis_of
from rma_service.usecases.crowds import sent_at
from rma_service.usecases.intake import lines_of
from rma_service.usecases.neighbors import ask, harmed_among, lines_beside
from rma_service.usecases.promising import promised
from rma_service.usecases.rmas import Clock, new_number, new_token, partner_of
from rma_service.usecases.solving import Solve, at_once_or_in_child

LOOKED_AHEAD = timedelta(days=7)
"""How far ahead RMAs are looked for that advice must not meet; few are requested in the future."""


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """What would become of one line, by its place in the request, counted from one."""

    place: int
    line: RmaLine


@dataclass(frozen=True, slots=True)
class Harmed:
    """A line that was sent before and would lose its guarantee, with the terms it would have."""

    line: RmaLine
    terms: Terms


@dataclass(frozen=True, slots=True)
class Preflight:
    """The answer to a request that is not sent; `timezone` is that of its site."""

    checked_at: datetime
    partner_id: str
    site_id: str
    timezone: str
    lines: tuple[CheckedLine, ...]
    harmed: tuple[Harmed, ...]
    advice: Advice


def preflight(
    database: Database,
    clock: Clock,
    principal: Principal,
    new: NewRma,
    token: str | None = None,
    solve: Solve = at_once_or_in_child,
) -> Preflight:
    """Say of a request what opening an RMA with it would say now, and how to do better.

    Raises
    ------
    Refused
        When it names what is not there, as opening it would.
    """
    partner_id, at = partner_of(principal, new), clock()
    number = new_number(at, token or new_token())
    with database.read() as tx:
        basis = basis_of(tx)
        asked = ask(tx, lines_of(new, partner_id, number, at, basis), basis, at)
        latest = [sent_at(line, number, at + LOOKED_AHEAD) for line in asked.lines]
        beside = lines_beside(tx, [*asked.lines, *latest], basis)
    ready = promised(asked.judged.lines, asked.network, at, solve)
    harmed = harmed_among(asked.judged.beside, asked.judged.changed)
    return Preflight(
        at,
        partner_id,
        new.site_id,
        basis.directory.network.sites[new.site_id].timezone,
        tuple(CheckedLine(place, named) for place, named in enumerate(_named(ready, number), 1)),
        tuple(Harmed(old, terms) for old, terms in harmed),
        advice_on(Wish(asked.lines, beside, at), basis),
    )


def _named(lines: Sequence[RmaLine], number: str) -> list[RmaLine]:
    """Lines whose sentences name each other by their places, as there is no number yet."""
    return [
        replace(
            line,
            state_sentence=_with_places(line.state_sentence, number),
            promise=None if line.promise is None else _promise_named(line.promise, number),
        )
        for line in lines
    ]


def _promise_named(promise: Promise, number: str) -> Promise:
    reasons = [
        {
            name: _with_places(text, number) if isinstance(text, str) else text
            for name, text in reason.items()
        }
        for reason in promise.reasons
    ]
    return replace(promise, sentence=_with_places(promise.sentence, number) or "", reasons=reasons)


def _with_places(text: str | None, number: str) -> str | None:
    """A text that names `line 2` where it named the second line of an RMA by its id."""
    if text is None:
        return None
    head, *rest = text.split(f"{number}-")
    return head + "".join(f"line {int(part[:2])}{part[2:]}" for part in rest)
