"""What a directory of tables says: the network, and the facts of business beside it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime

from optimizer.network import Network, require


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One row of requests.csv: one faulty unit as its partner reported it. None: left empty.

    `line` is the line of the row, for who finds a fault in it.
    """

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
    line: int | None = field(default=None, compare=False)

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


REQUEST_COLUMNS = tuple(each.name for each in fields(RequestRow) if each.compare)
"""Columns of requests.csv; where a row stands in the file is none of them."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What an order says of its beginning and its end; None: it says nothing of that."""

    order_type: str | None = None
    po_start_date: date | None = None
    po_confirmed_date: date | None = None
    contract_signed_date: date | None = None
    shipment_date: date | None = None
    installation_sold: bool | None = None
    acceptance_date: date | None = None
    activation_date: date | None = None
    warranty_end_date: date | None = None
    previous_service_end_date: date | None = None
    term_months: int | None = None

    def told(self) -> dict[str, object]:
        """Facts that the order states, by their names."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class ContractRow:
    """One row of contracts.csv: what a site bought; both dates are covered, site-local.

    `params` are the readings in which the contract differs from its policy, by parameter. A day
    that is None follows from the facts of the order, if the service has begun at all; how it
    follows, sentence and clause tell once it is known. `line` is the line of the row, for who
    finds a fault in it.
    """

    contract_id: str
    partner_id: str
    site_id: str
    policy: str
    service_level: str
    starts_on: date | None
    ends_on: date | None
    retention_service: bool
    params: Mapping[str, object] = field(default_factory=dict)
    order: OrderFacts = field(default_factory=OrderFacts)
    period_sentence: str | None = None
    period_clause: str | None = None
    line: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Refuse a contract that ends before it starts."""
        require(
            self.starts_on is None or self.ends_on is None or self.starts_on <= self.ends_on,
            f"Contract {self.contract_id} ends on {self.ends_on}, before it starts.",
        )

    @property
    def order_facts(self) -> dict[str, str] | None:
        """What the order says of its beginning and end, as texts; None: nothing."""
        return {name: str(value) for name, value in self.order.told().items()} or None


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One row of partners.csv: a service partner and the countries that it serves."""

    partner_id: str
    name: str
    countries: tuple[str, ...]
    certified_until: date | None = None


@dataclass(frozen=True, slots=True)
class FaultCodeRow:
    """One row of fault_codes.csv: a fault and the categories of parts that can have it."""

    fault_code: str
    part_categories: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class RelocationRow:
    """One row of relocations.csv: a move of a unit, or without a serial of all of a contract."""

    relocation_id: str
    partner_id: str
    contract_id: str
    platform: str
    product_serial: str | None
    from_site_id: str
    to_site_id: str
    relocated_on: date
    notice_received_at: datetime


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory, read whole. `installed_contracts` gives the contract by (site, platform).

    In `pickup_countries` the vendor has defective parts picked up.
    """

    network: Network
    contracts: Mapping[str, ContractRow]
    partners: Mapping[str, PartnerRow]
    fault_codes: Mapping[str, FaultCodeRow]
    installed_contracts: Mapping[tuple[str, str], str]
    requests: tuple[RequestRow, ...]
    relocations: tuple[RelocationRow, ...] = ()
    pickup_countries: frozenset[str] = frozenset()
