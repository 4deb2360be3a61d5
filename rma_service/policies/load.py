"""Reads policy files: YAML 1.2 in, checked policies out, every fault with file, line and key."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from rma_service.policies.build import FaultyDocumentError, build_policy
from rma_service.policies.editions import text_digest
from rma_service.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """One thing wrong with a policy file: where it stands, under which key, and what is wrong."""

    file: str
    line: int | None
    key: str
    problem: str

    def __str__(self) -> str:
        """Say it in one line; without a line and a key, it is of the whole file."""
        place = "" if self.line is None else f", line {self.line}, {self.key}"
        return f"{self.file}{place}: {self.problem}"


class FaultyPoliciesError(Exception):
    """Policy files that cannot be used; nothing of them is loaded."""

    def __init__(self, faults: Iterable[PolicyFault]) -> None:
        """Keep every fault."""
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def load_policies(directory: Path) -> Mapping[str, Policy]:
    """Load every policy file of a directory; by the name of the policy, its newest edition.

    Several files may hold editions of one policy; the newest one carries those before it.

    Raises
    ------
    FaultyPoliciesError
        With all faults of all files, when there is any, or when there is no policy at all.
    """
    faults: list[PolicyFault] = []
    read: dict[str, list[tuple[Path, Policy]]] = {}
    for path in _files(directory):
        try:
            policy = load_policy(path)
        except FaultyPoliciesError as faulty:
            faults.extend(faulty.faults)
            continue
        read.setdefault(policy.name, []).append((path, policy))
    for editions in read.values():
        faults += _clashes(editions)
    if not read and not faults:
        problem = "there is no policy file (*.yaml) in it"
        faults.append(PolicyFault(str(directory), None, "", problem))
    if faults:
        raise FaultyPoliciesError(faults)
    return {name: _newest([policy for _, policy in each]) for name, each in read.items()}


def _clashes(editions: Sequence[tuple[Path, Policy]]) -> Iterator[PolicyFault]:
    """Say which editions of one policy cannot be told apart."""
    first: dict[tuple[str, str], Path] = {}
    for path, policy in editions:
        for key, value in (
            ("version", policy.version),
            ("effective_from", policy.effective_from.isoformat()),
        ):
            other = first.setdefault((key, value), path)
            if other != path:
                problem = f"{value!r} is that of {other.name} too, which is of {policy.name}"
                line = _line(policy.source, [key]) if key in policy.source else 1
                yield PolicyFault(str(path), line, key, problem)


def _newest(editions: Iterable[Policy]) -> Policy:
    *earlier, newest = sorted(editions, key=lambda policy: policy.effective_from)
    return replace(newest, earlier=tuple(earlier))


def _files(directory: Path) -> Sequence[Path]:
    try:
        return sorted(directory.glob("*.yaml"))
    except OSError as error:
        fault = PolicyFault(str(directory), None, "", f"cannot be read: {error.strerror}.")
        raise FaultyPoliciesError([fault]) from error


def load_policy(path: Path) -> Policy:
    """Load one policy file.

    Raises
    ------
    FaultyPoliciesError
        With every fault that the schema finds, or else the first name that is not defined.
    """
    try:
        return _built(path, _document(path))
    except RecursionError:
        fault = PolicyFault(str(path), None, "", "is nested too deeply to be a policy")
        raise FaultyPoliciesError([fault]) from None


def _built(path: Path, document: Any) -> Policy:  # noqa: ANN401 - whatever the file says
    odd = list(_odd_keys(path, document, ()))
    if odd:
        raise FaultyPoliciesError(odd)
    errors = [error for error in _validator().iter_errors(document) if error.validator != "if"]
    faults = [fault for error in errors for fault in _schema_faults(path, document, error)]
    if faults:
        raise FaultyPoliciesError(sorted(faults, key=lambda fault: (fault.line, fault.key)))
    try:
        return replace(build_policy(document), source=document, digest=text_digest(document))
    except FaultyDocumentError as wrong:
        faults = [_fault(path, document, error.path, error.problem) for error in wrong.errors]
        raise FaultyPoliciesError(faults) from wrong


def _document(path: Path) -> Any:  # noqa: ANN401 - whatever the file says, until the schema has seen it
    try:
        return YAML().load(path.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        fault = PolicyFault(str(path), line, "YAML", str(error.problem))
    except YAMLError:
        fault = PolicyFault(str(path), None, "", "holds a control character, so it is no YAML")
    except UnicodeDecodeError as error:
        fault = PolicyFault(str(path), None, "", f"is no text in utf-8: {error.reason}")
    except OSError as error:
        fault = PolicyFault(str(path), None, "", f"cannot be read: {error.strerror}.")
    raise FaultyPoliciesError([fault])


def _odd_keys(path: Path, node: Any, where: tuple[str | int, ...]) -> Iterator[PolicyFault]:  # noqa: ANN401 - any node that was read
    """Find keys that YAML takes for a number, yes or no, or nothing: no schema can look at them."""
    keys = list(node) if isinstance(node, dict) else []
    for key in keys:
        if not isinstance(key, str):
            place = ".".join(map(str, where)) or "document"
            problem = f"its key {key!r} is no word; write it in quotes"
            yield PolicyFault(str(path), node.lc.key(key)[0] + 1, place, problem)
    for step in keys or range(len(node) if isinstance(node, list) else 0):
        yield from _odd_keys(path, node[step], (*where, step))


@cache
def _validator() -> Draft202012Validator:
    text = (resources.files("rma_service.policies") / "policy.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def _schema_faults(path: Path, document: object, error: ValidationError) -> Iterator[PolicyFault]:
    where = list(error.absolute_path)
    if error.validator == "additionalProperties":
        for key in sorted(_unknown_keys(error)):
            schema = cast("Mapping[str, Any]", error.schema)
            allowed = ", ".join(sorted(schema.get("properties", {}))) or "lower case names"
            problem = f"is not known here; allowed: {allowed}"
            yield _fault(path, document, [*where, key], problem)
    elif error.validator == "oneOf":
        either = cast("Sequence[Mapping[str, Any]]", error.validator_value)
        keys = " or ".join(repr(each["required"][0]) for each in either)
        yield _fault(path, document, where, f"needs {keys}, and one of them only")
    else:
        yield _fault(path, document, where, error.message)


def _unknown_keys(error: ValidationError) -> set[str]:
    schema = cast("Mapping[str, Any]", error.schema)
    instance = cast("Mapping[str, Any]", error.instance)
    names = [re.compile(pattern) for pattern in schema.get("patternProperties", {})]
    unknown = set(instance) - set(schema.get("properties", {}))
    return {key for key in unknown if not any(name.search(key) for name in names)}


def _fault(path: Path, document: object, where: Sequence[str | int], problem: str) -> PolicyFault:
    key = ".".join(map(str, where)) or "document"
    return PolicyFault(str(path), _line(document, where), key, problem)


def _line(document: Any, where: Sequence[str | int]) -> int:  # noqa: ANN401 - any node that was read
    line = 0
    for step in where:
        position = document.lc.key(step) if isinstance(step, str) else document.lc.item(step)
        line, document = position[0], document[step]
    return line + 1
