"""The facts and rules by which the record is judged now."""

from functools import cache
from pathlib import Path

from rma_service.db.engine import Connection
from rma_service.policies.load import FaultyPoliciesError, load_policies
from rma_service.settings import policies_folder
from rma_service.usecases.directory import network_version_of, standing_directory
from rma_service.usecases.intake import Basis, Policies
from rma_service.usecases.refusals import FaultyInput


def basis_of(tx: Connection) -> Basis:
    """Read the last import, which says nothing of stock, and the policies in use.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    newest = network_version_of(tx)
    return Basis(standing_directory(tx, newest), policies_in_use(), newest.version)


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
