"""One request with everything that decides about it, as the rules of business ask for it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from optimizer.calendars import zone
from optimizer.files.records import Directory, RequestRow
from rma_service.domain.batch import BatchCounts, BatchFact
from rma_service.domain.clock_log import Clock
from rma_service.domain.entitlement import (
    Claim,
    Contract,
    ServicePeriod,
    entitlement_refusal,
)
from rma_service.domain.fault_tag import FaultTag, TagFacts, fault_tag_refusal
from rma_service.domain.refusal import Refusal
from rma_service.domain.relocation import Standing
from rma_service.policies.case import Case
from rma_service.policies.policy import Policy
from rma_service.usecases.clock_events import clock_events
from rma_service.usecases.standing import guarded_at, installed_at, left_by, standing_at

_REPLACEMENT = "replacement"
"""Purpose of the target that promises a replacement part; see `uses` in docs/policies.md."""


@dataclass(frozen=True, slots=True)
class Request:
    """One row with everything that decides about it."""

    row: RequestRow
    directory: Directory
    policy: Policy
    clock: Clock

    def local_date(self, at: datetime) -> date:
        """Date of an instant at the site."""
        return at.astimezone(zone(self.directory.network.sites[self.row.site_id].timezone)).date()

    def refusal(self) -> Refusal | None:
        """Why the line is refused; None: it is not."""
        claim = Claim(
            self.row.partner_id,
            self.row.site_id,
            self.row.platform,
            self.local_date(self.row.requested_at),
            self.directory.installed_contracts.get((self._installed_at(), self.row.platform)),
            self.standing(),
        )
        return (
            self._promised_refusal()
            or entitlement_refusal(self._contract(), claim, self.policy.service_levels)
            or fault_tag_refusal(self._fault_tag(), self._tag_facts())
        )

    def _promised_refusal(self) -> Refusal | None:
        if _REPLACEMENT in self.policy.uses:
            return None
        name, document = self.row.contract_id, self.policy.document
        sentence = f"Contract {name} is under {document}, which promises no replacement of parts."
        return Refusal("no_replacement", sentence, document)

    def standing(self) -> Standing:
        """Where the equipment of the contract stands, and whose promise holds for it."""
        requested_on = self.local_date(self.row.requested_at)
        return standing_at(self.row, self.directory, self.policy, requested_on)

    def _installed_at(self) -> str:
        contract = self.directory.contracts[self.row.contract_id]
        return installed_at(self.row, contract, self.standing())

    def case(self, counts: BatchCounts | None = None) -> Case:
        """Return what the policy is asked about the line."""
        site = self.directory.network.sites[self.row.site_id]
        events = {
            "rma_generated_at": self.row.requested_at,
            "part_deemed_necessary_at": self.row.part_deemed_necessary_at,
            "form_completed_at": self.row.form_completed_at,
            **({} if counts is None else asdict(counts)),
            **clock_events(self.policy, self.clock),
        }
        return Case(
            target=self.policy.uses.get(_REPLACEMENT, _REPLACEMENT),
            service_level=self.directory.contracts[self.row.contract_id].service_level,
            priority=self.row.priority,
            event={name: each for name, each in events.items() if name in self.policy.events},
            country=site.country,
            subdivision=site.subdivision,
            timezone=site.timezone,
            params=self.directory.contracts[self.row.contract_id].params,
        )

    def batch_fact(self) -> BatchFact:
        """Return what the batch guard must know of the line."""
        row = self.row
        return BatchFact(
            row.line_id,
            row.rma_number,
            row.partner_id,
            guarded_at(row, self.standing()),
            row.part_number,
            row.requested_at,
            row.fault_observed_at,
            self.policy.guard_days(self.case()).count_business_days(
                self.local_date(row.fault_observed_at), self.local_date(row.requested_at)
            ),
        )

    def _contract(self) -> Contract:
        row = self.directory.contracts[self.row.contract_id]
        return Contract(
            row.contract_id,
            row.partner_id,
            row.site_id,
            row.service_level,
            ServicePeriod(row.starts_on, row.ends_on, row.period_sentence or "", row.period_clause),
        )

    def _fault_tag(self) -> FaultTag:
        row = self.row
        return FaultTag(
            row.site_id,
            row.platform,
            row.part_number,
            self.directory.network.parts[row.part_number].category,
            row.fault_code,
            row.fault_observed_at,
            row.requested_at,
            row.data_removed,
        )

    def _tag_facts(self) -> TagFacts:
        network = self.directory.network
        return TagFacts(
            network.installed.get((self._installed_at(), self.row.platform), 0),
            network.bills_of_material.get(self.row.platform, {}),
            self.directory.fault_codes[self.row.fault_code].part_categories,
            self.directory.contracts[self.row.contract_id].retention_service,
            left_by(self.row, self.standing()),
        )
