"""A clock log that somebody fills takes no more, so that nobody can make a page ever slower."""

from pathlib import Path

import pytest

from rma_service.db import events
from rma_service.db.engine import Database
from rma_service.domain.clock_log import CLOCK
from rma_service.domain.errors import Refused
from rma_service.domain.event import Happened
from rma_service.domain.rma_request import ClockNews, RmaKey
from rma_service.usecases.cases import history_of
from rma_service.usecases.clock_log import MOST_ENTRIES, record_clock_event
from tests.small_record import ANA, CAROL, NOW, HandClock, fill, opened

CALL = "2026-11-23T10:00:00+00:00"


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_an_entry_fits_in_the_last_place_and_none_behind_it(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny")
    rma = opened(database)
    told = {"name": "accepted_at", "type": "instant", "value": CALL, "why": "A call."}
    log = [Happened(CLOCK, None, told, NOW)] * (MOST_ENTRIES - 1)
    with database.write() as tx:
        events.append_events(tx, (rma.partner_id, rma.rma_number), log, NOW, "U-CAROL")
    news = ClockNews("accepted_at", CALL, "Once more.")
    record_clock_event(database, HandClock(), ANA, RmaKey(rma.rma_number), news)
    before = history_of(database, CAROL, rma.rma_number)
    with pytest.raises(Refused, match="it takes 1000 entries"):
        record_clock_event(database, HandClock(), ANA, RmaKey(rma.rma_number), news)
    assert history_of(database, CAROL, rma.rma_number) == before
