"""Facts of one line of a case: what was reported, how it goes out, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rma_service.domain.entitlement import ServicePeriod
from rma_service.domain.listed import ListedSite, Named
from rma_service.domain.rma import CALLED_OFF
from rma_service.domain.rma_record import Progress, RmaLine
from rma_service.web.promise_words import reached_at
from rma_service.web.strip import spare_words
from rma_service.wording import Moment, day_of, moment


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a line: an instant, or a text with a note below."""

    word: str
    text: str = ""
    at: Moment | None = None
    note: str = ""


def line_facts(
    line: RmaLine, site: ListedSite, named: Named, period: ServicePeriod | None = None
) -> Iterable[Fact]:
    """What is known of a line beside its promise; what has no name is called by its id.

    `period` says from when to when its contract covers.
    """
    yield from _reported(line, named)
    if period is not None:
        yield Fact("Contract", line.reported.contract_id, note=period_words(period))
    yield from _way_out(line, site, named)
    yield from _aftercare(line.progress, site)


def period_words(period: ServicePeriod) -> str:
    """From when to when a contract covers, and by which fact and clause that is known."""
    if period.starts_on is None:
        covers = "does not cover anything yet."
    elif period.ends_on is None:
        covers = f"covers from {day_of(period.starts_on)} on."
    else:
        covers = f"covers {day_of(period.starts_on)} to {day_of(period.ends_on)}."
    return f"{covers} {period.sentence}".strip()


def _reported(line: RmaLine, named: Named) -> Iterable[Fact]:
    reported = line.reported
    described = named.parts.get(reported.part_number, "")
    note = ", ".join(filter(None, [described, f"of {reported.platform}"]))
    yield Fact("Part", reported.part_number, note=note)
    yield Fact(
        "Product",
        reported.product_serial or "serial to follow",
        note=f"priority {reported.priority}",
    )
    faulty = reported.faulty_serial or "to follow with the return"
    fault = named.faults.get(reported.fault_code, f"fault {reported.fault_code}")
    yield Fact("Faulty part", faulty, note=fault)
    if reported.symptom:
        yield Fact("What was seen", reported.symptom)


def _way_out(line: RmaLine, site: ListedSite, named: Named) -> Iterable[Fact]:
    """How a line that goes on is served; of one that was called off nothing leaves any more."""
    route, progress, reached = line.route, line.progress, reached_at(line)
    if line.state in CALLED_OFF:
        return
    if reached and line.terms:
        yield Fact("Margin", spare_words(reached, line.terms.due_at))
    if route:
        service = named.services.get(route.service_id, route.service_id)
        yield Fact("Sent from", named.depots.get(route.depot_id, route.depot_id), note=service)
        left = progress.shipped_at
        yield Fact("Left" if left else "Leaves", at=moment(left or route.departs_at, site.timezone))
        if route.replacement_part_number != line.reported.part_number:
            described = named.parts.get(route.replacement_part_number, "")
            yield Fact("Substitute", route.replacement_part_number, note=described)
    if progress.shipped_serial:
        tracking = progress.tracking_number or "none"
        yield Fact("Replacement", progress.shipped_serial, note=f"tracking {tracking}")


def _aftercare(progress: Progress, site: ListedSite) -> Iterable[Fact]:
    if progress.delivered_at:
        yield Fact("Delivered", at=moment(progress.delivered_at, site.timezone))
    if progress.warranty_ends_on:
        yield Fact("Warranty ends", day_of(progress.warranty_ends_on))
    if progress.return_waived:
        yield Fact("Defective part", "Stays with the customer", note="retention service")
    if progress.return_due_at:
        yield Fact("Return due", at=moment(progress.return_due_at, site.timezone))
    if progress.return_chargeable_from_at and not progress.returned_at:
        from_at = moment(progress.return_chargeable_from_at, site.timezone)
        yield Fact("Fees may be charged from", at=from_at)
    if progress.return_cost_bearer:
        yield Fact("Pays the return", f"The {progress.return_cost_bearer}")
    if progress.returned_serial:
        yield Fact("Returned", progress.returned_serial)
