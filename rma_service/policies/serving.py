"""What the service itself takes from a policy: uses of targets, batch guard, weights of plans."""

from collections.abc import Mapping
from datetime import timedelta
from math import isnan

from rma_service.domain.batch import BatchGuard
from rma_service.policies.operators import BuildError, Node, Path, known
from rma_service.policies.policy import OwedWeights, Weights
from rma_service.policies.rules import read_when

PLANNED = ("arrive_by", "ship_by")
"""Kinds of a target that a dispatch plan can keep."""


def read_uses(document: Node) -> Mapping[str, str]:
    """Read which target serves which purpose of the service.

    Raises
    ------
    BuildError
        When there is no such target, or no dispatch plan could keep that of a replacement.
    """
    uses, nodes = document.get("uses", {}), document["targets"]
    there = {node["target"]: node for node in nodes}
    for purpose, target in uses.items():
        known("target", there, target, ("uses", purpose))
    for i, node in enumerate(nodes):
        if node["target"] == uses.get("replacement"):
            _refuse_unplanned(node, ("targets", i))
    return dict(uses)


def _refuse_unplanned(node: Node, path: Path) -> None:
    """Refuse a target of a replacement that no dispatch plan can keep."""
    for i, branch in enumerate(node["branches"]):
        if branch["kind"] not in PLANNED:
            problem = f"is neither {' nor '.join(map(repr, PLANNED))}, as a replacement is planned"
            raise BuildError((*path, "branches", i, "kind"), problem)
        if "due_at" not in branch or not ("start" in node or "received_at" in branch):
            problem = "lacks 'due_at' or a start, without which no replacement can be planned"
            raise BuildError((*path, "branches", i), problem)


def read_guard(node: Node) -> BatchGuard:
    """Read how the policy counts RMAs and parts that come together."""
    return BatchGuard(
        tuple(node["same"]),
        timedelta(minutes=node["same_time_within_minutes"]),
        timedelta(hours=node["accumulated_when_observed_more_than_hours_before"]),
        node["accumulated_when_lines_of_a_part_exceed"],
        node["timely_within_business_days"],
    )


def read_weights(node: Node) -> Weights:
    """Read what a target weighs in a dispatch plan."""
    return Weights(node["miss_weight"], node["late_weight"])


def read_owed(place: int, node: Node) -> OwedWeights:
    """Read what an owed target weighs for some levels and priorities.

    Raises
    ------
    BuildError
        When its confidence is not a number.
    """
    confidence = float(node["confidence"])
    if isnan(confidence):  # no limit of the schema keeps it out
        raise BuildError(("dispatch", "owed", place, "confidence"), "is not a number")
    return OwedWeights(read_when(node["when"]), confidence, read_weights(node))
