"""Contracts whose orders name no first day: imported, judged, kept, shown, and written out."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from rma_service.db import tables as t
from rma_service.db.engine import Database
from rma_service.domain.rma import State
from rma_service.usecases.exporting import export_directory
from rma_service.usecases.importing import import_directory
from rma_service.usecases.refusals import FaultyInput
from tests.asking_the_cli import AT, rma
from tests.cast import Service
from tests.page_text import HTML, text_of
from tests.small_record import NOW, HandClock, opened, request, small_directory, tag
from tests.tiny_directory import change

SHIPPED = {"starts_on": "", "ends_on": "", "order_type": "new", "term_months": "12"}
"""Cells of CO1, the contract of Mainz, without those of the shipment."""


def ordered(folder: Path, **facts: str) -> Path:
    """Write the small directory with an order of CO1 that was shipped on 25 August 2026."""
    folder.mkdir(exist_ok=True)
    small_directory(folder, free=1)
    for column, value in (SHIPPED | {"shipment_date": "2026-08-25"} | facts).items():
        change(folder, "contracts", 2, column, value)
    return folder


def kept(database: Database) -> tuple[date | None, date | None, str | None]:
    """Days of CO1 and the clause behind them, as the record keeps them."""
    contract = t.contract.c
    with database.read() as tx:
        row = tx.execute(select(t.contract).where(contract.contract_id == "CO1")).one()
    return row.starts_on, row.ends_on, row.period_clause


@pytest.mark.parametrize(("shipped", "covers"), [("2026-08-25", True), ("2026-08-26", False)])
def test_the_ninetieth_day_after_shipment_is_the_first_that_is_covered(
    database: Database, tmp_path: Path, shipped: str, covers: bool
) -> None:
    # 25 Aug + 90 days: 6 days of August, 30, 31 and 23 of November is 23 Nov, the day of the RMA.
    folder = ordered(tmp_path / "tiny", shipment_date=shipped)
    import_directory(database, HandClock(), "U-ADA", folder)
    (line,) = opened(database).lines
    assert (line.state is State.OPEN) == covers
    if not covers:
        assert line.state_clause == "Co-Care 1 note 6.1"
        assert line.state_sentence == (
            "Contract CO1 starts on 2026-11-24, after the request of 2026-11-23. The order says: "
            "order type new, shipment 2026-08-26, term months 12. Co-Care 1 note 6.1: “the "
            "service starts on the 90th day after the product shipment date from xFusion”."
        )


def test_what_awaits_acceptance_is_not_entitled_yet_and_is_once_it_is_accepted(
    database: Database, tmp_path: Path
) -> None:
    folder = ordered(tmp_path / "tiny", installation_sold="1")
    import_directory(database, HandClock(), "U-ADA", folder)
    assert kept(database) == (None, None, "Co-Care 1 note 6.1")
    (line,) = opened(database).lines
    assert (line.state, line.state_clause) == (State.REJECTED, "Co-Care 1 note 6.1")
    assert str(line.state_sentence).startswith("Contract CO1 does not cover anything yet.")
    assert "It is pending acceptance." in str(line.state_sentence)
    change(folder, "contracts", 2, "acceptance_date", "2026-11-20")
    import_directory(database, HandClock(), "U-ADA", folder)
    assert kept(database) == (date(2026, 11, 20), date(2027, 11, 19), "Co-Care 1 note 6.1")
    later = HandClock(NOW + timedelta(hours=3))
    again = request(tag(product_serial="S1-P1-0002"))
    assert opened(database, again, later).lines[0].state is State.OPEN


def test_facts_of_the_order_are_kept_and_go_out_and_come_back(
    database: Database, tmp_path: Path
) -> None:
    folder = ordered(tmp_path / "tiny")
    import_directory(database, HandClock(), "U-ADA", folder)
    before = kept(database)
    assert before == (date(2026, 11, 23), date(2027, 11, 22), "Co-Care 1 note 6.1")
    with database.read() as tx:
        facts = tx.execute(
            select(t.contract.c.order_facts).where(t.contract.c.contract_id == "CO1")
        ).scalar_one()
    assert facts == {"order_type": "new", "shipment_date": "2026-08-25", "term_months": "12"}
    export_directory(database, tmp_path / "out")
    import_directory(database, HandClock(), "U-ADA", tmp_path / "out")
    assert kept(database) == before


def test_the_case_shows_from_when_to_when_its_contract_covers_and_why(
    service: Service, tmp_path: Path
) -> None:
    service.clock.forward(hours=1)
    import_directory(service.database, service.clock, "U-ADA", ordered(tmp_path / "tiny"))
    case = opened(service.database, clock=service.clock)
    told = text_of(service.signed_in("carol").get(f"/cases/{case.rma_number}", Accept=HTML))
    assert "CO1 covers Mon 23 Nov 2026 to Mon 22 Nov 2027. The order says: order type new" in told


FAULT = "contracts.csv, line 2, column shipment_date: found nothing, allowed is "


def test_missing_facts_name_file_line_and_column_when_imported(
    database: Database, tmp_path: Path
) -> None:
    folder = ordered(tmp_path / "tiny", shipment_date="")
    with pytest.raises(FaultyInput) as refused:
        import_directory(database, HandClock(), "U-ADA", folder)
    (sentence,) = refused.value.sentences
    assert sentence.startswith(FAULT)


def test_missing_facts_name_file_line_and_column_when_planned_without_a_server(
    tmp_path: Path,
) -> None:
    folder = ordered(tmp_path / "tiny", shipment_date="")
    answer = rma(
        "plan", "--network", str(folder), "--requests", str(folder / "requests.csv"), "--at", AT
    )
    assert answer.exit_code == 2
    assert FAULT in answer.stderr


def test_a_request_of_the_day_before_is_rejected_in_a_plan_without_a_server(tmp_path: Path) -> None:
    folder = ordered(tmp_path / "tiny", shipment_date="2026-08-26")
    out = tmp_path / "plan.json"
    answer = rma(
        *("plan", "--network", str(folder), "--requests", str(folder / "requests.csv"), "--at", AT),
        *("--out", str(out)),
    )
    assert answer.exit_code == 0, answer.stderr
    assert "Contract CO1 starts on 2026-11-24" in out.read_text(encoding="utf-8")


def test_a_contract_that_names_its_days_needs_no_clause(database: Database, tmp_path: Path) -> None:
    small_directory(tmp_path, free=1)
    import_directory(database, HandClock(), "U-ADA", tmp_path)
    assert kept(database) == (date(2024, 1, 1), date(2027, 12, 31), None)
    assert opened(database).lines[0].promise is not None
