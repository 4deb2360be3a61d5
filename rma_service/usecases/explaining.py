"""How the target of a case came about, in sentences; light, for it needs no record."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rma_service.policies.case import BadCaseError
from rma_service.policies.evaluate import evaluate
from rma_service.policies.telling import trace_sentences
from rma_service.usecases.case_file import FiledCase, read_cases
from rma_service.usecases.conforming import case_of, policies_in
from rma_service.usecases.refusals import FaultyInput


@dataclass(frozen=True, slots=True)
class Explained:
    """One target: what it is, and the sentences that tell how it came about."""

    heading: str
    sentences: tuple[str, ...]


def explain_case(file: Path, case_id: str | None, policies_dir: Path) -> Explained:
    """Explain the target of one case of a file.

    Raises
    ------
    FaultyInput
        When the file has no such case, or nobody can judge it.
    """
    case = _chosen(file, read_cases(file), case_id)
    try:
        policy, asked = case_of(policies_in(policies_dir), case.fields)
        outcome = evaluate(policy, asked)
    except BadCaseError as bad:
        raise FaultyInput([f"{case.case_id}: {bad.fault}: {bad.detail}"]) from bad
    words = (asked.target, policy.name, asked.service_level, asked.priority)
    heading = f"{case.case_id}: {', '.join(word for word in words if word)}"
    return Explained(heading, tuple(trace_sentences(outcome, asked.timezone)))


def _chosen(file: Path, cases: Sequence[FiledCase], case_id: str | None) -> FiledCase:
    if case_id is None and len(cases) == 1:
        return cases[0]
    for case in cases:
        if case.case_id == case_id:
            return case
    if case_id is None:
        raise FaultyInput([f"{file} has {len(cases)} cases; say the id of one of them."])
    raise FaultyInput([f"{file} has no case with the id {case_id!r}."])
