"""From a policy and a case to an outcome: its keys, its clause, and how it came about."""

from collections.abc import Mapping

from optimizer.local_days import UnknownYearError
from rma_service.policies.case import AbsentError, BadCaseError, Case
from rma_service.policies.notes import Notes
from rma_service.policies.outcome import Outcome
from rma_service.policies.policy import Branch, Exclusion, Policy, TargetRule
from rma_service.policies.run import Run
from rma_service.policies.tracing import trace_of
from rma_service.policies.values import BadValueError

_RECEIVED = "received_at"


def evaluate(policy: Policy, case: Case, *, trace: bool = True) -> Outcome:
    """Evaluate one target of a policy for one case; without its trace, as fast as can be.

    Raises
    ------
    BadCaseError
        When the case names a level, place, event or parameter that cannot be.

    Source: deadlines.md T1-T12; every rule itself stands in the policy file.
    """
    try:
        rule = policy.rules[case.target, case.service_level, case.priority]
    except (KeyError, TypeError):
        raise _unknown(policy, case) from None
    place = policy.new_place(case) if trace else policy.place(case)
    events = _events(policy, rule, case.event)
    run = Run(case, place, events, Notes() if trace else None)
    try:
        return _outcome(policy, rule, run)
    except UnknownYearError as unknown:
        raise BadCaseError("bad_instant", str(unknown)) from unknown
    except OverflowError as beyond:
        sentence = f"What {case.target} comes to lies outside of the years 1 to 9999."
        raise BadCaseError("bad_instant", sentence) from beyond


def _outcome(policy: Policy, rule: TargetRule, run: Run) -> Outcome:
    exclusion = _exclusion(rule, run)
    values = run.values
    if rule.start is not None:
        values[_RECEIVED] = rule.start(run)
    branch = _branch(rule, run)
    for key, make in branch.keys:
        value = run.unless_halted(make)
        if value is not None:
            values[key] = value
    shown = {key: show(values[key]) for key, show in branch.shown if key in values}
    stated = branch if exclusion is None else exclusion
    return Outcome(
        rule.target,
        values["kind"],
        shown,
        exclusion is None,
        None if exclusion is None else exclusion.sentence.format_map(run.events),
        stated.clause,
        stated.quote,
        rule.guarantee,
        branch.stop,
        rule.pauses,
        None if run.notes is None else trace_of(policy, rule, stated, run, shown),
    )


def _branch(rule: TargetRule, run: Run) -> Branch:
    for branch in rule.branches:
        if branch.test is None or branch.test(run):
            return branch
    raise AssertionError("the last branch has no test")


def _exclusion(rule: TargetRule, run: Run) -> Exclusion | None:
    for exclusion in rule.exclusions:
        if exclusion.test(run):
            return exclusion
    return None


def _events(policy: Policy, rule: TargetRule, given: Mapping[str, object]) -> dict[str, object]:
    """Read the events of a case, with the defaults of those that are missing."""
    events = policy.defaults.copy()
    known = policy.events
    for name, raw in given.items():
        if raw is not None:
            try:
                events[name] = known[name].read(raw)
            except KeyError:
                problem = f"{policy.document} knows no event {name!r}."
                raise BadCaseError("bad_parameter", problem, str(name)) from None
            except BadValueError as bad:
                raise BadCaseError(bad.fault, f"{name}: {bad}", name) from bad
    for name in rule.needs:
        if name not in events:
            raise AbsentError(name)
    for earlier, later in policy.order:
        if later in events and earlier in events and events[later] < events[earlier]:
            raise BadCaseError(
                "events_out_of_order",
                f"{later} is earlier than {earlier}, after which it comes.",
                later,
            )
    return events


def _unknown(policy: Policy, case: Case) -> BadCaseError:
    """Say why no entry of the policy fits a case."""
    rules = [rule for rule in policy.targets if rule.target == case.target]
    if not rules:
        return BadCaseError("unknown_target", f"{policy.document} has no target {case.target!r}.")
    for what, word, words in (
        ("service level", case.service_level, policy.service_levels),
        ("priority", case.priority, policy.priorities),
    ):
        if word is not None and not (isinstance(word, str) and word in words):
            return BadCaseError("unknown_level", f"{policy.document} has no {what} {word!r}.")
    if any(_would_fit(policy, rule, case) for rule in rules):
        what = "priority" if case.priority is None else "service level"
        return BadCaseError(
            "missing_field",
            f"{case.target} depends on the {what}; the case has none.",
            what.replace(" ", "_"),
        )
    asked = f"{case.target} at level {case.service_level}, priority {case.priority}"
    return BadCaseError("unknown_level", f"{policy.document} sets no {asked}.")


def _would_fit(policy: Policy, rule: TargetRule, case: Case) -> bool:
    """Whether an entry fits once the case says the level or priority that it leaves out."""
    levels = policy.service_levels if case.service_level is None else {case.service_level}
    priorities = policy.priorities if case.priority is None else {case.priority}
    return any(
        rule.when.fits(level, priority)
        for level in (None, *levels)
        for priority in (None, *priorities)
    )
