"""By what a contract is judged: an edition of its policy, and the readings that are its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from optimizer.calendars import zone
from optimizer.files.faults import FileFault
from optimizer.files.records import ContractRow, Directory, RequestRow
from rma_service.policies.editions import in_force, judging, rules_digest
from rma_service.policies.policy import Policy
from rma_service.policies.values import BadValueError
from rma_service.usecases.refusals import FaultyInput

_FILE, _COLUMN = "contracts.csv", "params"


@dataclass(frozen=True, slots=True)
class Rules:
    """An edition of a policy, with the readings in which a contract differs from it."""

    policy: Policy
    params: Mapping[str, object]

    @property
    def version(self) -> str:
        """Name and version of the edition, as the record keeps them."""
        return f"{self.policy.name} {self.policy.version}"

    @property
    def digest(self) -> str:
        """Mark of everything that the rules say."""
        return rules_digest(self.policy.digest, self.params)


def rules_of(policies: Mapping[str, Policy], contract: ContractRow, requested_on: date) -> Rules:
    """Rules for what a contract asks for on a date, local at its site; its policy is there.

    Source: deadlines.md, rule CC-1.1: a region or a country may have its own times.
    """
    editions = policies[contract.policy].editions
    return Rules(judging(editions, contract.starts_on, requested_on), contract.params)


def rules_of_request(
    directory: Directory, policies: Mapping[str, Policy], row: RequestRow
) -> Rules:
    """Rules for a request; there is a file of the policy of its contract."""
    local_zone = zone(directory.network.sites[row.site_id].timezone)
    requested_on = row.requested_at.astimezone(local_zone).date()
    return rules_of(policies, directory.contracts[row.contract_id], requested_on)


def require_readings(policies: Mapping[str, Policy], contracts: Mapping[str, ContractRow]) -> None:
    """Refuse contracts with readings that their policy cannot have.

    Raises
    ------
    FaultyInput
        With a sentence for each, that names file, line and column.
    """
    faults = sorted(faults_of_readings(policies, contracts), key=lambda fault: fault.place)
    if faults:
        raise FaultyInput([str(fault) for fault in faults])


def require_priorities(policies: Mapping[str, Policy], directory: Directory, file: str) -> None:
    """Refuse requests of a priority that the policy of their contract does not have.

    Raises
    ------
    FaultyInput
        With a sentence for each, that names file, line and column.
    """
    faults = list(_faults_of_priorities(policies, directory, file))
    if faults:
        raise FaultyInput([str(fault) for fault in faults])


def _faults_of_priorities(
    policies: Mapping[str, Policy], directory: Directory, file: str
) -> Iterator[FileFault]:
    for row in directory.requests:
        if directory.contracts[row.contract_id].policy in policies:
            policy = rules_of_request(directory, policies, row).policy
            if row.priority not in policy.priorities:
                known = ", ".join(policy.source["priorities"])
                allowed = f"a priority of {policy.document}: {known}"
                yield FileFault(file, row.line, "priority", row.priority, allowed)


def faults_of_readings(
    policies: Mapping[str, Policy], contracts: Mapping[str, ContractRow]
) -> Iterator[FileFault]:
    """Readings of contracts that an edition which may judge them cannot have, each in its place."""
    for contract in contracts.values():
        if contract.params and contract.policy in policies:
            yield from _faults(policies[contract.policy], contract)


def _faults(newest: Policy, contract: ContractRow) -> Iterator[FileFault]:
    for policy in _editions_of(newest, contract):
        for name, raw in contract.params.items():
            why = _refusal(policy, name, raw)
            if why is not None:
                yield FileFault(
                    _FILE,
                    contract.line,
                    _COLUMN,
                    f"{name}: {raw}",
                    f"what {policy.document}, version {policy.version}, can read: {why}",
                )


def _editions_of(newest: Policy, contract: ContractRow) -> list[Policy]:
    """Editions that may judge a contract: those in force while it runs, or the one it keeps."""
    begun = contract.starts_on or date.min
    first = in_force(newest.editions, begun)
    if first.running_contracts == "keep":
        return [first]
    ends_on = contract.ends_on or date.max
    later = (each for each in newest.editions if begun < each.effective_from <= ends_on)
    return [first, *later]


def _refusal(policy: Policy, name: str, raw: object) -> str | None:
    """Say why a policy cannot read a parameter so; None: it can."""
    if name not in policy.parameters:
        known = ", ".join(sorted(policy.parameters))
        return f"it has no parameter {name!r}, but {known}"
    try:
        policy.parameters[name].read(raw)
    except BadValueError as bad:
        return str(bad).rstrip(".")
    return None
