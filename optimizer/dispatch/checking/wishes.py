"""Does a plan do what planners wished: pins kept, nothing taken that was left out."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from optimizer.dispatch.checking.report import Violation, said
from optimizer.dispatch.problem import DispatchProblem, LinePlan, Option
from optimizer.dispatch.wishes import Pin, Wishes

SECOND = timedelta(seconds=1)


def wish_violations(
    problem: DispatchProblem, answers: Mapping[str, LinePlan]
) -> Iterator[Violation]:
    """Every way that a plan takes or offers heeds the wishes; a pin of a kit binds all of it.

    Source: dispatch.md, "Wishes".
    """
    kits = {line.line_id: line.rma_number for line in problem.lines if line.ship_together}
    for line_id, answer in sorted(answers.items()):
        options = [answer.option, *(other.option for other in answer.alternatives)]
        for option in filter(None, options):
            for code, sentence in wish_faults(problem.wishes, kits, line_id, option):
                yield Violation(line_id, code, sentence)


def wish_faults(
    wishes: Wishes, kits: Mapping[str, str], line_id: str, option: Option
) -> Iterator[tuple[str, str]]:
    """Wishes that one option of a line goes against."""
    if option.depot_id in wishes.excluded_depots:
        yield "excluded", f"Sent from {option.depot_id}, which is left out of this plan."
    if option.service_id in wishes.excluded_services:
        yield "excluded", f"Sent by {option.service_id}, which is left out of this plan."
    for pinned_id, pin in sorted(wishes.pins.items()):
        is_mate = pinned_id in kits and kits.get(line_id) == kits[pinned_id]
        if pinned_id == line_id or is_mate:
            yield from _pin_faults(pinned_id, pin, option, part_counts=pinned_id == line_id)


def _pin_faults(
    pinned_id: str, pin: Pin, option: Option, *, part_counts: bool
) -> Iterator[tuple[str, str]]:
    if (option.depot_id, option.service_id) != (pin.depot_id, pin.service_id):
        way = f"{option.depot_id} by {option.service_id}"
        yield "pinned", f"Line {pinned_id} is pinned to {pin}, and {way} is taken."
    if part_counts and pin.part_number not in (None, option.part_number):
        yield "pinned", f"Line {pinned_id} is pinned to {pin}, and {option.part_number} is sent."
    if pin.departs_at is not None and abs(option.departs_at - pin.departs_at) >= SECOND:
        leaves = said(option.departs_at)
        yield "pinned", f"Line {pinned_id} is pinned to {pin}, and leaves at {leaves}."
