"""The facts and rules by which the record is judged now."""

from functools import cache

from rma_service.db.engine import Connection
from rma_service.policies.load import load_policies
from rma_service.settings import shipped_policies
from rma_service.usecases.directory import network_version_of, standing_directory
from rma_service.usecases.intake import Basis, Policies


def basis_of(tx: Connection) -> Basis:
    """Read the last import, which says nothing of stock; policies are those that are shipped.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    newest = network_version_of(tx)
    return Basis(standing_directory(tx, newest), _policies(), newest.version)


@cache
def _policies() -> Policies:
    return load_policies(shipped_policies())
