"""Facts of one line of a case: what was reported, how it goes out, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rma_service.domain.listed import ListedSite
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


def line_facts(line: RmaLine, site: ListedSite) -> Iterable[Fact]:
    """What is known of a line beside its promise."""
    yield from _reported(line)
    yield from _way_out(line, site)
    yield from _aftercare(line.progress, site)


def _reported(line: RmaLine) -> Iterable[Fact]:
    reported = line.reported
    yield Fact("Part", reported.part_number, note=f"of {reported.platform}")
    yield Fact(
        "Product",
        reported.product_serial or "serial to follow",
        note=f"priority {reported.priority}",
    )
    faulty = reported.faulty_serial or "to follow with the return"
    yield Fact("Faulty part", faulty, note=f"fault {reported.fault_code}")
    if reported.symptom:
        yield Fact("What was seen", reported.symptom)


def _way_out(line: RmaLine, site: ListedSite) -> Iterable[Fact]:
    route, progress, reached = line.route, line.progress, reached_at(line)
    if reached and line.terms and line.state not in CALLED_OFF:
        yield Fact("Margin", spare_words(reached, line.terms.due_at))
    if route:
        yield Fact("Sent from", route.depot_id, note=f"by {route.service_id}")
        yield Fact("Leaves", at=moment(route.departs_at, site.timezone))
        if route.replacement_part_number != line.reported.part_number:
            yield Fact("Substitute", route.replacement_part_number)
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
    if progress.returned_serial:
        yield Fact("Returned", progress.returned_serial)
