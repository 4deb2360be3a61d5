"""What follows a replacement: when its warranty ends, and when the defective part is due back."""

from collections.abc import Mapping
from datetime import date, datetime

from rma_service.domain.rma_record import RmaLine
from rma_service.policies.case import Case
from rma_service.policies.evaluate import evaluate
from rma_service.policies.keys import Value
from rma_service.usecases.contract_rules import rules_of_request
from rma_service.usecases.intake import Basis, request_row


class Aftercare:
    """The targets of a policy that follow the replacement of one line.

    Of a policy that promises no such target, nothing is due.
    """

    def __init__(self, line: RmaLine, basis: Basis) -> None:
        """Take the line by the rules of its contract."""
        self._line = line
        self._directory = basis.directory
        self._rules = rules_of_request(basis.directory, basis.policies, request_row(line))

    def warranty_ends_on(self, shipped_on: date) -> date | None:
        """Last day of the warranty of a replacement.

        Raises
        ------
        BadCaseError
            When the policy cannot tell it.

        Source: deadlines.md CC-2.4-WARR.
        """
        events = {
            "replacement_shipped_date": shipped_on,
            "initial_warranty_end_date": self._line.reported.initial_warranty_ends_on,
        }
        day = self.values("replacement_warranty", events).get("date")
        return day if isinstance(day, date) else None

    def return_due_at(self, received_at: datetime, *, waived: bool) -> datetime | None:
        """When the defective part must be back; None: it may be kept.

        Raises
        ------
        BadCaseError
            When the policy cannot tell it.

        Source: deadlines.md CC-3-RETURN and CC-3-RETAIN.
        """
        return self._of_return("due_at", received_at, waived=waived)

    def return_chargeable_from_at(self, received_at: datetime, *, waived: bool) -> datetime | None:
        """Say from when on fees may be charged for a part that is not back; None: never.

        Raises
        ------
        BadCaseError
            When the policy cannot tell it.

        Source: deadlines.md CC-3-RETURN.
        """
        return self._of_return("chargeable_from_at", received_at, waived=waived)

    def return_cost_bearer(self, *, waived: bool) -> str | None:
        """Who pays the way back, by whether parts are picked up in the country of the site.

        Raises
        ------
        BadCaseError
            When the policy cannot tell it.

        Source: deadlines.md CC-2.4-COST.
        """
        if waived:
            return None
        country = self._directory.network.sites[self._line.reported.site_id].country
        events = {"pickup_service_available": country in self._directory.pickup_countries}
        party = self.values("return_cost", events).get("party")
        return None if party is None else str(party)

    def _of_return(self, key: str, received_at: datetime, *, waived: bool) -> datetime | None:
        events = {"replacement_received_at": received_at, "retention_service": waived}
        at = self.values("defective_return", events).get(key)
        return at if isinstance(at, datetime) else None

    def values(self, purpose: str, events: Mapping[str, object]) -> Mapping[str, Value]:
        """Keys of the target that serves a purpose; none when the policy has no such target."""
        policy = self._rules.policy
        if purpose not in policy.uses:
            return {}
        contract = self._directory.contracts[self._line.reported.contract_id]
        site = self._directory.network.sites[self._line.reported.site_id]
        case = Case(
            target=policy.uses[purpose],
            service_level=contract.service_level,
            priority=self._line.reported.priority,
            event={name: each for name, each in events.items() if name in policy.events},
            country=site.country,
            subdivision=site.subdivision,
            timezone=site.timezone,
            params=self._rules.params,
        )
        return evaluate(policy, case, trace=False).values
