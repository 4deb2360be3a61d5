"""The network as it stands: the last imported directory, with stock and receipts of this moment."""

from dataclasses import replace
from functools import lru_cache

from optimizer.files.read import read_directory
from optimizer.files.records import Directory
from optimizer.network import Network
from rma_service.db.engine import Connection
from rma_service.db.network import NetworkVersion, archive_of, newest_network_version
from rma_service.db.stock import expected_receipts, live_stock
from rma_service.domain.errors import NotFound
from rma_service.usecases.archive import unpacked

_REMEMBERED = 2
"""Read directories that are kept: the one in use, and the next one while they change."""


def network_of(connection: Connection) -> Network:
    """Read the network with live stock, and with the units on their way that nobody holds.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    return directory_of(connection).network


def directory_of(connection: Connection) -> Directory:
    """Read the last imported directory the same way; it has no requests.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    still = _still(connection, network_version_of(connection))
    places = still.network
    stock = {
        shelf: cell
        for shelf, cell in live_stock(connection).items()
        if shelf[0] in places.depots and shelf[1] in places.parts
    }
    inbound = {
        shelf: receipts
        for shelf, receipts in expected_receipts(connection).items()
        if shelf in stock
    }
    return replace(still, network=replace(places, stock=stock, inbound=inbound))


def network_version_of(connection: Connection) -> NetworkVersion:
    """Say which import counts.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    newest = newest_network_version(connection)
    if newest is None:
        raise NotFound("There is no network yet: import a directory with `rma import DIR`.")
    return newest


def _still(connection: Connection, newest: NetworkVersion) -> Directory:
    """Read the files of a version, unless the same files were read before."""
    kept = _read_before(newest.content_hash)
    if not kept:
        with unpacked(archive_of(connection, newest.version)) as folder:
            kept.append(read_directory(folder))
    return kept[0]


@lru_cache(maxsize=_REMEMBERED)
def _read_before(content_hash: str) -> list[Directory]:  # noqa: ARG001 - the key of the cache
    return []
