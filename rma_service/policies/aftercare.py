"""What follows a replacement: when its warranty ends, and when the defective part is due back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from optimizer.calendars import local_instant, zone
from optimizer.network import MINUTES_PER_DAY
from rma_service.policies.case import Case
from rma_service.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class ReturnDue:
    """The last day on which a defective part may come back; `due_at` is the midnight after it."""

    due_on: date
    due_at: datetime


def warranty_ends_on(policy: Policy, shipped_on: date, initial_end_on: date | None) -> date:
    """Last day of a replacement's warranty: its own term or the rest of the first one.

    Source: deadlines.md CC-2.4-WARR and A1; the term itself stands in the policy file.
    """
    own_end_on = shipped_on + timedelta(days=policy.aftercare.warranty_days)
    return max(own_end_on, initial_end_on or own_end_on)


def return_due(policy: Policy, case: Case, received_at: datetime) -> ReturnDue:
    """When the defective part must be back after the replacement was received.

    Source: deadlines.md CC-3-RETURN and A11; the term itself stands in the policy file.
    """
    place = zone(case.timezone)
    days = policy.return_days(case)
    received_on = received_at.astimezone(place).date()
    due_on = days.nth_business_day_after(received_on, policy.aftercare.return_business_days)
    return ReturnDue(due_on, local_instant(place, due_on, MINUTES_PER_DAY))
