"""The one door for directories: everything is read, or every fault is told."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from optimizer.files.build import directory_of
from optimizer.files.business_rules import faults_of_business
from optimizer.files.courier_rules import faults_of_couriers
from optimizer.files.faults import FaultyFiles, FileFault
from optimizer.files.key_rules import faults_of_keys, faults_of_references
from optimizer.files.place_rules import faults_of_places
from optimizer.files.records import Directory
from optimizer.files.schema import TABLES
from optimizer.files.sheet import Sheet, load


def read_directory(directory: Path, requests: Path | None = None) -> Directory:
    """Read a directory of tables and check all of it; without `requests`, no requests are read.

    Raises
    ------
    FaultyFiles
        With every fault of every file, when there is one.
    """
    _refuse_what_is_no_directory(directory)
    faults: list[FileFault] = list(_unknown_files(directory))
    sheets: dict[str, Sheet] = {}
    for name, path, file in _paths(directory, requests):
        sheets[name], more = load(TABLES[name], path, file)
        faults += more
    faults += chain(
        faults_of_keys(sheets),
        faults_of_references(sheets),
        faults_of_places(sheets),
        faults_of_couriers(sheets),
        faults_of_business(sheets),
    )
    if faults:
        raise FaultyFiles(faults)
    return directory_of(sheets)


def _refuse_what_is_no_directory(directory: Path) -> None:
    if not directory.is_dir():
        found = "a file" if directory.exists() else "no such directory"
        allowed = "a directory of tables, as docs/files.md describes them"
        raise FaultyFiles([FileFault(str(directory), None, None, found, allowed)])


def _unknown_files(directory: Path) -> Iterator[FileFault]:
    allowed = f"no CSV file but {', '.join(table.file for table in TABLES.values())}"
    known = {table.file for table in TABLES.values()}
    for path in sorted(directory.iterdir()):
        if path.suffix.lower() == ".csv" and path.name not in known:
            yield FileFault(path.name, None, None, "a file that no table is read from", allowed)


def _paths(directory: Path, requests: Path | None) -> Iterator[tuple[str, Path, str]]:
    for table in TABLES.values():
        path = directory / table.file
        if table.name == "requests":
            if requests is not None:
                yield table.name, requests, str(requests)
        elif table.required or path.exists():
            yield table.name, path, table.file
