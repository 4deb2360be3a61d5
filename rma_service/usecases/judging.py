"""What becomes of requests: lines with targets, or set aside; for files and the record alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from optimizer.calendars import UnknownYearError, instant_text
from optimizer.dispatch.problem import Line, SetAside, Target
from optimizer.files.records import Directory, RequestRow
from rma_service.domain.batch import BatchCounts, BatchFact, batch_counts
from rma_service.domain.clock_log import stands_since
from rma_service.domain.refusal import Refusal
from rma_service.policies.case import BadCaseError, HaltedError
from rma_service.policies.deadline import Deadline, deadline
from rma_service.policies.policy import Policy
from rma_service.usecases.clock_events import NO_CLOCK, NO_CLOCKS, Clocks
from rma_service.usecases.contract_rules import rules_of_request
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.request_facts import Request
from rma_service.usecases.standing import as_arranged

_Made = TypeVar("_Made")
_State = Literal["rejected", "on_hold"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules of business make of requests, each in the order of the requests."""

    lines: tuple[Line, ...]
    set_aside: tuple[SetAside, ...]


def judge_lines(
    directory: Directory,
    policies: Mapping[str, Policy],
    rows: Sequence[RequestRow],
    clocks: Clocks = NO_CLOCKS,
) -> Judged:
    """Judge requests together: entitlement, fault tag, batch guard, deadline.

    The directory gives network and contracts; its own requests are not looked at. What the clock
    log of a line says goes before what its request says.

    Raises
    ------
    FaultyInput
        When a contract names a policy that is not there, or a policy cannot judge a line.

    Source: dispatch.md, "Released" and `rejected`, `on_hold` under "Details, settled once".
    """
    requests = _requests(directory, policies, rows, clocks)
    refused = {each.row.line_id: each.refusal() for each in requests}
    rejected = _set_aside("rejected", requests, refused)
    entitled = _without(requests, rejected)
    held = _set_aside("on_hold", entitled, {e.row.line_id: _hold(e) for e in entitled})
    counts = _batch_counts(entitled)
    lines = _lines(_without(entitled, held), counts)
    set_aside = rejected | held
    in_order = (set_aside[e.row.line_id] for e in requests if e.row.line_id in set_aside)
    return Judged(lines, tuple(in_order))


def deadlines_of(
    directory: Directory,
    policies: Mapping[str, Policy],
    rows: Sequence[RequestRow],
    clocks: Clocks = NO_CLOCKS,
) -> dict[str, Deadline]:
    """Deadlines of the requests that get one, by line id, each with the trace of how it came.

    Raises
    ------
    FaultyInput
        As `judge_lines` does.
    """
    requests = _requests(directory, policies, rows, clocks)
    entitled = [each for each in requests if each.refusal() is None]
    counts = _batch_counts(entitled)
    running = [each for each in entitled if _hold(each) is None]
    found = _of_each(running, lambda each: _deadline(each, counts, trace=True))
    return {each.row.line_id: deadline for each, deadline in zip(running, found, strict=True)}


def batch_facts(
    directory: Directory, policies: Mapping[str, Policy], rows: Sequence[RequestRow]
) -> list[BatchFact]:
    """What the batch guard would know of requests; nothing of those whose policy has none."""
    requests = _requests(directory, policies, rows, NO_CLOCKS)
    guarded = [each for each in requests if each.policy.batch_guard is not None]
    return _of_each(guarded, Request.batch_fact)


def owed_if(
    directory: Directory, policies: Mapping[str, Policy], row: RequestRow, counts: BatchCounts
) -> bool:
    """Whether a request would be owed a guarantee if the batch guard counted so many."""
    (request,) = _requests(directory, policies, [row], NO_CLOCKS)
    return _deadline(request, {row.line_id: counts}).owed


def _requests(
    directory: Directory,
    policies: Mapping[str, Policy],
    rows: Sequence[RequestRow],
    clocks: Clocks,
) -> list[Request]:
    named = {row.line_id: directory.contracts[row.contract_id] for row in rows}
    unknown = {
        f"Contract {contract.contract_id} names the policy {contract.policy}, of which there is no "
        f"file; known are: {', '.join(sorted(policies))}."
        for contract in named.values()
        if contract.policy not in policies
    }
    if unknown:
        raise FaultyInput(sorted(unknown))
    return [
        Request(
            row,
            directory,
            rules_of_request(directory, policies, row).policy,
            clocks.get(row.line_id, NO_CLOCK),
        )
        for row in rows
    ]


