"""The commands that prepare a record: migrate, import, export; refusals are sentences."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from optimizer.files.read import read_directory
from rma_service.db import tables as t
from rma_service.db.engine import Database
from tests.asking_the_cli import rma
from tests.small_record import small_directory


@pytest.fixture
def record(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the commands work on a fresh database that has all tables."""
    monkeypatch.setenv("RMA_DATABASE_URL", database_url)
    return database_url


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return small_directory(folder, 3)


def rows(url: str, *tables: str) -> Sequence[int]:
    database = Database(url)
    with database.read() as tx:
        counts = [
            tx.execute(select(func.count()).select_from(t.metadata.tables[name])).scalar_one()
            for name in tables
        ]
    database.close()
    return counts


def test_import_takes_network_and_requests_over_once(record: str, files: Path) -> None:
    asked = ("import", files, "--requests", files / "requests.csv")
    lines = len(read_directory(files, files / "requests.csv").requests)
    first, again = rma(*asked), rma(*asked)
    assert (first.exit_code, again.exit_code) == (0, 0), first.stderr + again.stderr
    assert first.stdout.startswith("Network version 1: ")
    assert again.stdout.startswith("Network version 2: ")
    assert again.stdout.endswith("; 0 new RMAs.\n")
    assert rows(record, "network_version", "rma_line") == [2, lines]


@pytest.mark.usefixtures("record")
def test_export_writes_what_import_took(files: Path, tmp_path: Path) -> None:
    rma("import", files)
    exported = rma("export", tmp_path / "out")
    assert exported.exit_code == 0, exported.stderr
    assert read_directory(tmp_path / "out") == read_directory(files)
    assert rma("export", tmp_path / "out").exit_code == 2  # it holds something now


@pytest.mark.usefixtures("record")
def test_faulty_files_are_told_one_by_one(files: Path) -> None:
    (files / "stock.csv").write_text("depot_id\n", encoding="utf-8")
    answer = rma("import", files)
    assert answer.exit_code == 2
    assert "stock.csv, line 1, column on_hand: found no such column" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.usefixtures("record")
def test_an_export_before_the_first_import_says_what_to_do(tmp_path: Path) -> None:
    answer = rma("export", tmp_path / "out")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == "There is no network yet: import a directory with `rma import DIR`.\n"


def test_a_record_without_tables_asks_to_be_migrated_and_migrating_helps(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RMA_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'rma.db'}")
    before = rma("import", files)
    assert (before.exit_code, before.stderr) == (
        2,
        "The database has revision none and this release needs 0005: run `rma migrate`.\n",
    )
    assert rma("migrate").stdout == "The database has the tables of revision 0005.\n"
    assert rma("import", files).exit_code == 0


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("RMA_DATABASE_URL", "mysql://ana:secret@host/x", "The URL of a database is sqlite:///"),
        ("RMA_DATABASE_URL", "secret", "The URL of a database is sqlite:///"),
        ("RMA_DATABASE_URL", "postgresql://ana:secret@/x?host=/none", "The database does not answ"),
        ("RMA_PORT", "99999", "RMA_PORT: Input should be less than or equal to 65535."),
    ],
)
def test_wrong_settings_are_told_without_secrets(
    name: str, value: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RMA_DATABASE_URL", f"sqlite:///{tmp_path / 'rma.db'}")
    monkeypatch.setenv(name, value)
    answer = rma("migrate")
    assert answer.exit_code == 2
    assert answer.stderr.startswith(sentence)
    assert "secret" not in answer.stderr
    assert "Traceback" not in answer.stderr
