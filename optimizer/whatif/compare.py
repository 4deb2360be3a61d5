"""Base against scenario on the same lines: promises lost and gained, cost and load."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.dispatch.problem import DispatchPlan, LinePlan, Load, Option, Verdict
from optimizer.network import require


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line whose answer differs; `reason` is the sentence of the side without the promise."""

    rma_number: str
    line_id: str
    partner_id: str
    site_id: str
    before: Verdict
    after: Verdict
    reason: str
    option_before: Option | None
    option_after: Option | None

    @property
    def moved(self) -> tuple[str, ...]:
        """What the courier sees of the change: depot, part, courier, departure, arrival."""
        before, after = _route(self.option_before), _route(self.option_after)
        return tuple(word for word in _ROUTE_WORDS if before.get(word) != after.get(word))


@dataclass(frozen=True, slots=True)
class LevelChange:
    """One level of the objective in both plans; `proved` when it is proved in both."""

    name: str
    before: int
    after: int
    proved: bool

    @property
    def difference(self) -> int:
        """After less before, in the level's own unit."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class LoadChange:
    """What both plans ask of one depot and courier service."""

    depot_id: str
    service_id: str
    lines_before: int
    lines_after: int
    weight_kg_before: float
    weight_kg_after: float
    vehicles_peak_before: int
    vehicles_peak_after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a scenario changes. `changed` holds the lines that differ in any other way.

    `verdicts` counts the lines of every verdict before and after.
    """

    base: str
    scenario: str
    lost: tuple[LineChange, ...]
    gained: tuple[LineChange, ...]
    changed: tuple[LineChange, ...]
    verdicts: Mapping[Verdict, tuple[int, int]]
    levels: tuple[LevelChange, ...]
    courier_cents_before: int
    courier_cents_after: int
    loads: tuple[LoadChange, ...]


_ROUTE_WORDS = ("depot", "part", "courier", "departure", "arrival")


def compare(
    base: DispatchPlan, changed: DispatchPlan, base_name: str = "base", name: str = "scenario"
) -> Comparison:
    """Compare two plans of the same lines at the same instant, line by line in their order.

    Raises
    ------
    ValueError
        When the plans answer different lines or instants.
    """
    pairs = _pairs(base, changed)
    changes = [_line_change(before, after) for before, after in pairs if _differs(before, after)]
    lost = tuple(each for each in changes if _is_lost(each))
    gained = tuple(each for each in changes if _is_gained(each))
    return Comparison(
        base=base_name,
        scenario=name,
        lost=lost,
        gained=gained,
        changed=tuple(each for each in changes if not _is_lost(each) and not _is_gained(each)),
        verdicts={verdict: _counts(pairs, verdict) for verdict in Verdict},
        levels=tuple(_level_changes(base, changed)),
        courier_cents_before=base.courier_cents,
        courier_cents_after=changed.courier_cents,
        loads=tuple(_load_changes(base.loads, changed.loads)),
    )


def _pairs(base: DispatchPlan, changed: DispatchPlan) -> list[tuple[LinePlan, LinePlan]]:
    require(base.now == changed.now, "The two plans are of different instants.")
    after = {each.line.line_id: each for each in changed.lines}
    before_ids = {each.line.line_id for each in base.lines}
    require(before_ids == set(after), "The two plans answer different lines.")
    return [(before, after[before.line.line_id]) for before in base.lines]


def _differs(before: LinePlan, after: LinePlan) -> bool:
    if before.verdict != after.verdict:
        return True
    return _route(before.option) != _route(after.option)


def _route(option: Option | None) -> Mapping[str, object]:
    if option is None:
        return {}
    values = (
        option.depot_id,
        option.part_number,
        option.service_id,
        option.departs_at,
        option.planned_arrival_at,
    )
    return dict(zip(_ROUTE_WORDS, values, strict=True))


def _line_change(before: LinePlan, after: LinePlan) -> LineChange:
    line = before.line
    gained = after.verdict is Verdict.GUARANTEED
    return LineChange(
        rma_number=line.rma_number,
        line_id=line.line_id,
        partner_id=line.partner_id,
        site_id=line.site_id,
        before=before.verdict,
        after=after.verdict,
        reason=before.sentence if gained else after.sentence,
        option_before=before.option,
        option_after=after.option,
    )


def _is_lost(change: LineChange) -> bool:
    return change.before is Verdict.GUARANTEED and change.after is not Verdict.GUARANTEED


def _is_gained(change: LineChange) -> bool:
    return change.after is Verdict.GUARANTEED and change.before is not Verdict.GUARANTEED


def _counts(pairs: Iterable[tuple[LinePlan, LinePlan]], verdict: Verdict) -> tuple[int, int]:
    both = list(pairs)
    return (
        sum(before.verdict is verdict for before, _ in both),
        sum(after.verdict is verdict for _, after in both),
    )


def _level_changes(base: DispatchPlan, changed: DispatchPlan) -> Iterable[LevelChange]:
    after = {level.name: level for level in changed.levels}
    for level in base.levels:
        other = after[level.name]
        proved = level.proved and other.proved
        yield LevelChange(level.name, level.value, other.value, proved)


def _load_changes(before: Iterable[Load], after: Iterable[Load]) -> Iterable[LoadChange]:
    """Yield the loads that differ, by depot and service; one that is absent carries nothing."""
    old = {(load.depot_id, load.service_id): load for load in before}
    new = {(load.depot_id, load.service_id): load for load in after}
    for depot_id, service_id in sorted({*old, *new}):
        nothing = Load(depot_id, service_id, lines=0, weight_kg=0.0, vehicles_peak=0)
        was = old.get((depot_id, service_id), nothing)
        will = new.get((depot_id, service_id), nothing)
        if was != will:
            yield LoadChange(
                depot_id=depot_id,
                service_id=service_id,
                lines_before=was.lines,
                lines_after=will.lines,
                weight_kg_before=was.weight_kg,
                weight_kg_after=will.weight_kg,
                vehicles_peak_before=was.vehicles_peak,
                vehicles_peak_after=will.vehicles_peak,
            )
