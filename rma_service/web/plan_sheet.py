"""The lines of a plan as rows of a file."""

from collections.abc import Sequence

from optimizer.dispatch.problem import LinePlan
from rma_service.plan_words import cost_words

SHEET_HEADER = (
    "rma_number",
    "line_id",
    "partner_id",
    "site_id",
    "part_number",
    "verdict",
    "owed",
    "clause",
    "due_at",
    "depot_id",
    "service_id",
    "sent_part_number",
    "departs_at",
    "planned_arrival_at",
    "on_time_probability",
    "margin_minutes",
    "cost_cents",
    "sentence",
    "would_help",
    "left_out",
)
"""Columns of the lines of a plan as a file."""

_OF_THE_WAY = SHEET_HEADER[9:17]


def sheet_row(answer: LinePlan) -> Sequence[object]:
    """One line of a plan as a row of a file; a line that nothing is sent for has no way."""
    line, target, option = answer.line, answer.line.target, answer.option
    told = (line.rma_number, line.line_id, line.partner_id, line.site_id, line.part_number)
    owed = (answer.verdict.value, target.owed, target.clause, target.due_at)
    helps = " ".join(f"{x.sentence} ({cost_words(x)})" for x in answer.relaxations)
    why = (answer.sentence, helps, ";".join(answer.left_out))
    if option is None:
        return (*told, *owed, *[None] * len(_OF_THE_WAY), *why)
    way = (
        option.depot_id,
        option.service_id,
        option.part_number,
        option.departs_at,
        option.planned_arrival_at,
        round(option.on_time_probability, 4),
        round(option.margin_minutes, 1),
        option.cost_cents,
    )
    return (*told, *owed, *way, *why)
