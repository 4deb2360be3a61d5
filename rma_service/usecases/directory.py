"""The network as it stands: the last imported directory, with stock and receipts of this moment."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from optimizer.files.read import read_directory
from optimizer.files.records import Directory, RelocationRow
from optimizer.network import Network
from rma_service.db.engine import Connection
from rma_service.db.network import (
    NetworkVersion,
    archive_of,
    network_version_at,
    newest_network_version,
)
from rma_service.db.relocations import import_and_relocations
from rma_service.db.stock import expected_receipts, live_stock
from rma_service.domain.errors import NotFound
from rma_service.usecases.archive import unpacked

_REMEMBERED = 2
"""Read directories that are kept: the one in use, and the next one while they change."""


def network_of(tx: Connection) -> Network:
    """Read the network with live stock, and with the units on their way that nobody holds.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    return directory_of(tx).network


def directory_of(tx: Connection) -> Directory:
    """Read the last imported directory the same way; it has no requests.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    still = standing_directory(tx, network_version_of(tx))
    return replace(still, network=live_network(tx, still.network))


def live_network(
    tx: Connection, still: Network, part_numbers: Iterable[str] | None = None
) -> Network:
    """Put live stock and receipts into a network: all, or those that can serve some parts."""
    wanted = None if part_numbers is None else _with_substitutes(still, part_numbers)
    stock = {
        shelf: cell
        for shelf, cell in live_stock(tx, wanted).items()
        if shelf[0] in still.depots and shelf[1] in still.parts
    }
    inbound = {
        shelf: receipts
        for shelf, receipts in expected_receipts(tx, wanted).items()
        if shelf in stock
    }
    return replace(still, stock=stock, inbound=inbound)


def _with_substitutes(still: Network, part_numbers: Iterable[str]) -> set[str]:
    asked = set(part_numbers)
    stand_ins = (each for number in asked for each in still.substitutions.get(number, ()))
    return asked | {each.part_number for each in stand_ins}


def network_version_of(tx: Connection) -> NetworkVersion:
    """Say which import counts.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    return _imported(newest_network_version(tx))


def import_with_moves(tx: Connection) -> tuple[NetworkVersion, tuple[RelocationRow, ...]]:
    """Say which import counts, and where equipment moved since or before.

    Raises
    ------
    NotFound
        When no directory was imported yet.
    """
    newest, moves = import_and_relocations(tx)
    return _imported(newest), moves


def _imported(newest: NetworkVersion | None) -> NetworkVersion:
    if newest is None:
        raise NotFound("There is no network yet: import a directory with `rma import DIR`.")
    return newest


def network_at(tx: Connection, version: int) -> Network:
    """Network of an import, whatever was imported since; nothing is in stock.

    Raises
    ------
    NotFound
        When there was no such import.
    """
    found = network_version_at(tx, version)
    if found is None:
        raise NotFound("There was no such import.")
    return standing_directory(tx, found).network


def standing_directory(tx: Connection, newest: NetworkVersion) -> Directory:
    """Read the files of an import, unless the same files were read before; nothing is in stock."""
    kept = _read_before(newest.content_hash)
    if not kept:
        with unpacked(archive_of(tx, newest.version)) as folder:
            read = read_directory(folder)
        kept.append(replace(read, network=replace(read.network, stock={}, inbound={})))
    return kept[0]


@lru_cache(maxsize=_REMEMBERED)
def _read_before(content_hash: str) -> list[Directory]:  # noqa: ARG001 - the key of the cache
    return []
