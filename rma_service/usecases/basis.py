"""The facts and rules by which the record is judged now."""

from functools import cache

from rma_service.db.engine import Connection
from rma_service.policies.load import load_policies
from rma_service.settings import shipped_policies
from rma_service.usecases.directory import directory_of
from rma_service.usecases.intake import Basis, Policies


def basis_of(tx: Connection) -> Basis:
    """Read network, contracts and stock as they stand; policies are those that are shipped."""
    return Basis(directory_of(tx), _policies())


@cache
def _policies() -> Policies:
    return load_policies(shipped_policies())
