"""What is said of a request before it is sent, in sentences at the clock of its site."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from rma_service.domain.rma import State
from rma_service.usecases.advising import ROOM, AdvisedLine
from rma_service.usecases.crowds import is_owed
from rma_service.usecases.preflight import Preflight
from rma_service.wording import duration, moment

_SHARED = {"site_id": "site", "part_number": "part"}
"""What RMAs must share to meet, in words; that they are of one partner goes without saying."""

_DUE = {"arrive_by": "due to arrive by", "ship_by": "due to be shipped by"}
"""What a target asks for, by its kind."""


def advice_headline(checked: Preflight) -> str:
    """What is best, in one sentence."""
    advice = checked.advice
    lines = [line for sending in advice.sendings for line in sending.lines]
    now = sum(is_owed(line.now) for line in lines)
    then = sum(is_owed(line.then) for line in lines)
    match advice.kind:
        case "as_it_is":
            return "Send it as it is: every line is owed a guarantee, and no other RMA loses one."
        case "nothing_to_send":
            return "Every line would be rejected: correct what is said of each before you send it."
        case "nothing_helps":
            known = _owed(now, len(lines))
            found = "no way of sending changes that" if advice.proved else "no better way was found"
            return f"{known[0].upper()}{known[1:]}, and {found}."
    best = f"{_in_turns(checked)}, {_owed(then, len(lines))}"
    return f"Sent now, {_owed(now, len(lines))}{_lost(len(checked.harmed))}; {best}."


def advice_sentences(checked: Preflight) -> tuple[str, ...]:
    """Everything else that is to be said, in the order in which it matters."""
    advice = checked.advice
    said = [*_set_aside(checked), *_harm(checked)]
    if advice.kit and advice.kind != "as_it_is":
        said.append("The lines arrive together as one kit, so they cannot be sent apart.")
    if advice.kind == "stagger":
        said += [*_turns(checked), *_prices(checked)]
    if advice.kind in {"stagger", "nothing_helps"}:
        said += [*_still_not_owed(checked), _proof(checked)]
    return tuple(said)


def _owed(owed: int, lines: int) -> str:
    if lines == 1:
        return "the line is owed a guarantee" if owed else "the line is owed no guarantee"
    if owed == lines:
        return f"all {lines} lines are owed a guarantee"
    return f"{owed or 'none'} of {lines} lines {'are' if owed > 1 else 'is'} owed a guarantee"


def _lost(lines: int) -> str:
    if not lines:
        return ""
    return f" and {lines} of other RMAs {'loses its own' if lines == 1 else 'lose their own'}"


def _in_turns(checked: Preflight) -> str:
    sendings = checked.advice.sendings
    if len(sendings) > 1:
        return f"sent as {len(sendings)} RMAs one after the other"
    return f"sent at {moment(sendings[0].send_at, checked.timezone).local}"


def _set_aside(checked: Preflight) -> Iterator[str]:
    for each in checked.lines:
        line = each.line
        if line.state is State.REJECTED:
            why = f"({line.state_clause}): {line.state_sentence}"
            yield f"Line {each.place} would be rejected {why}"
        if line.state is State.ON_HOLD:
            yield (
                f"Line {each.place} would be on hold ({line.state_clause}): {line.state_sentence} "
                "Whether it is owed is said as if it was complete."
            )


def _harm(checked: Preflight) -> Iterator[str]:
    for number, harmed in groupby(checked.harmed, key=lambda each: each.line.rma_number):
        first, *others = harmed
        lines = f"{len(others) + 1} lines" if others else "the line"
        yield (
            f"Sent now, it takes the guarantee from {lines} of RMA {number} for part "
            f"{first.line.reported.part_number} ({first.terms.clause}): "
            f"{first.terms.not_owed_reason}"
        )


def _turns(checked: Preflight) -> Iterator[str]:
    advice = checked.advice
    if len(advice.sendings) < 2:  # noqa: PLR2004 - there is nothing between fewer than two
        return
    for guard in advice.guards:
        shared = " and ".join(word for name, word in _SHARED.items() if name in guard.same)
        alike = f" for the same {shared}" if shared else ""
        yield (
            f"Wait more than {_span(guard.same_time_within.total_seconds())} after each RMA before "
            f"you send the next one{alike}. The times that are named leave "
            f"{_span(ROOM.total_seconds())} for delays."
        )


def _span(seconds: float) -> str:
    return duration(seconds / 60)


def _prices(checked: Preflight) -> Iterator[str]:
    """What it costs to wait, where a line is due on another day, or something else is due."""
    for number, sending in enumerate(checked.advice.sendings, start=1):
        dearer = [line for line in sending.lines if _is_dearer(line, checked.timezone)]
        for (then, now), lines in groupby(dearer, key=lambda each: _dues(each, checked.timezone)):
            yield f"{_named(lines)} of RMA {number} is then {then}; sent now, it would be {now}."


def _is_dearer(line: AdvisedLine, timezone: str) -> bool:
    now, then = line.now.terms, line.then.terms
    if now is None or then is None:
        return False
    days = [moment(each.due_at, timezone).local_day for each in (now, then)]
    return now.target_kind != then.target_kind or days[0] != days[1]


def _dues(line: AdvisedLine, timezone: str) -> tuple[str, str]:
    then, now = (
        f"{_DUE.get(terms.target_kind, terms.target_kind)} {moment(terms.due_at, timezone).local}"
        for terms in (line.then.terms, line.now.terms)
        if terms is not None
    )
    return then, now


def _still_not_owed(checked: Preflight) -> Iterator[str]:
    left = [
        line
        for sending in checked.advice.sendings
        for line in sending.lines
        if not is_owed(line.then)
    ]
    for why, lines in groupby(sorted(left, key=_why_key), key=_why):
        yield f"{_named(lines)} is not owed in any case: {why}"


def _why_key(line: AdvisedLine) -> tuple[str, int]:
    return _why(line), line.place


def _why(line: AdvisedLine) -> str:
    then = line.then
    if then.terms is None:
        return f"{then.state_sentence} ({then.state_clause})."
    reason = f"{then.terms.not_owed_reason} ({then.terms.clause})"
    waited = line.timely_now and then.reported.requested_at > line.now.reported.requested_at
    return f"other lines have their turn first, and by then {reason}" if waited else reason


def _named(lines: Iterable[AdvisedLine]) -> str:
    places = [str(line.place) for line in lines]
    if len(places) == 1:
        return f"Line {places[0]}"
    return f"Each of the lines {', '.join(places[:-1])} and {places[-1]}"


def _proof(checked: Preflight) -> str:
    if checked.advice.proved:
        return "No way to send these lines has more of them owed, ends earlier or needs fewer RMAs."
    return "There may be a better way: this one is not proved to be the best."
