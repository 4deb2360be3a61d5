"""Look at dispatch plans: one, the newest, the difference between two."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from optimizer.dispatch.problem import DispatchPlan
from optimizer.files.read_plan import plan_from_document
from optimizer.network import Network
from optimizer.whatif.compare import Comparison, compare
from rma_service.db import plans
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import NotFound
from rma_service.domain.plan_record import PlanRecord
from rma_service.usecases.directory import network_at, network_of

_REMEMBERED = 4
"""Read plans that are kept, as one that is reviewed is asked for again and again."""


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as it was shown, what the record knows of it, and the network it was made on.

    What lay where, that network does not say.
    """

    record: PlanRecord
    plan: DispatchPlan
    network: Network


@dataclass(frozen=True, slots=True)
class Difference:
    """Two plans on the lines that both answer; other lines are only counted."""

    base: PlanRecord
    other: PlanRecord
    comparison: Comparison
    only_in_base: int
    only_in_other: int


def list_plans(database: Database, before: int | None = None, limit: int = 50) -> list[PlanRecord]:
    """Newest plans, those before a version."""
    with database.read() as tx:
        return list(plans.list_plans(tx, before, limit))


def plan_of(database: Database, plan_version: int) -> StoredPlan:
    """Give a plan as it was shown.

    Raises
    ------
    NotFound
        When there is no such plan.
    """
    with database.read() as tx:
        record = known_plan(tx, plan_version)
        plan = _read(plans.plan_text_of(tx, plan_version))
        version = record.network_version
        network = network_of(tx) if version is None else network_at(tx, version)
        return StoredPlan(record, plan, network)


def document_of(database: Database, plan_version: int) -> tuple[PlanRecord, Mapping[str, object]]:
    """Give a plan as its document.

    Raises
    ------
    NotFound
        When there is no such plan.
    """
    with database.read() as tx:
        return known_plan(tx, plan_version), plans.plan_document_of(tx, plan_version)


def problem_file_of(database: Database, plan_version: int) -> bytes:
    """Give the problem file of a plan, by which others can solve the same question.

    Raises
    ------
    NotFound
        When there is no such plan.
    """
    with database.read() as tx:
        known_plan(tx, plan_version)
        return plans.problem_file_of(tx, plan_version)


def compare_plans(database: Database, base_version: int, other_version: int) -> Difference:
    """Compare two plans on the lines that both answer, whenever they were made.

    Raises
    ------
    NotFound
        When one of them is not there.
    """
    base, other = plan_of(database, base_version), plan_of(database, other_version)
    shared = _ids(base.plan) & _ids(other.plan)
    comparison = compare(
        replace(_only(base.plan, shared), now=other.plan.now),
        _only(other.plan, shared),
        f"plan {base_version}",
        f"plan {other_version}",
    )
    return Difference(
        base.record,
        other.record,
        comparison,
        len(base.plan.lines) - len(shared),
        len(other.plan.lines) - len(shared),
    )


LARGEST_VERSION = 2**31 - 1
"""Plans are numbered up to here; PostgreSQL fails on larger numbers instead of finding none."""


def known_plan(tx: Connection, plan_version: int) -> PlanRecord:
    """What the record knows of a plan.

    Raises
    ------
    NotFound
        When there is no such plan.
    """
    record = plans.load_plan(tx, plan_version) if plan_version <= LARGEST_VERSION else None
    if record is None:
        raise NotFound("There is no such plan.")
    return record


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str) -> DispatchPlan:
    """Read a plan, unless the same document was read before: a plan never changes."""
    return plan_from_document(json.loads(text))


def _ids(plan: DispatchPlan) -> set[str]:
    return {each.line.line_id for each in plan.lines}


def _only(plan: DispatchPlan, line_ids: Collection[str]) -> DispatchPlan:
    lines = sorted(plan.lines, key=lambda each: each.line.line_id)
    return replace(plan, lines=tuple(each for each in lines if each.line.line_id in line_ids))
