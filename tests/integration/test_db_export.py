"""What was imported comes out again as it stands then, byte by byte where nothing changed."""

from pathlib import Path

import pytest

from optimizer.files.read import read_directory
from rma_service.db.engine import Database
from rma_service.db.network import archive_of
from rma_service.usecases.archive import files_of, pack, unpack
from rma_service.usecases.exporting import export_directory
from rma_service.usecases.refusals import FaultyInput
from tests.imports import SHELF, directory_of_three, held, movements, taken
from tests.small_record import NOW


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return directory_of_three(tmp_path / "files")


def test_packed_files_come_out_as_they_were_and_the_same_files_pack_the_same(
    database: Database, files: Path
) -> None:
    taken(database, files)
    with database.read() as tx:
        archive = archive_of(tx, 1)
    assert unpack(archive) == files_of(files)
    assert pack(dict(reversed(list(files_of(files).items())))) == archive


def test_an_exported_directory_says_what_the_imported_one_said(
    database: Database, files: Path, tmp_path: Path
) -> None:
    taken(database, files)
    export_directory(database, tmp_path / "out")
    assert read_directory(tmp_path / "out") == read_directory(files)


def test_a_line_that_holds_a_unit_is_exported_as_a_request_and_its_unit_as_free(
    database: Database, files: Path, tmp_path: Path
) -> None:
    held(database, files)
    out = tmp_path / "out"
    export_directory(database, out)
    read = read_directory(out, out / "requests.csv")
    (request,) = read.requests
    assert (request.site_id, request.part_number, request.requested_at) == ("S1", "DIMM", NOW)
    assert (read.network.stock[SHELF].on_hand, read.network.stock[SHELF].reserved) == (3, 0)
    before = movements(database)
    taken(database, out)
    assert movements(database) == before  # what was exported is what is


def test_a_directory_that_holds_something_is_not_written_to(
    database: Database, files: Path
) -> None:
    taken(database, files)
    before = files_of(files)
    with pytest.raises(FaultyInput, match="holds something already"):
        export_directory(database, files)
    assert files_of(files) == before
