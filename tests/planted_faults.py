"""How one thing is made wrong in a legal plan, or in the problem that it answers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from tests import builders as b
from tests.planted_scenes import Case

Fault = Callable[[DispatchProblem, DispatchPlan], Case]
Changed = Callable[[Any], Any]
Value = TypeVar("Value")
Row = tuple[str, Fault, str]
"""A scene, what is wrong in it, and the code of the violation."""


def later(minutes: float) -> Changed:
    """An instant so many minutes later."""
    return lambda at: at + timedelta(minutes=minutes)


def more(amount: float) -> Changed:
    """A number that is larger by an amount."""
    return lambda number: number + amount


def _with(what: Value, changes: Mapping[str, Any]) -> Value:
    """A value with other fields; a change may be a function of what the field was."""
    new = {
        name: change(getattr(what, name)) if callable(change) else change
        for name, change in changes.items()
    }
    return replace(what, **new)  # type: ignore[type-var]  # all values of a plan are dataclasses


def answer(at: int = 0, **changes: Any) -> Fault:
    """Another answer to the line at a place."""

    def plant(asked: DispatchProblem, plan: DispatchPlan) -> Case:
        lines = list(plan.lines)
        lines[at] = _with(lines[at], changes)
        return asked, replace(plan, lines=tuple(lines))

    return plant


def option(at: int = 0, **changes: Any) -> Fault:
    """Another option of the line at a place."""
    return answer(at, option=lambda each: _with(each, changes))


def alternative(place: int = 0, at: int = 0, **changes: Any) -> Fault:
    """Another option of an alternative, whose differences are told right."""

    def changed(others: tuple[Any, ...]) -> tuple[Any, ...]:
        old = others[place]
        new = _with(old.option, changes)
        later_by = (new.planned_arrival_at - old.option.planned_arrival_at) / timedelta(minutes=1)
        differences = {
            "option": new,
            "arrives_later_minutes": old.arrives_later_minutes + later_by,
            "costs_more_cents": old.costs_more_cents + new.cost_cents - old.option.cost_cents,
        }
        return (*others[:place], replace(old, **differences), *others[place + 1 :])

    return answer(at, alternatives=changed)


def told(place: int = 0, **changes: Any) -> Fault:
    """An alternative that tells other differences."""
    return answer(
        alternatives=lambda each: tuple(
            _with(other, changes) if n == place else other for n, other in enumerate(each)
        )
    )


def reason(place: int = 0, at: int = 0, **changes: Any) -> Fault:
    """Another reason of the line at a place."""
    return answer(
        at,
        reasons=lambda each: tuple(
            _with(one, changes) if n == place else one for n, one in enumerate(each)
        ),
    )


def whole(**changes: Any) -> Fault:
    """Another field of the plan."""
    return lambda asked, plan: (asked, _with(plan, changes))


def level(name: str, **changes: Any) -> Fault:
    """Another level."""
    return whole(
        levels=lambda each: tuple(_with(one, changes) if one.name == name else one for one in each)
    )


def load(**changes: Any) -> Fault:
    """Another first load."""
    return whole(loads=lambda each: (_with(each[0], changes), *each[1:]))


def asked_for(**changes: Any) -> Fault:
    """The plan answers another problem."""
    return lambda asked, plan: (_with(asked, changes), plan)


def on(**tables: Any) -> Fault:
    """The plan stands on another network."""
    return asked_for(network=lambda each: replace(each, **tables))


def service(service_id: str, **changes: Any) -> Fault:
    """A service is another one than the plan takes it for."""
    return asked_for(
        network=lambda each: replace(
            each,
            services={**each.services, service_id: _with(each.services[service_id], changes)},
        )
    )


def open_from(opens: int, closes: int) -> Fault:
    """D1 is open on Mondays alone, between two minutes of the day."""
    hours = b.opening_class("short", windows=(("mon", opens, closes),))
    return asked_for(
        network=lambda each: replace(
            each,
            depots={**each.depots, "D1": replace(each.depots["D1"], opening_class="short")},
            opening_classes={**each.opening_classes, "short": hours},
        )
    )


def every(*faults: Fault) -> Fault:
    """Several changes that are one fault."""

    def plant(asked: DispatchProblem, plan: DispatchPlan) -> Case:
        for fault in faults:
            asked, plan = fault(asked, plan)
        return asked, plan

    return plant


def day(number: int) -> Changed:
    """The same time of another day of November."""

    def changed(at: datetime) -> datetime:
        return at.replace(day=number)

    return changed
