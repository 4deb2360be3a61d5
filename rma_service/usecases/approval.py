"""Approve a plan: every unit that it needs is held in one transaction, or nothing is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from optimizer.calendars import instant_text
from optimizer.dispatch.problem import LinePlan, Option
from optimizer.files.read_plan import plan_from_document
from rma_service.db import events, plans, reservations, rmas
from rma_service.db.engine import Connection, Database
from rma_service.db.network import archive_of
from rma_service.db.stock import Shelf, lock_shelves
from rma_service.domain.errors import Conflicts
from rma_service.domain.event import Happened
from rma_service.domain.people import Principal
from rma_service.domain.plan_record import PlanRecord
from rma_service.domain.reservation import Reservation
from rma_service.domain.rma import Move, State, next_state
from rma_service.domain.rma_record import RmaLine, Route
from rma_service.usecases.archive import lasting, unpack
from rma_service.usecases.directory import network_of, network_version_of
from rma_service.usecases.moving import Hand, differences, still_asks
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.plans import known_plan
from rma_service.usecases.promising import promise_of

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A line that the plan sends: its answer, the way it goes, and the line as it stands."""

    answer: LinePlan
    option: Option
    line: RmaLine

    @property
    def shelf(self) -> Shelf:
        """Depot and part from which its unit is taken."""
        return self.option.depot_id, self.option.part_number


def approve_plan(
    database: Database,
    clock: Clock,
    principal: Principal,
    plan_version: int,
    once: Once[PlanRecord] | None = None,
) -> PlanRecord:
    """Approve a proposed plan and hold a unit for every line that it sends.

    Raises
    ------
    NotFound
        When there is no such plan.
    Conflicts
        When another plan was approved since it was made, or the network, lines or stock have
        moved, or a departure is past; every conflict is named, and nothing is held.
    """
    by = Hand(principal.principal_id, clock())
    with writing(database, once) as tx:
        record = known_plan(tx, plan_version)
        _take_the_head(tx, record, by)
        sent, conflicts = _lines(tx, plan_version, by.at)
        conflicts += _imported_since(tx, record)
        conflicts += _held(tx, plan_version, sent, by)
        if conflicts:
            raise Conflicts(f"Plan {plan_version} no longer fits the record.", conflicts)
        for each in sent:
            _save(tx, plan_version, each, principal, by)
        return kept(tx, once, known_plan(tx, plan_version))


def _take_the_head(tx: Connection, record: PlanRecord, by: Hand) -> None:
    """Let one approval win: the head moves from the plan that this one was made upon."""
    version = record.plan_version
    if record.status != "proposed":
        raise Conflicts(
            f"Plan {version} is {record.status}; only a proposed plan can be approved.", ()
        )
    if not plans.move_head(tx, record, by.actor, by.at):
        raise Conflicts(f"Another plan was approved after plan {version} was made; plan again.", ())


def _imported_since(tx: Connection, record: PlanRecord) -> list[str]:
    """Say that the network is another one than the plan was made on; stock speaks for itself."""
    newest = network_version_of(tx).version
    if record.network_version in (None, newest):
        return []
    before, after = (
        lasting(unpack(archive_of(tx, version))) for version in (record.network_version, newest)
    )
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if not changed:
        return []
    return [f"An import has changed {', '.join(changed)} since the plan was made."]


def _lines(tx: Connection, plan_version: int, at: datetime) -> tuple[list[_Sent], list[str]]:
    """Lines that the plan sends, their RMAs locked, and what has changed about them."""
    plan = plan_from_document(plans.plan_document_of(tx, plan_version))
    answers = {each.line.line_id: each for each in plan.lines if each.option is not None}
    now = rmas.lock_lines(tx, answers)
    sent, conflicts = [], []
    for line_id, answer in sorted(answers.items()):
        conflict = _changed(answer, now[line_id])
        if conflict is not None:
            conflicts.append(conflict)
        elif answer.option is not None and answer.option.departs_at < at:
            departs = instant_text(answer.option.departs_at)
            conflicts.append(f"Line {line_id} should have left at {departs}, which is past.")
        elif answer.option is not None:
            sent.append(_Sent(answer, answer.option, now[line_id]))
    return sent, conflicts


def _changed(answer: LinePlan, line: RmaLine) -> str | None:
    """Say how a line has moved on since it was planned; None: it has not."""
    if still_asks(line, answer.line.target):
        return None
    if line.state is not State.OPEN:
        state = line.state.replace("_", " ")
        return f"Line {line.line_id} is {state} now, and the plan takes it for open."
    return f"Line {line.line_id} has another target now than the one that was planned for."


def _held(tx: Connection, plan_version: int, sent: Sequence[_Sent], by: Hand) -> list[str]:
    """Hold a unit for each line; gives what could not be.

    On a shelf those that are ready first take what lies there, the others what comes in time to
    be packed.
    """
    lock_shelves(tx, {each.shelf for each in sent})
    coming, depots = reservations.free_receipts(tx), network_of(tx).depots
    conflicts = []
    for each in sorted(sent, key=_urgency):
        shelf = each.shelf
        depot = depots.get(each.option.depot_id)
        packing = timedelta(minutes=depot.pick_pack_minutes if depot is not None else 0)
        tries = _reservations(plan_version, each, coming.get(shelf, ()), packing)
        if not any(reservations.reserve(tx, one, by.at) for one in tries):
            conflicts.append(
                f"Line {each.line.line_id}: no unit of {shelf[1]} is free at {shelf[0]} any more."
            )
    return conflicts


def _urgency(sent: _Sent) -> tuple[datetime, str]:
    return sent.option.ready_at, sent.line.line_id


def _reservations(
    plan_version: int, sent: _Sent, coming: Sequence[reservations.Coming], packing: timedelta
) -> Iterator[Reservation]:
    """Ways to hold a unit for a line: from the shelf, then from receipts that come in time."""
    needed_by = sent.option.ready_at - packing
    in_time = [each.receipt_id for each in coming if each.available_at <= needed_by]
    for receipt_id in (None, *in_time):
        yield Reservation(
            reservation_id=f"{plan_version}-{sent.line.line_id}",
            partner_id=sent.line.partner_id,
            line_id=sent.line.line_id,
            depot_id=sent.option.depot_id,
            part_number=sent.option.part_number,
            receipt_id=receipt_id,
            plan_version=plan_version,
        )


def _save(tx: Connection, plan_version: int, sent: _Sent, principal: Principal, by: Hand) -> None:
    """Move a line on, with its route and the promise that the plan makes."""
    line, option = sent.line, sent.option
    after = replace(
        line,
        state=next_state(line.line_id, line.state, Move.RESERVE, principal.role),
        route=Route(
            plan_version,
            option.depot_id,
            option.part_number,
            option.service_id,
            option.departs_at,
            option.planned_arrival_at,
        ),
        promise=promise_of(sent.answer, by.at, "plan"),
    )
    rmas.save_line(tx, after)
    happened = Happened(Move.RESERVE.value, line.line_id, _told(line, after))
    events.append_events(tx, (line.partner_id, line.rma_number), [happened], by.at, by.actor)


def _told(before: RmaLine, after: RmaLine) -> Mapping[str, object]:
    verdict = None if after.promise is None else after.promise.verdict
    return {**differences(before, after), "verdict": verdict}
