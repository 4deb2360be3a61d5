"""What people may read of the policies in use: staff of all, partners of those they bought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.files.records import ContractRow
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import NotFound
from rma_service.domain.people import Principal
from rma_service.policies.texts import PolicyText, policy_text
from rma_service.usecases.basis import policies_in_use
from rma_service.usecases.directory import network_version_of, standing_directory


@dataclass(frozen=True, slots=True)
class OwnReadings:
    """A contract that reads parameters of its policy otherwise."""

    contract_id: str
    partner_id: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PolicyRead:
    """A policy, and the contracts under it with readings of their own that a reader may know."""

    text: PolicyText
    contracts: tuple[OwnReadings, ...]


def list_policies(database: Database, principal: Principal) -> list[PolicyText]:
    """Policies that a principal may read, by name."""
    with database.read() as tx:
        names = _names(tx, principal)
    return [policy_text(policies_in_use()[name]) for name in names]


def read_policy(database: Database, principal: Principal, name: str) -> PolicyRead:
    """One policy with its editions.

    Raises
    ------
    NotFound
        When there is none that this principal may read; which of the two is not told.
    """
    with database.read() as tx:
        if name not in _names(tx, principal):
            raise NotFound("There is no such policy.")
        contracts = [each for each in _contracts(tx, principal) if each.policy == name]
    own = (
        OwnReadings(each.contract_id, each.partner_id, each.params)
        for each in contracts
        if each.params
    )
    text = policy_text(policies_in_use()[name])
    return PolicyRead(text, tuple(sorted(own, key=lambda each: each.contract_id)))


def _names(tx: Connection, principal: Principal) -> list[str]:
    known = sorted(policies_in_use())
    if principal.partner_id is None:
        return known
    bought = {each.policy for each in _contracts(tx, principal)}
    return [name for name in known if name in bought]


def _contracts(tx: Connection, principal: Principal) -> Iterable[ContractRow]:
    """Contracts of the last import, of a partner only the own ones."""
    try:
        known = standing_directory(tx, network_version_of(tx)).contracts.values()
    except NotFound:
        return []
    return [each for each in known if principal.partner_id in (None, each.partner_id)]
