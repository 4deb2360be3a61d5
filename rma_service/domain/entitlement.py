"""Entitlement: what a contract covers, for whom and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rma_service.domain.refusal import Refusal
from rma_service.domain.relocation import Standing


@dataclass(frozen=True, slots=True)
class ServicePeriod:
    """From when to when a contract covers; both days are covered, on the site's calendar.

    Without a first day the service has not begun, without a last day it is not known yet. The
    sentence says by which fact and clause the days came; empty: the order itself names them.
    """

    starts_on: date | None
    ends_on: date | None
    sentence: str = ""
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """What a site bought."""

    contract_id: str
    partner_id: str
    site_id: str
    service_level: str
    period: ServicePeriod


@dataclass(frozen=True, slots=True)
class Claim:
    """What a line claims; `requested_on` is the date at the site when the RMA was generated.

    `installed_contract_id` is the contract of this platform at this site; None: none is known.
    `standing` says where the equipment of the contract stands.
    """

    partner_id: str
    site_id: str
    platform: str
    requested_on: date
    installed_contract_id: str | None
    standing: Standing


def entitlement_refusal(
    contract: Contract, claim: Claim, service_levels: Collection[str]
) -> Refusal | None:
    """Refuse a claim that its contract does not cover; None: it does.

    Source: product.md, "entitlement decided at request time"; README of the reference data,
    requests.csv and contracts.csv.
    """
    return (
        _parties_refusal(contract, claim)
        or _level_refusal(contract, service_levels)
        or _period_refusal(contract, claim.requested_on)
    )


def _parties_refusal(contract: Contract, claim: Claim) -> Refusal | None:
    name, standing = contract.contract_id, claim.standing
    if claim.site_id not in (contract.site_id, standing.stands_at, standing.promised_at):
        sentence = f"Contract {name} is a contract of site {contract.site_id}, not {claim.site_id}."
    elif contract.partner_id != claim.partner_id:
        sentence = (
            f"Contract {name} is held by partner {contract.partner_id}, not {claim.partner_id}."
        )
    elif claim.installed_contract_id not in (None, name):
        platform = f"{claim.platform} at {claim.site_id}"
        sentence = f"{platform} is covered by contract {claim.installed_contract_id}, not {name}."
    else:
        return None
    return Refusal("contract_parties", sentence)


def _level_refusal(contract: Contract, service_levels: Collection[str]) -> Refusal | None:
    if contract.service_level in service_levels:
        return None
    return Refusal(
        "service_level",
        f"Contract {contract.contract_id} names the service level {contract.service_level}, "
        "which its policy does not have.",
    )


def _period_refusal(contract: Contract, requested_on: date) -> Refusal | None:
    """Refuse what is asked before the service began or after it ended, with how that is known."""
    name, period = contract.contract_id, contract.period
    if period.starts_on is None:
        fact = f"Contract {name} does not cover anything yet."
    elif requested_on < period.starts_on:
        fact = f"Contract {name} starts on {period.starts_on}, after the request of {requested_on}."
    elif period.ends_on is not None and requested_on > period.ends_on:
        fact = f"Contract {name} ended on {period.ends_on}, before the request of {requested_on}."
    else:
        return None
    return Refusal("contract_dates", f"{fact} {period.sentence}".strip(), period.clause)
