"""Lists of the record on both databases: who sees what, in which order, page by page."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rma_service.db.engine import Database
from rma_service.domain.listed import LineFilter
from rma_service.domain.people import Principal, Role
from rma_service.usecases.importing import DEMO_AT, import_directory
from rma_service.usecases.lists import (
    form_choices,
    list_depots,
    list_lines,
    list_queue,
    list_shelves,
)
from rma_service.usecases.requests import import_requests

ANA = Principal("U-ANA", Role.DISPATCHER)
CAROL = Principal("U-CAROL", Role.PARTNER, "PA01")


def clock() -> datetime:
    return DEMO_AT


@pytest.fixture
def filled(database: Database, demo_directory: Path) -> Database:
    """Import the demonstration with all of its requests."""
    rows = import_directory(
        database, clock, "test", demo_directory, requests=demo_directory / "requests.csv"
    ).requests
    import_requests(database, clock, "test", rows)
    return database


def test_pages_of_a_list_hold_every_line_once_and_only_those_that_one_may_see(
    filled: Database,
) -> None:
    seen: list[str] = []
    after: tuple[datetime, str] | None = None
    more = True
    while more:
        lines, more = list_lines(filled, ANA, LineFilter(), after, limit=7)
        seen += [each.line_id for each in lines]
        after = (lines[-1].opened_at, lines[-1].line_id)
    everything, _ = list_lines(filled, ANA, LineFilter(), limit=1_000)
    # requests.csv has 90 rows.
    assert len(everything) == 90
    assert seen == [each.line_id for each in everything]
    own, _ = list_lines(filled, CAROL, LineFilter(), limit=1_000)
    assert {each.partner_id for each in own} == {"PA01"}
    assert [each.line_id for each in own] == [
        each.line_id for each in everything if each.partner_id == "PA01"
    ]


def test_filters_take_state_verdict_and_part_of_a_name_and_no_wildcard(filled: Database) -> None:
    held, _ = list_lines(filled, ANA, LineFilter(state="on_hold"))
    # RMA26110023 is the one whose form is not complete.
    assert [each.rma_number for each in held] == ["RMA26110023"]
    assert list_lines(filled, ANA, LineFilter(verdict="guaranteed")) == ([], False)
    found, _ = list_lines(filled, ANA, LineFilter(search="frankfurt"), limit=1_000)
    assert {each.city for each in found} == {"Frankfurt am Main"}
    assert list_lines(filled, ANA, LineFilter(search="%")) == ([], False)


def test_the_queue_puts_first_what_needs_a_person_and_counts_every_rank(filled: Database) -> None:
    # Ten hours later some targets are past due.
    now = DEMO_AT + timedelta(hours=10)
    queue = list_queue(filled, now, limit=1_000)
    ranks = [each.rank for each in queue.lines]
    assert ranks == sorted(ranks)
    assert {rank: ranks.count(rank) for rank in set(ranks)} == queue.counts
    late = [each for each in queue.lines if each.rank == 0]
    assert late
    assert all(each.due_at and each.due_at < now and each.owed for each in late)
    assert [each.due_at for each in late] == sorted(each.due_at for each in late if each.due_at)
    alone = list_queue(filled, now, rank=3)
    assert [each.rma_number for each in alone.lines] == ["RMA26110023"]
    last = queue.lines[4]
    behind = list_queue(filled, now, None, (last.rank, last.queue_at, last.line_id), limit=1_000)
    assert behind.lines == queue.lines[5:]


def test_depots_sum_their_shelves_and_shelves_know_what_is_coming(filled: Database) -> None:
    depots = {each.depot_id: each for each in list_depots(filled)}
    shelves, more = list_shelves(filled, depot_id="ALA1", limit=1_000)
    assert not more
    assert depots["ALA1"].on_hand == sum(each.on_hand for each in shelves)
    assert depots["ALA1"].reserved == sum(each.reserved for each in shelves)
    missing = (max(each.base_stock - each.on_hand + each.reserved, 0) for each in shelves)
    assert depots["ALA1"].short == sum(missing)
    (board,) = [each for each in shelves if each.part_number == "MB-2U2S-V6"]
    # inbound.csv: ALA1,MB-2U2S-V6,1,2026-11-23T20:30:00Z.
    assert [each.quantity for each in board.receipts] == [1]
    first, more = list_shelves(filled, depot_id="ALA1", limit=3)
    assert more
    behind, _ = list_shelves(filled, "", "ALA1", (first[-1].part_number, "ALA1"), limit=1_000)
    assert [*first, *behind] == shelves


def test_a_partner_may_name_its_own_sites_only(filled: Database) -> None:
    own, everything = form_choices(filled, CAROL), form_choices(filled, ANA)
    assert {each.partner_id for each in own.sites} == {"PA01"}
    assert len(everything.sites) > len(own.sites)
    assert own.parts == everything.parts
