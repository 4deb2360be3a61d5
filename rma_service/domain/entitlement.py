"""Entitlement: what a contract covers, for whom and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rma_service.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Contract:
    """What a site bought; both dates are covered, on the site's calendar."""

    contract_id: str
    partner_id: str
    site_id: str
    service_level: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Claim:
    """What a line claims; `requested_on` is the date at the site when the RMA was generated.

    `installed_contract_id` is the contract of this platform at this site; None: none is known.
    """

    partner_id: str
    site_id: str
    platform: str
    requested_on: date
    installed_contract_id: str | None


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
        or _dates_refusal(contract, claim.requested_on)
    )


def _parties_refusal(contract: Contract, claim: Claim) -> Refusal | None:
    name = contract.contract_id
    if contract.site_id != claim.site_id:
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


def _dates_refusal(contract: Contract, requested_on: date) -> Refusal | None:
    if requested_on < contract.starts_on:
        fact = f"starts on {contract.starts_on}, after"
    elif requested_on > contract.ends_on:
        fact = f"ended on {contract.ends_on}, before"
    else:
        return None
    return Refusal(
        "contract_dates", f"Contract {contract.contract_id} {fact} the request of {requested_on}."
    )
