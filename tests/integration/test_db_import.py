"""A directory becomes the network of the record, and comes out of it again as it stands then."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from optimizer.files.read import read_directory
from optimizer.network import Receipt
from rma_service.db import tables as t
from rma_service.db.engine import Database
from rma_service.db.stock import book_receipts
from rma_service.domain.errors import NotFound, Refused
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.archive import content_hash, files_of
from rma_service.usecases.directory import directory_of, network_of, network_version_of
from rma_service.usecases.refusals import FaultyInput
from tests.imports import SHELF, directory_of_three, held, movements, taken
from tests.small_record import ANA, NOW, HandClock, fill, opened, planned, shelf
from tests.tiny_directory import change


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return directory_of_three(tmp_path / "files")


def test_the_network_of_the_record_is_that_of_the_files(database: Database, files: Path) -> None:
    imported = taken(database, files)
    expected = read_directory(files)
    with database.read() as tx:
        found = directory_of(tx)
        version = network_version_of(tx)
    assert found == expected
    assert (version.version, version.imported_by, version.imported_at) == (1, "U-ADA", NOW)
    assert version.content_hash == imported.content_hash == content_hash(files_of(files))


def test_business_facts_become_rows(database: Database, files: Path) -> None:
    taken(database, files)
    read = read_directory(files)
    with database.read() as tx:
        partners = tx.execute(select(t.partner)).mappings().all()
        contracts = tx.execute(select(t.contract.c.contract_id, t.contract.c.starts_on)).all()
        installed = tx.execute(select(func.sum(t.installed_base.c.quantity))).scalar_one()
    assert {row["partner_id"]: tuple(row["countries"]) for row in partners} == {
        each.partner_id: each.countries for each in read.partners.values()
    }
    assert dict(map(tuple, contracts)) == {
        each.contract_id: each.starts_on for each in read.contracts.values()
    }
    assert installed == sum(read.network.installed.values())


def test_before_the_first_import_the_record_says_what_to_do(database: Database) -> None:
    with database.read() as tx, pytest.raises(NotFound, match="rma import DIR"):
        network_of(tx)


def test_a_second_import_is_a_new_version_and_keeps_differences_as_movements(
    database: Database, files: Path
) -> None:
    taken(database, files)
    change(files, "stock", 2, "on_hand", "5")
    change(files, "stock", 2, "base_stock", "9")
    assert taken(database, files).version == 2
    # 3 units came first, then 5 - 3 = 2 more; base stock is an aim and moves nothing.
    assert movements(database) == [(3, 0, "import", "1"), (2, 0, "import", "2")]
    with database.read() as tx:
        assert network_of(tx).stock[SHELF].base_stock == 9


def test_the_same_files_again_move_nothing(database: Database, files: Path) -> None:
    first = taken(database, files)
    again = taken(database, files)
    assert (again.version, again.content_hash) == (2, first.content_hash)
    assert movements(database) == [(3, 0, "import", "1")]
    with database.read() as tx:
        states = tx.execute(select(t.receipt.c.state, func.count()).group_by("state")).all()
    assert states == [("expected", first.receipts)]


def test_what_rmas_hold_comes_on_top_of_what_files_call_reserved(
    database: Database, files: Path
) -> None:
    held(database, files)
    change(files, "stock", 2, "on_hand", "4")
    change(files, "stock", 2, "reserved", "2")
    taken(database, files)
    assert shelf(database) == (4, 3)  # 2 of the files and 1 of the RMA
    # The RMA moved 0 + 1 meanwhile; the import adds 4 - 3 on hand and 3 - 1 reserved.
    assert movements(database)[0] == (3, 0, "import", "1")
    assert movements(database)[2:] == [(1, 2, "import", "2")]


def test_files_that_take_away_what_an_rma_holds_are_refused_whole(
    database: Database, files: Path
) -> None:
    held(database, files)
    change(files, "stock", 2, "on_hand", "0")
    change(files, "partners", 2, "name", "New name")
    with pytest.raises(Refused) as refused:
        taken(database, files)
    (sentence,) = refused.value.sentences
    assert sentence.startswith("FRA1 would have 0 of DIMM on hand and 1 reserved")
    assert shelf(database) == (3, 1)
    with database.read() as tx:
        assert network_version_of(tx).version == 1
        names = tx.execute(select(t.partner.c.name)).scalars().all()
    assert "New name" not in names


def test_a_shelf_that_the_files_no_longer_have_is_empty_from_then_on(
    database: Database, files: Path
) -> None:
    taken(database, files)
    path = files / "stock.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(f"{header}\n", encoding="utf-8")
    taken(database, files)
    assert shelf(database) == (0, 0)
    assert movements(database)[-1] == (-3, 0, "import", "2")


def test_a_fact_that_the_files_no_longer_have_is_kept_and_retired(
    database: Database, files: Path
) -> None:
    taken(database, files)
    path = files / "fault_codes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "NEW,dimm,New fault\n", encoding="utf-8")
    taken(database, files)
    path.write_text(path.read_text(encoding="utf-8").replace("NEW,", "NEWER,"), encoding="utf-8")
    taken(database, files)
    columns = t.fault_code.c
    with database.read() as tx:
        codes = tx.execute(select(columns.fault_code, columns.active)).all()
    assert ("NEW", False) in codes
    assert ("NEWER", True) in codes
    assert ("MEM", True) in codes


def test_a_site_that_changes_hands_is_refused_as_its_history_is_of_one_partner(
    database: Database, files: Path
) -> None:
    taken(database, files)
    change(files, "sites", 4, "partner_id", "PA01")  # S3 was of PA02
    change(files, "contracts", 4, "partner_id", "PA01")
    with pytest.raises(Refused) as refused:
        taken(database, files)
    assert [sentence.partition(";")[0] for sentence in refused.value.sentences] == [
        "Site S3 belongs to partner PA02 in the record and to PA01 in the files",
        "Contract CO3 belongs to partner PA02 in the record and to PA01 in the files",
    ]


def test_a_contract_of_another_partner_than_its_site_is_a_fault_of_the_files(
    database: Database, files: Path
) -> None:
    change(files, "contracts", 4, "partner_id", "PA01")
    with pytest.raises(FaultyInput) as faulty:
        taken(database, files)
    assert faulty.value.sentences == (
        "Contract CO3 is held by partner PA01, but its site S3 belongs to PA02.",
        "P1 at site S3 names contract CO3, which another partner holds.",
    )


def test_every_fault_of_the_files_is_told_and_nothing_is_stored(
    database: Database, files: Path
) -> None:
    change(files, "stock", 2, "on_hand", "-1")
    change(files, "sites", 2, "timezone", "Mars/Base")
    with pytest.raises(FaultyInput) as faulty:
        taken(database, files)
    assert {sentence.partition(",")[0] for sentence in faulty.value.sentences} == {
        "stock.csv",
        "sites.csv",
    }
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(t.network_version)).scalar_one() == 0


def test_receipts_move_to_now_by_whole_minutes_and_keep_their_zone(
    database: Database, files: Path
) -> None:
    change(files, "inbound", 2, "depot_id", "FRA1")
    change(files, "inbound", 2, "part_number", "DIMM")
    change(files, "inbound", 2, "quantity", "2")
    change(files, "inbound", 2, "available_at", "2026-11-23T13:30:00Z")
    # The files are written for 2026-11-23 09:00; at 10:20:59 a day later, that is
    # 25 hours and 20 minutes ago, in whole minutes: 13:30 becomes 14:50 of the next day.
    taken(database, files, shift_to=datetime(2026, 11, 24, 10, 20, 59, tzinfo=UTC))
    with database.read() as tx:
        inbound = network_of(tx).inbound[SHELF]
    assert inbound == (Receipt(2, datetime(2026, 11, 24, 14, 50, tzinfo=UTC)),)


def test_what_arrives_is_put_on_its_shelf_once_and_is_no_longer_expected(
    database: Database, files: Path
) -> None:
    change(files, "inbound", 2, "depot_id", "FRA1")
    change(files, "inbound", 2, "part_number", "DIMM")
    change(files, "inbound", 2, "quantity", "2")
    change(files, "inbound", 2, "available_at", "2026-11-23T13:30:00Z")
    taken(database, files)
    arrives_at = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    booked = []
    for until in (arrives_at - timedelta(seconds=1), arrives_at, arrives_at + timedelta(days=1)):
        with database.write() as tx:
            booked.append(book_receipts(tx, until))
    assert booked == [0, 1, 0]
    assert shelf(database) == (5, 0)  # 3 and the 2 that came
    with database.read() as tx:
        assert SHELF not in network_of(tx).inbound
    assert [each[:3] for each in movements(database)] == [(3, 0, "import"), (2, 0, "receive")]


def test_a_receipt_that_an_rma_waits_for_stays_in_the_files_or_they_are_refused(
    database: Database, tmp_path: Path
) -> None:
    files = tmp_path / "files"
    fill(database, files, free=0, coming_at="2026-11-23T11:00:00Z")
    opened(database)
    approve_plan(database, HandClock(), ANA, planned(database).plan_version)
    taken(database, files)  # which have it still
    change(files, "inbound", 2, "available_at", "2026-11-23T12:00:00Z")
    with pytest.raises(Refused, match="A receipt of DIMM at FRA1 is held by an RMA"):
        taken(database, files)