def _hold(each: Request) -> Refusal | None:
    """Why nothing is planned for a line yet; None: its clock runs."""
    if each.row.form_completed_at is None:
        return Refusal(
            "incomplete_form", "The fault tag and request form are not complete; no clock runs yet."
        )
    since = stands_since(each.clock)
    return None if since is None else _halted(each, since)


def _halted(each: Request, since: datetime) -> Refusal | None:
    """Why a line waits whose clock stands, if it is the clock of its replacement that does."""
    case = each.case()
    try:
        deadline(each.policy, case, trace=False)
    except HaltedError:
        rule = each.policy.rules[case.target, case.service_level, case.priority]
        at = instant_text(since)
        sentence = f"Its clock stands since {at}; nothing is planned before it runs again."
        return Refusal("clock_stands", sentence, rule.clause)
    except BadCaseError:
        pass  # the judgement that follows says why
    return None


def _set_aside(
    state: _State, requests: Sequence[Request], refused: Mapping[str, Refusal | None]
) -> dict[str, SetAside]:
    """Set refused lines aside, and with each the rest of its kit."""
    first_of_kit: dict[str, tuple[str, Refusal]] = {}
    for each in requests:
        refusal = refused[each.row.line_id]
        if each.row.ship_together and refusal is not None:
            first_of_kit.setdefault(each.row.rma_number, (each.row.line_id, refusal))
    aside = {}
    for each in requests:
        refusal = refused[each.row.line_id]
        if refusal is None and each.row.ship_together and each.row.rma_number in first_of_kit:
            refusal = _following(state, *first_of_kit[each.row.rma_number])
        if refusal is not None:
            aside[each.row.line_id] = _aside(state, each, refusal)
    return aside


def _following(state: _State, leader_id: str, refusal: Refusal) -> Refusal:
    what = "rejected" if state == "rejected" else "on hold"
    return Refusal(
        refusal.rule,
        f"Ships together with {leader_id}, which is {what}: {refusal.sentence}",
        refusal.clause,
    )


def _aside(state: _State, each: Request, refusal: Refusal) -> SetAside:
    return SetAside(
        each.row.rma_number,
        each.row.line_id,
        each.row.partner_id,
        state,
        refusal.sentence,
        refusal.clause or each.policy.refusals.get(refusal.rule, each.policy.document),
    )


def _without(requests: Iterable[Request], aside: Mapping[str, SetAside]) -> list[Request]:
    return [each for each in requests if each.row.line_id not in aside]


def _batch_counts(requests: Sequence[Request]) -> dict[str, BatchCounts]:
    """Count by each policy's own guard; RMAs under different policies do not meet.

    Lines that different editions of one policy judge do meet, each by the guard of its own.
    """
    guarded = [each for each in requests if each.policy.batch_guard is not None]
    facts = _of_each(guarded, Request.batch_fact)
    counts: dict[str, BatchCounts] = {}
    judging = {(each.policy.name, each.policy.version): each.policy for each in guarded}
    for policy in judging.values():
        if policy.batch_guard is None:
            continue
        alike = [
            fact
            for each, fact in zip(guarded, facts, strict=True)
            if each.policy.name == policy.name
        ]
        found = batch_counts(policy.batch_guard, alike)
        own = (each.row.line_id for each in requests if each.policy is policy)
        counts |= {line_id: found[line_id] for line_id in own}
    return counts


def _lines(requests: Sequence[Request], counts: Mapping[str, BatchCounts]) -> tuple[Line, ...]:
    return tuple(_of_each(requests, lambda each: _line(each, _deadline(each, counts))))


def _deadline(each: Request, counts: Mapping[str, BatchCounts], *, trace: bool = False) -> Deadline:
    found = deadline(each.policy, each.case(counts.get(each.row.line_id)), trace=trace)
    return as_arranged(found, each.row, each.standing(), each.policy)


def _of_each(requests: Sequence[Request], make: Callable[[Request], _Made]) -> list[_Made]:
    """Make something of every request, or say of every bad one why it cannot be judged."""
    made, sentences = [], []
    for each in requests:
        try:
            made.append(make(each))
        except (BadCaseError, UnknownYearError) as bad:
            sentences.append(f"Line {each.row.line_id} has no deadline: {bad}")
    if sentences:
        raise FaultyInput(sentences)
    return made


def _line(each: Request, deadline: Deadline) -> Line:
    row = each.row
    return Line(
        row.line_id,
        row.rma_number,
        row.partner_id,
        row.site_id,
        row.part_number,
        deadline.received_at,
        row.ship_together,
        Target(
            deadline.kind,
            deadline.due_at,
            deadline.owed,
            deadline.clause,
            deadline.confidence,
            deadline.miss_weight,
            deadline.late_weight,
            deadline.not_owed_reason,
        ),
    )
