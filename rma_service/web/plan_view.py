"""What stands on the page of a dispatch plan: rows and figures, before any HTML."""

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.dispatch.problem import DispatchPlan, Level, LinePlan, SetAside, Verdict
from optimizer.network import Network
from rma_service.plan_words import NO_PROOF, bound_words, proof_words
from rma_service.web.plan_row import Row, VerdictWords, row_of, verdict_words
from rma_service.wording import Moment, level_figure, level_words, moment, money


@dataclass(frozen=True, slots=True)
class Case:
    """The lines of one RMA that follow each other on the page."""

    rma_number: str
    kit: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of the objective in words."""

    word: str
    meaning: str
    value: str
    bound: str
    proved: bool
    proof: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What the plan asks of one depot and service, in words."""

    depot: str
    service: str
    lines: int
    weight: str
    vehicles: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The plan in numbers: (verdict, lines), (stage, seconds, share of all seconds).

    `degraded` says why the plan was made without proof, and `in_its_place` what that means.
    """

    now: Moment
    lines: int
    verdicts: tuple[tuple[VerdictWords, int], ...]
    attention: int
    unserved: int
    cost: str
    scarcity: str
    proved: bool
    levels: tuple[LevelRow, ...]
    stages: tuple[tuple[str, float, float], ...]
    seconds: float
    degraded: str
    in_its_place: str = NO_PROOF


@dataclass(frozen=True, slots=True)
class PlanView:
    """Everything on the page of a plan but the map."""

    figures: Figures
    cases: tuple[Case, ...]
    rejected: tuple[SetAside, ...]
    on_hold: tuple[SetAside, ...]
    loads: tuple[LoadRow, ...]


def plan_view(plan: DispatchPlan, network: Network) -> PlanView:
    """The plan in the words of the page."""
    return PlanView(
        figures=_figures(plan),
        cases=tuple(_cases(plan, network)),
        rejected=tuple(each for each in plan.set_aside if each.state == "rejected"),
        on_hold=tuple(each for each in plan.set_aside if each.state == "on_hold"),
        loads=tuple(_load_rows(plan, network)),
    )


def _figures(plan: DispatchPlan) -> Figures:
    verdicts = [each.verdict for each in plan.lines]
    total = sum(plan.seconds.values())
    stages = sorted(plan.seconds.items(), key=lambda stage: (-stage[1], stage[0]))
    return Figures(
        now=moment(plan.now, "UTC"),
        lines=len(plan.lines),
        verdicts=tuple((verdict_words(each), verdicts.count(each)) for each in Verdict),
        attention=len(verdicts) - verdicts.count(Verdict.GUARANTEED),
        unserved=sum(each.option is None for each in plan.lines),
        cost=money(plan.courier_cents + plan.scarcity_cents),
        scarcity=money(plan.scarcity_cents),
        proved=plan.proved,
        levels=tuple(
            map(_level_row, plan.levels, bound_words(plan.levels), proof_words(plan.levels))
        ),
        stages=tuple((name, spent, spent / total if total else 0.0) for name, spent in stages),
        seconds=total,
        degraded=plan.degraded or "",
    )


def _level_row(level: Level, bound: str, proof: str) -> LevelRow:
    word, meaning = level_words(level.name)
    value = level_figure(level.name, level.value)
    return LevelRow(word, meaning, value, bound, level.proved, proof)


def _cases(plan: DispatchPlan, network: Network) -> Iterable[Case]:
    by_rma: dict[str, list[LinePlan]] = {}
    for each in plan.lines:
        by_rma.setdefault(each.line.rma_number, []).append(each)
    for rma_number, lines in by_rma.items():
        kit = len(lines) > 1 and all(each.line.ship_together for each in lines)
        yield Case(rma_number, kit, tuple(row_of(each, network, plan.now) for each in lines))


def _load_rows(plan: DispatchPlan, network: Network) -> Iterable[LoadRow]:
    for load in plan.loads:
        yield LoadRow(
            depot=network.depots[load.depot_id].name,
            service=network.services[load.service_id].name,
            lines=load.lines,
            weight=f"{load.weight_kg:,.1f} kg",
            vehicles=str(load.vehicles_peak) if load.vehicles_peak else "none",
        )
