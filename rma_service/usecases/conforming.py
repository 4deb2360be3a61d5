"""Evaluate a file of cases, so that anybody can compare our deadlines with their own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from optimizer.files.whole import WriteError, write_text
from rma_service.policies.case import BadCaseError, Case, CaseFault
from rma_service.policies.documents import outcome_document
from rma_service.policies.evaluate import evaluate
from rma_service.policies.load import FaultyPoliciesError, load_policies
from rma_service.policies.policy import Policy
from rma_service.usecases.asking import require_writable_answer
from rma_service.usecases.case_file import read_cases
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.stages import Stages

NEEDED = ("policy", "target", "event", "country", "tz")
"""What a case must have; level, priority, subdivision and params may be missing or null."""

_TEXTS: Mapping[str, CaseFault] = {
    "policy": "unknown_policy",
    "target": "unknown_target",
    "service_level": "unknown_level",
    "priority": "unknown_level",
    "country": "unknown_place",
    "subdivision": "unknown_place",
    "tz": "unknown_place",
}
_OBJECTS = ("event", "params")
_STEP = 200
"""Cases between two looks at the clock of the progress bar."""

_LONGEST_DETAIL = 500
"""A value of a case is told in full up to here. [characters]"""


@dataclass(frozen=True, slots=True)
class Conformed:
    """How many cases were evaluated, and how many of them cannot be judged."""

    cases: int
    invalid: int


def conform_deadlines(cases_file: Path, out: Path, policies_dir: Path, stages: Stages) -> Conformed:
    """Evaluate every case of a file and write the results; an invalid case is a result too.

    Raises
    ------
    FaultyInput
        When the file cannot be read, policies are faulty or results cannot be written.
    """
    require_writable_answer(out, policies_dir, cases_file)
    with stages.stage("reading"):
        cases = read_cases(cases_file)
        policies = policies_in(policies_dir)
    results: dict[str, object] = {}
    with stages.stage("cases"):
        for done, case in enumerate(cases):
            if done % _STEP == 0:
                stages.progress("cases", done, len(cases))
            results[case.case_id] = result_of(policies, case.fields)
    with stages.stage("write"):
        _write(results, out)
    return Conformed(len(cases), sum(_is_error(result) for result in results.values()))


def policies_in(directory: Path) -> Mapping[str, Policy]:
    """Load the policies of a directory.

    Raises
    ------
    FaultyInput
        With a sentence for every fault of a policy file.
    """
    try:
        return load_policies(directory)
    except FaultyPoliciesError as fault:
        raise FaultyInput([str(each) for each in fault.faults]) from fault


def result_of(policies: Mapping[str, Policy], fields: Mapping[str, object]) -> dict[str, object]:
    """Evaluate a case as the file has it; what is wrong with it is its result."""
    try:
        policy, case = case_of(policies, fields)
        return outcome_document(evaluate(policy, case, trace=False))
    except BadCaseError as bad:
        return {"error": {"type": bad.fault, "detail": _cut(bad.detail)}}
    except RecursionError:
        detail = "A value of the case is nested too deeply to say anything."
        return {"error": {"type": "bad_parameter", "detail": detail}}


def case_of(policies: Mapping[str, Policy], fields: Mapping[str, object]) -> tuple[Policy, Case]:
    """Turn the fields of a case into values, and find its policy.

    Raises
    ------
    BadCaseError
        When a field is missing or of another kind, or no policy has that name.
    """
    missing = [name for name in NEEDED if fields.get(name) is None]
    if missing:
        raise BadCaseError("missing_field", f"The case has no {', '.join(missing)}.", missing[0])
    texts = {name: _text(fields, name, fault) for name, fault in _TEXTS.items()}
    event, params = (_object(fields, name) for name in _OBJECTS)
    policy = policies.get(texts["policy"] or "")
    if policy is None:
        known = ", ".join(sorted(policies))
        raise BadCaseError("unknown_policy", f"No policy is named {texts['policy']!r}: {known}.")
    return policy, Case(
        texts["target"] or "",
        texts["service_level"],
        texts["priority"],
        event,
        texts["country"] or "",
        texts["subdivision"],
        texts["tz"] or "",
        params,
    )


def _text(fields: Mapping[str, object], name: str, fault: CaseFault) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise BadCaseError(fault, f"{name} is no text: {value!r}.", name)


def _object(fields: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = fields.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadCaseError("bad_parameter", f"{name} is no object of names and values.", name)
    return value


def _cut(detail: str) -> str:
    return detail if len(detail) <= _LONGEST_DETAIL else f"{detail[: _LONGEST_DETAIL - 1]}\u2026"


def _write(results: Mapping[str, object], out: Path) -> None:
    try:
        # Signs beyond ASCII are escaped: an id may have some that UTF-8 cannot write.
        write_text(json.dumps(results, indent=1, allow_nan=False) + "\n", out)
    except WriteError as fault:
        raise FaultyInput([str(fault)]) from fault


def _is_error(result: object) -> bool:
    return isinstance(result, dict) and "error" in result
