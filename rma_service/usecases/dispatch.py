"""Plan all open lines: read at one moment, solve with nothing held open, check, keep."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from optimizer.dispatch.bounded import Solved
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, SetAside
from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.files.document import plan_document
from optimizer.files.read_plan import plan_from_document
from rma_service.db import events, plans, rmas
from rma_service.db.engine import Connection, Database
from rma_service.db.stock import book_receipts
from rma_service.domain.errors import Refused
from rma_service.domain.job import Job
from rma_service.domain.people import Principal
from rma_service.domain.plan_record import PlanRecord, WishList
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine
from rma_service.usecases.basis import basis_of
from rma_service.usecases.directory import live_network
from rma_service.usecases.jobs import start_job
from rma_service.usecases.moving import Hand, still_asks, telling
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.plans import known_plan
from rma_service.usecases.promising import line_of, promise_of
from rma_service.usecases.solving import Solve, in_child, require_legal
from rma_service.usecases.under_way import with_vehicles_out
from rma_service.usecases.versions import versions_of

PLAN_SECONDS = 60.0
"""Longest time that the open lines may be solved [s]."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one plan is made from, read at one moment; `untold` lines were never promised."""

    problem: DispatchProblem
    wishes: WishList
    base_version: int | None
    network_version: int
    versions: Mapping[str, str]
    untold: frozenset[str]


def start_plan(
    database: Database,
    clock: Clock,
    principal: Principal,
    wishes: WishList,
    once: Once[Job] | None = None,
) -> Job:
    """Ask for a plan of all open lines; a worker makes it.

    Raises
    ------
    Refused
        When there is nothing to plan, or the wishes cannot be.
    """
    at = clock()
    with database.read() as tx:
        snapshot(tx, wishes, at)
    with writing(database, once) as tx:
        job = start_job(tx, "plan", plans.wishes_document(wishes), principal.principal_id, at)
        return kept(tx, once, job)


def replan(
    database: Database,
    clock: Clock,
    principal: Principal,
    plan_version: int,
    wishes: WishList,
    once: Once[Job] | None = None,
) -> Job:
    """Ask for a plan again, with other wishes than those of a plan that is there.

    Raises
    ------
    NotFound
        When there is no such plan.
    Refused
        When the wishes cannot be.
    """
    return start_plan(database, clock, principal, replace(wishes, again_of=plan_version), once)


def plan_now(
    database: Database,
    clock: Clock,
    actor: str,
    wishes: WishList | None = None,
    solve: Solve = in_child,
) -> PlanRecord:
    """Plan all open lines and wait for it; raises what `make_plan` does."""
    keep = make_plan(database, clock, wishes or WishList(), actor, solve)
    with database.write() as tx:
        return keep(tx)


def make_plan(
    database: Database, clock: Clock, wishes: WishList, actor: str, solve: Solve = in_child
) -> Callable[[Connection], PlanRecord]:
    """Read once, solve in a bounded child with nothing held open, check; gives what keeps it.

    Raises
    ------
    Refused
        When there is nothing to plan, or the wishes cannot be.
    IllegalPlan
        When the independent check refuses the plan.
    """
    at = clock()
    with database.write() as tx:
        book_receipts(tx, at)
    with database.read() as tx:
        asked = snapshot(tx, wishes, at)
    solved = solve(asked.problem, PLAN_SECONDS)
    require_legal(asked.problem, solved.plan)
    document = plan_document(replace(solved.plan, versions=asked.versions))
    record = _record(asked, solved, actor, at)

    def keep(tx: Connection) -> PlanRecord:
        version = plans.insert_plan(tx, record, document, solved.problem_file)
        _promise_first(tx, asked.untold, solved.plan, Hand(actor, at))
        return replace(record, plan_version=version)

    return keep


def snapshot(tx: Connection, wishes: WishList, at: datetime) -> Snapshot:
    """Read everything that a plan is made from.

    Raises
    ------
    NotFound
        When the plan that the wishes refer to is not there.
    Refused
        When there is nothing to plan, or the wishes cannot be.
    """
    basis = basis_of(tx)
    lines = rmas.lines_in(tx, [State.OPEN, State.ON_HOLD])
    asked = tuple(line_of(line, line.terms) for line in lines if line.terms is not None)
    if not asked:
        raise Refused(["No line is open, so there is nothing to plan."])
    held = tuple(_on_hold(line) for line in lines if line.terms is None)
    try:
        wanted = _wishes(tx, wishes)
        network = with_vehicles_out(tx, live_network(tx, basis.directory.network), at)
        problem = DispatchProblem(network, asked, at, held, wanted)
    except ValueError as cannot_be:
        raise Refused([str(cannot_be)]) from cannot_be
    return Snapshot(
        problem,
        wishes,
        plans.approved_version(tx),
        basis.network_version,
        versions_of(basis.policies),
        frozenset(line.line_id for line in lines if line.promise is None),
    )


def _promise_first(tx: Connection, untold: Collection[str], plan: DispatchPlan, by: Hand) -> None:
    """Promise lines that were never told what the plan says of them, if it is still asked so."""
    answers = {each.line.line_id: each for each in plan.lines if each.line.line_id in untold}
    for line_id, line in rmas.lock_lines(tx, answers).items():
        answer = answers[line_id]
        if line.promise is None and still_asks(line, answer.line.target):
            told = replace(line, promise=promise_of(answer, by.at, "plan"))
            rmas.save_line(tx, told)
            key = (line.partner_id, line.rma_number)
            events.append_events(tx, key, [telling(told)], by.at, by.actor)


def _record(asked: Snapshot, solved: Solved, actor: str, at: datetime) -> PlanRecord:
    return PlanRecord(
        plan_version=0,
        base_version=asked.base_version,
        network_version=asked.network_version,
        status="proposed",
        input_hash=solved.plan.input_hash,
        wishes=asked.wishes,
        degraded=solved.plan.degraded is not None,
        created_by=actor,
        created_at=at,
    )


def _on_hold(line: RmaLine) -> SetAside:
    return SetAside(
        line.rma_number,
        line.line_id,
        line.partner_id,
        "on_hold",
        line.state_sentence or "",
        line.state_clause or "",
    )


def _wishes(tx: Connection, wishes: WishList) -> Wishes:
    pins = {line_id: Pin(**asdict(pin)) for line_id, pin in wishes.pins.items()}
    return Wishes(
        pins={**_kept_pins(tx, wishes), **pins},
        excluded_depots=wishes.excluded_depots,
        excluded_services=wishes.excluded_services,
    )


def _kept_pins(tx: Connection, wishes: WishList) -> Mapping[str, Pin]:
    """Pins to the ways by which the former plan sends lines."""
    if wishes.again_of is None:
        if wishes.keep:
            raise ValueError("Lines are kept as another plan sends them, and no plan is named.")
        return {}
    known_plan(tx, wishes.again_of)
    former = plan_from_document(plans.plan_document_of(tx, wishes.again_of))
    ways = {each.line.line_id: each.option for each in former.lines}
    pins = {}
    for line_id in sorted(wishes.keep):
        way = ways.get(line_id)
        if way is None:
            raise ValueError(f"Plan {wishes.again_of} sends line {line_id} no way.")
        pins[line_id] = Pin(way.depot_id, way.service_id, way.part_number, way.departs_at)
    return pins
