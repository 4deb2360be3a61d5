"""From when to when contracts cover, where an order does not name the days itself."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from optimizer.files.faults import FileFault
from optimizer.files.records import ContractRow, Directory
from rma_service.domain.entitlement import ServicePeriod
from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.evaluate import evaluate
from rma_service.policies.outcome import Outcome
from rma_service.policies.policy import Policy
from rma_service.policies.terms import term_end
from rma_service.usecases.refusals import FaultyInput

_FILE = "contracts.csv"

_COLUMNS_OF_EVENTS = {"previous_end_date": "previous_service_end_date"}
"""Columns that hold an event under another name than that of some policy."""

Policies = Mapping[str, Policy]


class OrderError(Exception):
    """The facts of an order by which no first or last day follows: the column, and why."""

    def __init__(self, column: str, found: str, allowed: str) -> None:
        """Keep the column, what stands there, and what may."""
        super().__init__(f"{column} is {found or 'empty'}, allowed is {allowed}.")
        self.column, self.found, self.allowed = column, found, allowed


def period_of(contract: ContractRow, directory: Directory, policies: Policies) -> ServicePeriod:
    """From when to when a contract covers; what the order states counts before what follows.

    Raises
    ------
    OrderError
        When facts are missing, contradict each other, or mean nothing to the policy.

    Source: deadlines.md CC-1.6a to CC-1.6c, SNS-2.2a and SNS-2.2b; the last day by T8.
    """
    if contract.starts_on is not None:
        return _ended(contract, ServicePeriod(contract.starts_on, contract.ends_on))
    if contract.policy not in policies:
        known = f"one of {', '.join(sorted(policies))}, to derive the first day"
        raise OrderError("policy", contract.policy, known)
    policy = policies[contract.policy]
    outcome = _outcome(policy, contract, directory)
    starts_on, status = outcome.values.get("date"), outcome.values.get("status")
    told = ServicePeriod(
        starts_on if isinstance(starts_on, date) else None,
        contract.ends_on,
        _sentence(contract, outcome, str(status or "")),
        outcome.clause,
    )
    return _ended(contract, told)


def require_periods(directory: Directory, policies: Policies) -> None:
    """Refuse contracts whose orders do not tell a first and a last day.

    Raises
    ------
    FaultyInput
        With a sentence for each, that names file, line and column.
    """
    faults = list(_faults_of_orders(directory, policies))
    if faults:
        raise FaultyInput([str(fault) for fault in faults])


def with_periods(directory: Directory, policies: Policies) -> Directory:
    """Give every contract the days that follow from its order, and how that is known."""
    contracts = {
        name: _settled(contract, directory, policies)
        for name, contract in directory.contracts.items()
    }
    return replace(directory, contracts=contracts)


def _settled(contract: ContractRow, directory: Directory, policies: Policies) -> ContractRow:
    if contract.starts_on is not None and contract.ends_on is not None:
        return contract
    try:
        period = period_of(contract, directory, policies)
    except OrderError as fault:
        return replace(contract, period_sentence=f"Its order does not tell the first day: {fault}")
    return replace(
        contract,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        period_sentence=period.sentence or None,
        period_clause=period.clause,
    )


def _faults_of_orders(directory: Directory, policies: Policies) -> Iterator[FileFault]:
    for contract in directory.contracts.values():
        try:
            period_of(contract, directory, policies)
        except OrderError as fault:
            yield FileFault(_FILE, contract.line, fault.column, fault.found, fault.allowed)


def _outcome(policy: Policy, contract: ContractRow, directory: Directory) -> Outcome:
    target = policy.uses.get("service_start")
    if target is None:
        raise OrderError("starts_on", "", f"a date: {policy.document} derives none from an order")
    site = directory.network.sites[contract.site_id]
    case = Case(
        target=target,
        service_level=None,
        priority=None,
        event=_events(policy, contract),
        country=site.country,
        subdivision=site.subdivision,
        timezone=site.timezone,
        params=contract.params,
    )
    try:
        return evaluate(policy, case, trace=False)
    except BadCaseError as bad:
        column = _COLUMNS_OF_EVENTS.get(bad.field or "", bad.field or "order_type")
        found = str(contract.order.told().get(column, ""))
        raise OrderError(column, found, f"what tells when the service begins: {bad}") from bad


def _events(policy: Policy, contract: ContractRow) -> dict[str, object]:
    """Facts of the order by the names of the policy; one that it cannot read is a fault."""
    told = contract.order.told()
    told.pop("term_months", None)
    events = {}
    for name in policy.events:
        column = _COLUMNS_OF_EVENTS.get(name, name)
        if column in told:
            events[name] = told.pop(column)
    for column, value in told.items():
        allowed = f"empty: {policy.document} begins no service by it"
        raise OrderError(column, str(value), allowed)
    return events


def _ended(contract: ContractRow, period: ServicePeriod) -> ServicePeriod:
    """The period with its last day; one that is stated must fit the months that are stated too."""
    starts_on, months = period.starts_on, contract.order.term_months
    if starts_on is None:
        return period
    by_term = term_end(starts_on, months) if months is not None else None
    ends_on = contract.ends_on or by_term
    if None not in (contract.ends_on, by_term) and contract.ends_on != by_term:
        allowed = f"empty, or the months from {starts_on} to {contract.ends_on}"
        raise OrderError("term_months", str(months), allowed)
    if ends_on is not None and ends_on < starts_on:
        raise OrderError("ends_on", str(ends_on), f"not before the first day, {starts_on}")
    return ServicePeriod(starts_on, ends_on, period.sentence, period.clause)


def _sentence(contract: ContractRow, outcome: Outcome, status: str) -> str:
    facts = ", ".join(_fact(name, value) for name, value in contract.order.told().items())
    stands = f" It is {status.replace('_', ' ')}." if status else ""
    return f"The order says: {facts}.{stands} {outcome.clause}: “{outcome.quote}”."


def _fact(name: str, value: object) -> str:
    words = name.removesuffix("_date").replace("_", " ")
    shown = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    return f"{words} {shown}"
