"""The file of a database: one process holds it, nobody deletes it under another, no rest stays."""

from pathlib import Path

import pytest

from rma_service.db.database_file import HeldError, delete, held, is_used
from rma_service.db.engine import Database
from rma_service.db.migrate import migrate


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a file in a folder that is not there yet."""
    return tmp_path / "var" / "demo.db"


def test_a_file_is_held_by_one_and_others_are_told_by_whom(file: Path) -> None:
    with (
        held(file, "http://127.0.0.1:8000"),
        pytest.raises(HeldError, match=r"^http://127\.0\.0\.1:8000$"),
        held(file, "http://127.0.0.1:8001"),
    ):
        pass
    with held(file, "short"):  # nothing of longer words stays behind
        assert file.with_name("demo.db.lock").read_text(encoding="utf-8") == "short"


def test_a_database_that_is_open_is_in_use_and_a_closed_one_is_not(file: Path) -> None:
    assert not is_used(file)  # it is not there
    database = Database(f"sqlite:///{file}")
    migrate(database)
    assert is_used(file)  # nothing is read or written now, but a connection waits in the pool
    database.close()
    assert not is_used(file)


def test_something_else_than_a_database_is_in_use_by_nobody(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("This is no database, and it is longer than the head of one." * 3)
    assert not is_used(file)


def test_a_database_is_deleted_with_what_lies_beside_it_and_nothing_else(file: Path) -> None:
    file.parent.mkdir()
    names = ["demo.db", "demo.db-journal", "demo.db-shm", "demo.db-wal", "demo.db.lock", "rma.db"]
    for name in names:
        (file.parent / name).touch()
    gone = delete(file)
    # The file itself goes last: a journal that outlived it would be played into the next one.
    assert [each.name for each in gone] == [names[3], names[2], names[1], names[0]]
    assert sorted(each.name for each in file.parent.iterdir()) == names[4:]
    assert delete(file) == []
