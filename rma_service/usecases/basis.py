"""The facts and rules by which the record is judged now."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from optimizer.files.records import Directory, RelocationRow
from rma_service.db.engine import Connection
from rma_service.db.network import NetworkVersion
from rma_service.policies.load import FaultyPoliciesError, load_policies
from rma_service.settings import policies_folder
from rma_service.usecases.directory import import_with_moves, standing_directory
from rma_service.usecases.intake import Basis, Policies
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.service_periods import with_periods
from rma_service.usecases.standing import is_known_in


def basis_of(tx: Connection) -> Basis:
    """Read the last import, which says nothing of stock, and the policies in use.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    (newest, moves), policies = import_with_moves(tx), policies_in_use()
    return _basis(_settled(tx, newest, policies), moves, policies, newest)


def basis_with(tx: Connection, policies: Policies) -> Basis:
    """Read the last import as other policies than those in use would judge by it.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    newest, moves = import_with_moves(tx)
    settled = with_periods(standing_directory(tx, newest), policies)
    return _basis(settled, moves, policies, newest)


def _basis(
    settled: Directory, moves: Sequence[RelocationRow], policies: Policies, newest: NetworkVersion
) -> Basis:
    told = tuple(each for each in moves if is_known_in(settled, each))
    directory = replace(settled, relocations=told) if told else settled
    return Basis(directory, policies, newest.version)


def _settled(tx: Connection, newest: NetworkVersion, policies: Policies) -> Directory:
    """The files of an import with the days of its contracts, which are derived once."""
    kept = _settled_before(newest.content_hash, policies_folder())
    if not kept:
        kept.append(with_periods(standing_directory(tx, newest), policies))
    return kept[0]


@lru_cache(maxsize=2)
def _settled_before(content_hash: str, folder: Path) -> list[Directory]:  # noqa: ARG001 - the key of the cache
    return []


def policies_in_use() -> Policies:
    """Policies of the folder in use, read once: a process judges by the same text all its life.

    Raises
    ------
    FaultyInput
        When a file has a fault, with all of them.
    """
    return policies_of(policies_folder())


@cache
def policies_of(folder: Path) -> Policies:
    """Policies of a folder, as they were when it was read first.

    Raises
    ------
    FaultyInput
        As `policies_in_use` does.
    """
    try:
        return load_policies(folder)
    except FaultyPoliciesError as faulty:
        raise FaultyInput([str(fault) for fault in faulty.faults]) from faulty
