"""A file of cases for deadlines, read: what makes the whole file useless is told in sentences."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rma_service.usecases.refusals import FaultyInput

MOST_BYTES = 64_000_000
"""A hundred thousand cases and more; beyond that, one file would fill the memory. [bytes]"""

_MOST_SENTENCES = 20
_LONGEST_VALUE = 60
"""A value is told in full up to here. [characters]"""

_SHAPE = '{"cases": [{"id": ..., "policy": ..., "target": ..., "event": {...}, ...}]}'


@dataclass(frozen=True, slots=True)
class FiledCase:
    """One case as the file has it; all but its id may be wrong still."""

    case_id: str
    fields: Mapping[str, object]


def read_cases(path: Path) -> tuple[FiledCase, ...]:
    """Read every case of a file.

    Raises
    ------
    FaultyInput
        When the file cannot be read, is too large, is no JSON, or has cases without an id of
        their own: a result could not be told from another.

    Source: deadlines.md, "Input and output of an evaluation".
    """
    document = _parsed(path, _content(path))
    found = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise FaultyInput([f"{path} has no list of cases; it should look like {_SHAPE}."])
    _require_ids(path, found)
    return tuple(FiledCase(fields["id"], fields) for fields in found)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as fault:
        why = fault.strerror or "the system gives no reason"
        raise FaultyInput([f"{path} could not be read: {why}."]) from fault
    if len(content) > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000} MB"
        raise FaultyInput([f"{path} is larger than {most}; split it into several files."])
    return content


def _parsed(path: Path, content: bytes) -> object:
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_named_once,
            parse_constant=_refused_constant,
        )
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        sentence = f"{path} is no JSON: {fault.msg} at {where}."
    except UnicodeDecodeError as fault:
        sentence = f"{path} is no text in UTF-8: byte {fault.start} cannot be."
    except RecursionError:
        sentence = f"{path} is nested too deeply to be a list of cases."
    except _NamedTwiceError as fault:
        sentence = f"{path}: {fault}."
    except ValueError as fault:
        sentence = f"{path} is no JSON: {fault}."
    raise FaultyInput([sentence])


class _NamedTwiceError(ValueError):
    """An object says something twice, of which a reader of JSON would keep the last."""


def _named_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object of names that it has once each."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    (name, times), *_ = Counter(name for name, _ in pairs).most_common(1)
    values = [value for other, value in pairs if other == name]
    within = f"the object with the id {found['id']!r}" if "id" in found else "an object"
    raise _NamedTwiceError(
        f"{within} has {name!r} {times} times, as {' and '.join(map(_short, values))}; say it once"
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}\u2026"


def _refused_constant(word: str) -> object:
    raise ValueError(f"{word} is no number there")


def _require_ids(path: Path, cases: list[object]) -> None:
    sentences = []
    times: Counter[str] = Counter()
    for position, fields in enumerate(cases, start=1):
        if not isinstance(fields, dict):
            sentences.append(f"{path}: case {position} is no object with id, policy, target ...")
        elif not isinstance(fields.get("id"), str) or not fields["id"]:
            sentences.append(f"{path}: case {position} has no id; give it a text of its own.")
        else:
            times[fields["id"]] += 1
    sentences += [
        f"{path}: {count} cases have the id {case_id!r}; give each one of its own."
        for case_id, count in times.items()
        if count > 1
    ]
    if sentences:
        rest = len(sentences) - _MOST_SENTENCES
        more = [f"... and {rest} more of the kind."] if rest > 0 else []
        raise FaultyInput([*sentences[:_MOST_SENTENCES], *more])
