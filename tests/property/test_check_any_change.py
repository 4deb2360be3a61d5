"""Nothing in a legal plan can be another without the checker noticing, field by field."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import partial

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, LinePlan
from tests.planted_scenes import SCENES, scene

UNSEEN = frozenset(
    {
        *("sentence", "detail", "clause", "not_owed_reason"),  # words for people
        *("input_hash", "versions", "seconds", "degraded", "steps"),  # how the plan was made
        *("bound", "proved"),  # a plan may say less than it knows
        *("plan_costs_more_cents", "amount", "from_at"),  # for a solve of its own to prove
    }
)
Rebuilt = Callable[[object], object]


def others(value: object) -> Iterator[object]:
    """Other values of the kind of a leaf; none where it cannot be changed alone."""
    if isinstance(value, Enum):
        yield from (each for each in type(value) if each is not value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, float):
        yield from (value + 0.5, value - 0.5, float("nan"), float("inf"))
    elif isinstance(value, str):
        yield from ("D2", "VAN", "P2", "L2", "late", "nobody") if value != "nobody" else ()
    elif isinstance(value, datetime):
        yield from (value + timedelta(minutes=each) for each in (-7, 7, 1440, 525_600 * 400))


def changes(value: object, rebuilt: Rebuilt) -> Iterator[object]:
    """The whole with one thing in a part of it changed; `rebuilt` puts a part in its place."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in UNSEEN:
                part = partial(_with_field, value, field.name, rebuilt)
                yield from changes(getattr(value, field.name), part)
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            yield rebuilt(value[:place] + value[place + 1 :])
            yield rebuilt((*value, each))
            yield from changes(each, partial(_with_item, value, place, rebuilt))
    else:
        yield from (rebuilt(other) for other in others(value) if other != value)


def _with_field(value: object, name: str, rebuilt: Rebuilt, part: object) -> object:
    try:
        return rebuilt(replace(value, **{name: part}))  # type: ignore[type-var]  # is a dataclass
    except ValueError:
        return None  # a value that refuses itself needs no checker


def _with_item(value: tuple[object, ...], place: int, rebuilt: Rebuilt, part: object) -> object:
    return rebuilt((*value[:place], part, *value[place + 1 :]))


def unnoticed(asked: DispatchProblem, plan: DispatchPlan) -> Iterator[DispatchPlan]:
    """Changed plans that the checker calls legal."""
    for changed in changes(plan, lambda whole: whole):
        if isinstance(changed, DispatchPlan) and changed != plan:
            yield from () if check(asked, changed).violations else (changed,)


def differences(one: object, other: object, where: str = "") -> Iterator[str]:
    """Where two plans differ, in words."""
    if is_dataclass(one) and not isinstance(one, type):
        for field in fields(one):
            yield from differences(
                getattr(one, field.name), getattr(other, field.name), f"{where}.{field.name}"
            )
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{where}[{place}]")
    elif one != other:
        yield f"{where}: {one} became {other}"


def may_be_so(plan: DispatchPlan, changed: DispatchPlan) -> bool:
    """Whether a plan may leave out what it leaves out: other ways, and what would help."""

    def kept(answer: LinePlan) -> LinePlan:
        return replace(answer, alternatives=(), relaxations=(), left_out=())

    fewer = all(
        set(map(repr, one.alternatives)) <= set(map(repr, other.alternatives))
        and set(map(repr, one.relaxations)) <= set(map(repr, other.relaxations))
        for one, other in zip(changed.lines, plan.lines, strict=False)
    )
    same = tuple(map(kept, changed.lines)) == tuple(map(kept, plan.lines))
    return fewer and same and replace(changed, lines=plan.lines) == plan


@pytest.mark.parametrize("name", SCENES)
def test_no_field_of_a_plan_is_another_unnoticed(name: str) -> None:
    asked, plan = scene(name)
    found = [
        "; ".join(differences(plan, changed))
        for changed in unnoticed(asked, plan)
        if not may_be_so(plan, changed)
    ]
    assert found == []
