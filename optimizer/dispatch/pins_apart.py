"""Pins that cannot be kept together, as they ask for the same last unit or vehicle."""

from collections.abc import Sequence

import numpy as np

from optimizer.dispatch.assignment import UNASSIGNED, Assignment
from optimizer.dispatch.options.horizon import Ints

NOT_KEPT = " The pin cannot be kept beside "
"""Where it begins what a sentence says of other pins, which are nobody's business but staff's."""

MOST_NAMED = 5
"""Pins that a sentence names before it only counts them."""


def apart(assignment: Assignment, index: int) -> str:
    """Sentence that names the pins by which a pinned shipment goes without; empty: there is none.

    Source: docs/dispatch.md, "Wishes".
    """
    shipment = assignment.shipments[index]
    pin = assignment.options[shipment.group].demand.pin
    if pin is None or shipment.way != UNASSIGNED:
        return ""
    rivals = _rivals(assignment, _wanting(assignment, shipment.group))
    if not rivals:
        return ""
    named = ", ".join(f"that of {line_id} to {other}" for line_id, other in rivals[:MOST_NAMED])
    more = f" and {len(rivals) - MOST_NAMED} more" if len(rivals) > MOST_NAMED else ""
    return f"{NOT_KEPT}{named}{more}: both need the same unit or vehicle ({pin})."


def _wanting(assignment: Assignment, group: int) -> Ints:
    """Rows that lack what some way of a group would use."""
    problem = assignment.problem
    start, end = problem.group_start[group : group + 2]
    uses = problem.uses
    mine = (uses.option >= start) & (uses.option < end)
    row, quantity = uses.row[mine], uses.quantity[mine]
    full = assignment.used[row] + quantity > problem.row_capacity[row]
    return np.unique(row[full])


def _rivals(assignment: Assignment, rows: Ints) -> Sequence[tuple[str, str]]:
    """Pinned lines whose ways use some of the rows, with their pins."""
    problem = assignment.problem
    uses = problem.uses
    using = set(uses.option[np.isin(uses.row, rows)].tolist())
    return sorted(
        (shipment.lines[0].line_id, str(pin))
        for shipment in assignment.shipments
        if (pin := assignment.options[shipment.group].demand.pin) is not None
        and shipment.way != UNASSIGNED
        and int(problem.group_start[shipment.group]) + shipment.way in using
    )
