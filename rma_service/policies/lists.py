"""Operators that give several instants: regular updates, and the next ends of a working day."""

from optimizer.business_time import BusinessTime
from optimizer.local_days import MICROSECONDS_PER_MINUTE
from rma_service.policies.case import BadCaseError
from rma_service.policies.operators import INSTANT, NUMBER, WINDOWS, Operator
from rma_service.policies.run import Find, Function, Instant, Number, Run

_MOST = 100_000
"""Eleven years of hours: beyond it an instant of the case is a mistake."""


def _every(minutes: Number, after: Instant, until: Instant) -> Function:
    """Give instants at a regular distance, the last one strictly before the end."""

    def times(run: Run) -> tuple[int, ...]:
        start, end = after(run), until(run)
        step = minutes(run) * MICROSECONDS_PER_MINUTE
        if end - start > _MOST * step:
            raise BadCaseError("bad_instant", f"That makes more than {_MOST} instants.")
        return tuple(range(start + step, end, step))

    return times


def _window_closes(after: Instant, count: Number, coverage: Find[BusinessTime]) -> Function:
    def times(run: Run) -> tuple[int, ...]:
        clock, start = coverage(run), after(run)
        closes = clock.closes_after(start, count(run))
        if run.notes is not None:
            run.notes.counted(clock, start, closes[-1])
        return closes

    return times


LISTS = (
    Operator("instants", "every", {"minutes": NUMBER, "after": INSTANT, "until": INSTANT}, _every),
    Operator(
        "instants",
        "window_closes",
        {"after": INSTANT, "count": NUMBER, "coverage": WINDOWS},
        _window_closes,
    ),
)
