"""Ask what a scenario would change: the same lines through the same code, twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.calendars import instant_text
from optimizer.dispatch.problem import DispatchPlan, Option
from optimizer.files.whole import json_text
from optimizer.files.write import write_json
from optimizer.network import Network
from optimizer.whatif.compare import Comparison, LineChange, compare
from optimizer.whatif.scenario import FaultyScenario, Scenario, apply, read_scenario
from rma_service.usecases.asking import TODAY, Question
from rma_service.usecases.plan import (
    Prepared,
    checked_plan,
    prepare,
    write_file,
)
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.stages import Stages


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A scenario's question and the answer: both plans, their comparison, and names for it."""

    title: str
    why: str
    before: DispatchPlan
    after: DispatchPlan
    comparison: Comparison
    partner_names: Mapping[str, str]
    network: Network
    seconds: Mapping[str, float]


def whatif_from_files(
    scenario: Path, question: Question, against: Path | None, stages: Stages
) -> WhatIf:
    """Plan the same lines on the base and on the changed network, and compare.

    Raises
    ------
    FaultyInput
        When a file is faulty, or a scenario does not fit the network.
    IllegalPlan
        When the independent check refuses either plan.
    """
    asked = _scenario(scenario)
    base = None if against is None else _scenario(against)
    prepared = prepare(question, stages)
    network = prepared.problem.network
    base_network = network if base is None else _applied(base, network)
    changed_network = _applied(asked, network)
    if not prepared.problem.lines:
        raise FaultyInput(["No line is open at that instant, so a scenario changes nothing."])
    before = checked_plan(_on(base_network, prepared), question.limit_seconds, stages)
    after = checked_plan(_on(changed_network, prepared), question.limit_seconds, stages)
    base_name = TODAY if base is None else base.title
    comparison = compare(before, after, base_name, asked.title)
    names = prepared.partner_names
    return WhatIf(asked.title, asked.why, before, after, comparison, names, network, stages.seconds)


def whatif_document(answer: WhatIf) -> dict[str, object]:
    """Give the answer as a JSON document."""
    comparison = answer.comparison
    return {
        "scenario": answer.title,
        "why": answer.why.strip(),
        "against": comparison.base,
        "lost": [_line_document(each) for each in comparison.lost],
        "gained": [_line_document(each) for each in comparison.gained],
        "changed": [_line_document(each) for each in comparison.changed],
        "verdicts": {
            verdict.value: {"before": before, "after": after}
            for verdict, (before, after) in comparison.verdicts.items()
        },
        "levels": [
            {
                "name": level.name,
                "before": level.before,
                "after": level.after,
                "difference": level.difference,
                "proved": level.proved,
            }
            for level in comparison.levels
        ],
        "courier_cents": {
            "before": comparison.courier_cents_before,
            "after": comparison.courier_cents_after,
        },
        "loads": _load_documents(comparison),
        "input_hash": {"before": answer.before.input_hash, "after": answer.after.input_hash},
        "versions": dict(answer.after.versions),
        "seconds": {stage: round(spent, 3) for stage, spent in answer.seconds.items()},
    }


def whatif_json(answer: WhatIf) -> str:
    """Give the answer as the text of its JSON document."""
    return json_text(whatif_document(answer))


def write_whatif(answer: WhatIf, path: Path | None) -> tuple[Path, ...]:
    """Write the answer as JSON, if it was asked for, and name the file.

    Raises
    ------
    FaultyInput
        When the file cannot be written.
    """
    if path is None:
        return ()
    write_file(path, lambda place: write_json(whatif_document(answer), place))
    return (path,)


def _scenario(path: Path) -> Scenario:
    try:
        return read_scenario(path)
    except FaultyScenario as faulty:
        raise FaultyInput(faulty.faults) from faulty


def _applied(scenario: Scenario, network: Network) -> Network:
    try:
        return apply(scenario, network)
    except FaultyScenario as faulty:
        raise FaultyInput(faulty.faults) from faulty


def _on(network: Network, prepared: Prepared) -> Prepared:
    """Put the same lines on another network; their targets stay what they are."""
    return replace(prepared, problem=replace(prepared.problem, network=network))


def _line_document(change: LineChange) -> dict[str, object]:
    return {
        "rma_number": change.rma_number,
        "line_id": change.line_id,
        "partner_id": change.partner_id,
        "site_id": change.site_id,
        "verdict": {"before": change.before.value, "after": change.after.value},
        "reason": change.reason,
        "moved": list(change.moved),
        "option": {
            "before": _option_document(change.option_before),
            "after": _option_document(change.option_after),
        },
    }


def _option_document(option: Option | None) -> dict[str, object] | None:
    if option is None:
        return None
    return {
        "depot_id": option.depot_id,
        "part_number": option.part_number,
        "service_id": option.service_id,
        "departs_at": instant_text(option.departs_at),
        "planned_arrival_at": instant_text(option.planned_arrival_at),
        "cost_cents": option.cost_cents,
    }


def _load_documents(comparison: Comparison) -> Iterable[dict[str, object]]:
    return [
        {
            "depot_id": load.depot_id,
            "service_id": load.service_id,
            "lines": {"before": load.lines_before, "after": load.lines_after},
            "weight_kg": {
                "before": round(load.weight_kg_before, 2),
                "after": round(load.weight_kg_after, 2),
            },
            "vehicles_peak": {
                "before": load.vehicles_peak_before,
                "after": load.vehicles_peak_after,
            },
        }
        for load in comparison.loads
    ]
