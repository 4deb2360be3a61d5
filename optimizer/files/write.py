"""Plans to files: JSON, CSV and GeoJSON."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from optimizer.calendars import instant_text
from optimizer.dispatch.problem import REASON_CODES, DispatchPlan, LinePlan, SetAside
from optimizer.files.document import shown_minutes, shown_probability
from optimizer.files.whole import json_text, write_text

FORMULA_STARTS = tuple("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")
"""Signs by which a spreadsheet takes a text for a formula, or for the end of a cell."""

PLAN_COLUMNS = (
    "state",
    "rma_number",
    "line_id",
    "partner_id",
    "site_id",
    "part_number",
    "verdict",
    "outlook",
    "sentence",
    "reason_codes",
    "nearest_miss",
    "would_help",
    "left_out",
    "target",
    "due_at",
    "owed",
    "clause",
    "confidence",
    "depot_id",
    "part_number_sent",
    "service_id",
    "ready_at",
    "departs_at",
    "planned_arrival_at",
    "median_arrival_at",
    "on_time_probability",
    "margin_minutes",
    "cost_cents",
)
"""Columns of plan.csv."""


def write_json(document: Mapping[str, object], path: Path) -> None:
    """Write a document as JSON.

    Raises
    ------
    WriteError
        When the file cannot be written; what stood there before still does.
    """
    write_text(json_text(document), path)


def write_plan_csv(plan: DispatchPlan, path: Path) -> None:
    """Write one row per line, rejected and waiting ones too; no cell is a formula.

    Raises
    ------
    WriteError
        When the file cannot be written; what stood there before still does.
    """
    rows = [*map(_planned, plan.lines), *map(_not_planned, plan.set_aside)]
    table = pd.DataFrame(rows, columns=list(PLAN_COLUMNS), dtype=object)
    # Every text is quoted: pandas would leave a lone carriage return bare, and it splits a row.
    text = table.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    write_text(text, path)


def _planned(each: LinePlan) -> dict[str, object]:
    line, target = each.line, each.line.target
    row: dict[str, object] = {
        "state": "planned",
        "rma_number": _inert(line.rma_number),
        "line_id": _inert(line.line_id),
        "partner_id": _inert(line.partner_id),
        "site_id": _inert(line.site_id),
        "part_number": _inert(line.part_number),
        "verdict": each.verdict.value,
        "outlook": None if each.outlook is None else each.outlook.value,
        "sentence": _inert(each.sentence),
        "reason_codes": ";".join(dict.fromkeys(reason.code for reason in each.reasons)),
        "nearest_miss": _inert(nearest_miss(each)),
        "would_help": _inert(would_help(each)),
        "left_out": ";".join(each.left_out),
        "target": target.kind,
        "due_at": instant_text(target.due_at),
        "owed": int(target.owed),
        "clause": _inert(target.clause),
        "confidence": target.confidence,
    }
    return {**row, **dict(_chosen(each))}


def _chosen(each: LinePlan) -> Iterator[tuple[str, object]]:
    option = each.option
    if option is None:
        return
    yield "depot_id", _inert(option.depot_id)
    yield "part_number_sent", _inert(option.part_number)
    yield "service_id", _inert(option.service_id)
    yield "ready_at", instant_text(option.ready_at)
    yield "departs_at", instant_text(option.departs_at)
    yield "planned_arrival_at", instant_text(option.planned_arrival_at)
    yield "median_arrival_at", instant_text(option.median_arrival_at)
    yield "on_time_probability", shown_probability(option.on_time_probability)
    yield "margin_minutes", shown_minutes(option.margin_minutes)
    yield "cost_cents", option.cost_cents


def _not_planned(each: SetAside) -> dict[str, object]:
    return {
        "state": each.state,
        "rma_number": _inert(each.rma_number),
        "line_id": _inert(each.line_id),
        "partner_id": _inert(each.partner_id),
        "sentence": _inert(each.sentence),
        "clause": _inert(each.clause),
    }


def nearest_miss(each: LinePlan) -> str:
    """The failed test that came closest to success, with its numbers; of equal ones the nearest."""
    failed = [reason for reason in each.reasons if reason.code in REASON_CODES]
    if not failed:
        return ""
    closest = max(failed, key=lambda reason: REASON_CODES.index(reason.code))
    where = ", ".join(filter(None, (closest.depot_id, closest.service_id)))
    return f"{where}: {closest.detail}"


def would_help(each: LinePlan) -> str:
    """What would let a line be met, the cheapest first, and what the whole plan would cost more."""
    return " ".join(
        f"{one.sentence} ({one.plan_costs_more_cents:+d} cents)" for one in each.relaxations
    )


def _inert(text: str) -> str:
    """Text that no spreadsheet computes; an apostrophe is put before it where it might be."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
