"""A hash of everything that a plan was made from, equal for equal inputs in whatever order."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from optimizer.dispatch.problem import DispatchProblem
from optimizer.travel import GEODESIC, DriveModel


def input_hash(problem: DispatchProblem, drive_model: DriveModel | None = None) -> str:
    """SHA-256 of a problem, hexadecimal; the order of lines, mappings and sets does not matter.

    What a model of drives answers is told by its fingerprint; None: drives are modeled.
    """
    digest = sha256()
    digest.update(f"drives={drive_model.fingerprint if drive_model else GEODESIC}\n".encode())
    for field in fields(DispatchProblem):
        digest.update(f"{field.name}={canonical(getattr(problem, field.name))}\n".encode())
    return digest.hexdigest()


def canonical(value: object) -> str:
    """Text that two values share exactly when they are equal, rows in whatever order."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = [canonical(getattr(value, field.name)) for field in fields(value)]
        return f"{type(value).__name__}({','.join(parts)})"
    if isinstance(value, Mapping):
        items = sorted((canonical(key), canonical(each)) for key, each in value.items())
        return "{" + ",".join(f"{key}:{each}" for key, each in items) + "}"
    if isinstance(value, frozenset):
        return "<" + ",".join(sorted(canonical(each) for each in value)) + ">"
    if isinstance(value, tuple):
        texts = [canonical(each) for each in value]
        rows = all(is_dataclass(each) for each in value)
        return "[" + ",".join(sorted(texts) if rows else texts) + "]"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else repr(value)
