"""From a policy and a case to a deadline: kind, instant, clause, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from optimizer.calendars import UnknownYearError, business_days, data_versions
from rma_service.policies.case import BadCaseError, Case, CaseFault
from rma_service.policies.policy import Exclusion, Policy, TargetRule
from rma_service.policies.run import Run
from rma_service.policies.values import EVENT_READERS, BadValueError, Reading, read_zone


@dataclass(frozen=True, slots=True)
class Trace:
    """How a deadline came about.

    `readings` are the parameters that mattered, `days` the dates looked at and what each was
    taken for, `clock_change` how far the local clock moved between start and deadline.
    """

    quote: str
    events: Mapping[str, object]
    readings: Mapping[str, object]
    days: Mapping[date, str]
    clock_change: timedelta
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deadline:
    """One evaluation. Not owed: the clause is the one that excludes it, the sentence says why.

    A `due_at` that ends a day is the first instant of the next one; it is met before it.
    """

    kind: Literal["arrive_by", "ship_by"]
    received_at: datetime
    due_at: datetime
    due_date: date | None
    ship_date: date | None
    owed: bool
    not_owed_reason: str | None
    clause: str
    confidence: float
    miss_weight: int
    late_weight: int
    trace: Trace


def evaluate(policy: Policy, case: Case) -> Deadline:
    """Evaluate one target of a policy for one case.

    Raises
    ------
    BadCaseError
        When the case names a level, place, event or parameter that cannot be.

    Source: deadlines.md T1-T7; every rule itself stands in the policy file.
    """
    rule = _rule(policy, case)
    _refuse_unknown_place(case)
    run = Run(case, _events(policy, case), _readings(policy, case))
    try:
        return _deadline(policy, rule, run)
    except (UnknownYearError, OverflowError) as unknown:
        raise BadCaseError("bad_instant", str(unknown)) from unknown


def _deadline(policy: Policy, rule: TargetRule, run: Run) -> Deadline:
    branch = next(b for b in rule.branches if b.test is None or b.test(run))
    exclusion = _exclusion(policy, run)
    received_at = rule.received_at(run)
    ship_date = branch.ship_date(run) if branch.ship_date else None
    run.due_date = branch.due_date(run) if branch.due_date else None
    due_at = branch.due_at(run)
    owed = next(entry for entry in policy.owed if entry.when.fits(run.case))
    weights = policy.not_owed if exclusion else owed.weights
    return Deadline(
        kind=branch.kind,
        received_at=received_at,
        due_at=due_at,
        due_date=run.due_date,
        ship_date=ship_date,
        owed=exclusion is None,
        not_owed_reason=exclusion.sentence.format_map(run.events) if exclusion else None,
        clause=exclusion.clause if exclusion else rule.clause,
        confidence=owed.confidence,
        miss_weight=weights.miss_weight,
        late_weight=weights.late_weight,
        trace=_trace(policy, (exclusion or rule).quote, run, received_at, due_at),
    )


def _trace(policy: Policy, quote: str, run: Run, received_at: datetime, due_at: datetime) -> Trace:
    local_zone = read_zone(run.case.timezone)
    offsets = [at.astimezone(local_zone).utcoffset() or timedelta() for at in (received_at, due_at)]
    return Trace(
        quote=quote,
        events=dict(run.events),
        readings=dict(sorted(run.used.items())),
        days=dict(sorted(run.days.items())),
        clock_change=offsets[1] - offsets[0],
        versions={policy.name: policy.version, **data_versions()},
    )


def _rule(policy: Policy, case: Case) -> TargetRule:
    rules = [rule for rule in policy.targets if rule.target == case.target]
    if not rules:
        raise BadCaseError("unknown_target", f"{policy.document} has no target {case.target!r}.")
    if case.service_level not in policy.service_levels:
        raise BadCaseError(
            "unknown_level", f"{policy.document} has no service level {case.service_level!r}."
        )
    if case.priority is not None and case.priority not in policy.priorities:
        raise BadCaseError("unknown_level", f"{policy.document} has no priority {case.priority!r}.")
    fitting = [rule for rule in rules if rule.when.fits(case)]
    if not fitting:
        fault: CaseFault = "missing_field" if case.priority is None else "unknown_level"
        asked = f"{case.target} at level {case.service_level}, priority {case.priority}"
        raise BadCaseError(fault, f"{policy.document} sets no {asked}.")
    return fitting[0]


def _refuse_unknown_place(case: Case) -> None:
    try:
        business_days(case.country, case.subdivision, case.timezone)
    except ValueError as unknown:
        raise BadCaseError("unknown_place", str(unknown)) from unknown


def _events(policy: Policy, case: Case) -> dict[str, object]:
    given = {name: raw for name, raw in case.event.items() if raw is not None}
    for name in given:
        if name not in policy.events:
            raise BadCaseError("bad_parameter", f"{policy.document} knows no event {name!r}.")
    events: dict[str, object] = {}
    for name, event in policy.events.items():
        if name in given:
            events[name] = _event(name, event.type, given[name])
        elif event.required:
            raise BadCaseError("missing_field", f"The case needs the event {name}.")
        elif event.default is not None:
            events[name] = event.default
    return events


def _event(name: str, event_type: str, raw: object) -> object:
    faults: Mapping[str, CaseFault] = {"instant": "bad_instant", "zone": "unknown_place"}
    try:
        return EVENT_READERS[event_type](raw)
    except BadValueError as bad:
        raise BadCaseError(faults.get(event_type, "bad_parameter"), f"{name}: {bad}") from bad


def _readings(policy: Policy, case: Case) -> dict[str, Reading]:
    readings = policy.default_readings()
    for name, raw in case.params.items():
        if name not in policy.parameters:
            raise BadCaseError("bad_parameter", f"{policy.document} has no parameter {name!r}.")
        try:
            readings[name] = policy.parameters[name].read(raw)
        except BadValueError as bad:
            raise BadCaseError("bad_parameter", f"{name}: {bad}") from bad
    return readings


def _exclusion(policy: Policy, run: Run) -> Exclusion | None:
    return next(
        (e for e in policy.exclusions if run.case.target in e.targets and e.test(run)), None
    )
