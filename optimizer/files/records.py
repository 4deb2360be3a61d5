"""What a directory of tables says: the network, and the facts of business beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from optimizer.network import Network, require


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One row of requests.csv: one faulty unit as its partner reported it. None: left empty."""

    rma_number: str
    line_id: str
    partner_id: str
    contract_id: str
    site_id: str
    platform: str
    product_serial: str
    part_number: str
    faulty_serial: str | None
    priority: str
    requested_at: datetime
    part_deemed_necessary_at: datetime
    form_completed_at: datetime | None
    fault_observed_at: datetime
    fault_code: str
    data_removed: str
    ship_together: bool

    def __post_init__(self) -> None:
        """Refuse instants without zone."""
        instants = (
            self.requested_at,
            self.part_deemed_necessary_at,
            self.form_completed_at,
            self.fault_observed_at,
        )
        aware = all(at is None or at.utcoffset() is not None for at in instants)
        require(aware, f"Every instant of line {self.line_id} needs a time zone.")


@dataclass(frozen=True, slots=True)
class ContractRow:
    """One row of contracts.csv: what a site bought; both dates are covered, site-local.

    `params` are the readings in which the contract differs from its policy, by parameter.
    """

    contract_id: str
    partner_id: str
    site_id: str
    policy: str
    service_level: str
    starts_on: date
    ends_on: date
    retention_service: bool
    params: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a contract that ends before it starts."""
        require(
            self.starts_on <= self.ends_on,
            f"Contract {self.contract_id} ends on {self.ends_on}, before it starts.",
        )


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One row of partners.csv: a service partner and the countries that it serves."""

    partner_id: str
    name: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FaultCodeRow:
    """One row of fault_codes.csv: a fault and the categories of parts that can have it."""

    fault_code: str
    part_categories: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory, read whole. `installed_contracts` gives the contract by (site, platform)."""

    network: Network
    contracts: Mapping[str, ContractRow]
    partners: Mapping[str, PartnerRow]
    fault_codes: Mapping[str, FaultCodeRow]
    installed_contracts: Mapping[tuple[str, str], str]
    requests: tuple[RequestRow, ...]
