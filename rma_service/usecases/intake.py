"""From fault tags to lines of the record: what was sent is checked, and judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from optimizer.calendars import zone
from optimizer.dispatch.problem import Line, SetAside
from optimizer.files.records import Directory, RequestRow
from rma_service.domain.errors import Refused
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Reported, RmaLine, Terms
from rma_service.domain.rma_request import NewLine, NewRma
from rma_service.policies.policy import Policy
from rma_service.usecases.contract_rules import rules_of, rules_of_request
from rma_service.usecases.judging import judge_lines
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.standing import contract_at
from rma_service.usecases.versions import calendar_versions

MOST_LINES = 100
"""Lines of one RMA."""

OLDEST_FAULT = timedelta(days=5 * 366)
"""How long ago a fault may have been observed."""

CLOCKS_APART = timedelta(minutes=5)
"""By how much the clock of whoever observes may be ahead of ours."""

Policies = Mapping[str, Policy]


@dataclass(frozen=True, slots=True)
class Basis:
    """The facts and rules by which lines are judged."""

    directory: Directory
    policies: Policies
    network_version: int


def lines_of(
    new: NewRma, partner_id: str, number: str, at: datetime, basis: Basis
) -> list[RmaLine]:
    """Lines that a request asks for, not judged yet.

    Raises
    ------
    Refused
        When it names what is not there or not the partner's; every such thing has a sentence.
    """
    sentences = [*_about_rma(new, partner_id, basis)]
    for place, tag in enumerate(new.lines, start=1):
        sentences += [f"Line {place}: {why}" for why in _about_tag(tag, new, partner_id, at, basis)]
        if tag.fault_observed_at < at - OLDEST_FAULT:
            sentences.append(f"Line {place}: The fault was observed more than five years ago.")
        if tag.fault_observed_at > at + CLOCKS_APART:
            sentences.append(f"Line {place}: The fault is observed in the future.")
    if sentences:
        raise Refused(sentences)
    return [
        RmaLine(
            partner_id,
            number,
            f"{number}-{place:02d}",
            _reported(tag, new, partner_id, at, basis.directory),
            State.ON_HOLD,
        )
        for place, tag in enumerate(new.lines, start=1)
    ]


def judged(lines: Sequence[RmaLine], basis: Basis) -> list[RmaLine]:
    """Give lines the state and terms that the rules give them, all judged together.

    Raises
    ------
    Refused
        When a policy cannot judge a line.
    """
    rows = [request_row(line) for line in lines]
    clocks = {line.line_id: line.clock for line in lines}
    try:
        found = judge_lines(basis.directory, basis.policies, rows, clocks)
    except FaultyInput as faulty:
        raise Refused(faulty.sentences) from faulty
    served = {line.line_id: line for line in found.lines}
    aside = {each.line_id: each for each in found.set_aside}
    return [
        _set_aside(line, aside[line.line_id])
        if line.line_id in aside
        else _served(line, served[line.line_id], basis)
        for line in lines
    ]


def request_row(line: RmaLine) -> RequestRow:
    """The line as the rules of business know requests."""
    told = line.reported
    return RequestRow(
        rma_number=line.rma_number,
        line_id=line.line_id,
        partner_id=line.partner_id,
        contract_id=told.contract_id,
        site_id=told.site_id,
        platform=told.platform,
        product_serial=told.product_serial,
        part_number=told.part_number,
        faulty_serial=told.faulty_serial,
        priority=told.priority,
        requested_at=told.requested_at,
        part_deemed_necessary_at=told.part_deemed_necessary_at,
        form_completed_at=told.form_completed_at,
        fault_observed_at=told.fault_observed_at,
        fault_code=told.fault_code,
        data_removed=told.data_removed,
        ship_together=told.ship_together,
    )


def line_of_row(row: RequestRow) -> RmaLine:
    """A request of a file as a line of the record, not judged yet."""
    told = Reported(
        contract_id=row.contract_id,
        site_id=row.site_id,
        platform=row.platform,
        product_serial=row.product_serial,
        part_number=row.part_number,
        faulty_serial=row.faulty_serial,
        priority=row.priority,
        requested_at=row.requested_at,
        part_deemed_necessary_at=row.part_deemed_necessary_at,
        form_completed_at=row.form_completed_at,
        fault_observed_at=row.fault_observed_at,
        fault_code=row.fault_code,
        data_removed=row.data_removed,
        ship_together=row.ship_together,
    )
    return RmaLine(row.partner_id, row.rma_number, row.line_id, told, State.ON_HOLD)


def _set_aside(line: RmaLine, why: SetAside) -> RmaLine:
    return replace(
        line,
        state=State(why.state),
        state_sentence=why.sentence,
        state_clause=why.clause,
        terms=None,
    )


def _served(line: RmaLine, asked: Line, basis: Basis) -> RmaLine:
    target = asked.target
    terms = Terms(
        received_at=asked.released_at,
        target_kind=target.kind,
        due_at=target.due_at,
        owed=target.owed,
        clause=target.clause,
        confidence=target.confidence,
        miss_weight=target.miss_weight,
        late_weight=target.late_weight,
        not_owed_reason=target.not_owed_reason,
        **derived_by(line, basis),
    )
    return replace(line, state=State.OPEN, state_sentence=None, state_clause=None, terms=terms)


def _about_rma(new: NewRma, partner_id: str, basis: Basis) -> Iterable[str]:
    directory = basis.directory
    site = directory.network.sites.get(new.site_id)
    if site is None or site.partner_id != partner_id:
        yield f"There is no site {new.site_id} of this partner."
    if not 1 <= len(new.lines) <= MOST_LINES:
        yield f"An RMA has 1 to {MOST_LINES} lines, not {len(new.lines)}."


def _about_tag(
    tag: NewLine, new: NewRma, partner_id: str, at: datetime, basis: Basis
) -> Iterable[str]:
    directory = basis.directory
    contract_id = _contract_id(tag, new.site_id, partner_id, directory)
    contract = None if contract_id is None else directory.contracts.get(contract_id)
    if contract_id is None:
        yield f"No contract is known for {tag.platform} at {new.site_id}: name one."
    elif contract is None or contract.partner_id != partner_id:
        yield f"There is no contract {contract_id} of this partner."
    elif contract.policy in basis.policies and new.site_id in directory.network.sites:
        requested_on = at.astimezone(zone(directory.network.sites[new.site_id].timezone)).date()
        policy = rules_of(basis.policies, contract, requested_on).policy
        if new.priority not in policy.priorities:
            known = ", ".join(sorted(policy.priorities))
            yield f"Priority {new.priority} is none of {known}."
    if tag.part_number not in directory.network.parts:
        yield f"There is no part {tag.part_number}."
    if tag.fault_code not in directory.fault_codes:
        yield f"There is no fault code {tag.fault_code}."
    if tag.form_complete and not tag.product_serial:
        yield "A complete form names the serial of the product."


def _reported(
    tag: NewLine, new: NewRma, partner_id: str, at: datetime, directory: Directory
) -> Reported:
    contract_id = _contract_id(tag, new.site_id, partner_id, directory)
    return Reported(
        contract_id=str(contract_id),
        site_id=new.site_id,
        platform=tag.platform,
        product_serial=tag.product_serial,
        part_number=tag.part_number,
        faulty_serial=tag.faulty_serial,
        priority=new.priority,
        requested_at=at,
        part_deemed_necessary_at=at,
        form_completed_at=at if tag.form_complete else None,
        fault_observed_at=tag.fault_observed_at,
        fault_code=tag.fault_code,
        data_removed=tag.data_removed,
        ship_together=new.ship_together,
        symptom=tag.symptom,
        initial_warranty_ends_on=tag.initial_warranty_ends_on,
    )


def _contract_id(tag: NewLine, site_id: str, partner_id: str, directory: Directory) -> str | None:
    """Contract that a tag names, else that of its unit, unless the site is another partner's."""
    site = directory.network.sites.get(site_id)
    if tag.contract_id or site is None or site.partner_id != partner_id:
        return tag.contract_id or None
    return contract_at(directory, site_id, tag.platform, tag.product_serial)


def derived_by(line: RmaLine, basis: Basis) -> dict[str, str]:
    """Versions that the terms of a line rest on when it is judged now."""
    rules = rules_of_request(basis.directory, basis.policies, request_row(line))
    data = calendar_versions()
    return {
        "policy_version": rules.version,
        "rules_digest": rules.digest,
        "holidays_version": data["holidays"],
        "tzdata_version": data["tzdata"],
    }
