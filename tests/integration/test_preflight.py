"""A request is checked before it is sent: the answer is what opening it would say, and no trace.

Two RMAs for one part and site within an hour, and more than four lines of one part in one RMA, are
owed nothing (Co-Care 1 note 5). A car brings DIMM to S1 well within the four hours of P1.
"""

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from optimizer.dispatch.bounded import solved
from rma_service.db import tables
from rma_service.db.engine import Database
from rma_service.domain.errors import Refused
from rma_service.domain.people import Principal
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import NewLine, NewRma
from rma_service.usecases.cases import rma_of
from rma_service.usecases.crowds import is_owed
from rma_service.usecases.preflight import Preflight, preflight
from rma_service.usecases.rmas import open_rma
from tests.small_record import ANA, CAROL, DAN, NOW, HandClock, fill, opened, request, tag

TOKEN = "7K3M9QX"  # noqa: S105 - letters of a number


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=9)
    return database


def tags(count: int, **changes: object) -> list[NewLine]:
    return [tag(product_serial=f"S1-P1-{number:04}", **changes) for number in range(count)]


def checked(
    database: Database, new: NewRma, clock: HandClock | None = None, by: Principal = CAROL
) -> Preflight:
    return preflight(database, clock or HandClock(), by, new, TOKEN, solved)


def sent(
    database: Database, new: NewRma, clock: HandClock | None = None, by: Principal = CAROL
) -> Rma:
    return open_rma(database, clock or HandClock(), by, new, token=lambda: TOKEN, solve=solved)


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with database.read() as tx:
        return {
            name: sorted((tuple(row) for row in tx.execute(select(table))), key=repr)
            for name, table in tables.metadata.tables.items()
        }


def told(lines: Sequence[RmaLine]) -> list[object]:
    """Everything that is said of lines, with places for their ids."""
    flat = repr(
        [(each.state, each.state_sentence, each.state_clause, each.terms) for each in lines]
    )
    promises = repr([each.promise and astuple(each.promise) for each in lines])
    texts = [flat, promises]
    for place, line in enumerate(lines, start=1):
        texts = [each.replace(line.line_id, f"line {place}") for each in texts]
    return [*texts]


RETAINED = tag(data_removed="retained")  # the contract of S1 has no retention service
OPEN_FORM = tag(form_complete=False, product_serial="")
OLD = tag(fault_observed_at=datetime(2026, 11, 12, 9, tzinfo=UTC))  # seven business days ago
REQUESTS = {
    "one line": request(),
    "too many lines of a part": request(*tags(5)),
    "a line that is rejected": request(tag(), RETAINED),
    "a kit that is rejected": request(tag(), RETAINED, ship_together=True),
    "a line on hold": request(tag(), OPEN_FORM),
    "a kit on hold": request(tag(), OPEN_FORM, ship_together=True),
    "a fault that is too old": request(OLD),
    "another priority": request(priority="P3"),
    "another site": request(tag(product_serial="S2-P1-0001"), site_id="S2"),
}


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("minutes_ago", [None, 40])
def test_it_says_what_opening_the_rma_says_at_the_same_instant(
    record: Database, name: str, minutes_ago: int | None
) -> None:
    if minutes_ago is not None:
        opened(record, clock=HandClock(NOW - timedelta(minutes=minutes_ago)))
    answer = checked(record, REQUESTS[name])
    rma = sent(record, REQUESTS[name])
    assert told([each.line for each in answer.lines]) == told(rma.lines)
    assert [each.place for each in answer.lines] == list(range(1, len(rma.lines) + 1))


@pytest.mark.parametrize("seed", range(3))
def test_it_says_so_whatever_came_before_and_names_every_line_that_loses(
    record: Database, seed: int
) -> None:
    draw, clock = Random(seed), HandClock()  # noqa: S311 - nothing to keep secret
    numbers: list[str] = []
    for step in range(5):
        clock.at += timedelta(minutes=draw.randint(1, 70))
        hours = draw.choice([0, 1, 30, 400])
        seen = clock.at - timedelta(hours=hours, minutes=1)
        new = request(*tags(draw.choice([1, 1, 2, 5]), fault_observed_at=seen))
        answer = preflight(record, clock, CAROL, new, f"{TOKEN}{step}", solved)
        before = {number: rma_of(record, CAROL, number) for number in numbers}
        rma = open_rma(record, clock, CAROL, new, None, lambda: f"{TOKEN}{step}", solved)  # noqa: B023 - called at once
        assert told([each.line for each in answer.lines]) == told(rma.lines)
        lost = {
            line.line_id
            for number, old in before.items()
            for line, now in zip(old.lines, rma_of(record, CAROL, number).lines, strict=True)
            if is_owed(line) and not is_owed(now)
        }
        assert {each.line.line_id for each in answer.harmed} == lost
        numbers.append(rma.rma_number)


def test_nothing_at_all_is_written(record: Database) -> None:
    opened(record)
    before = everything(record)
    clock = HandClock(NOW + timedelta(minutes=20))
    answer = checked(record, request(*tags(5)), clock)
    assert [len(each.lines) for each in answer.advice.sendings] == [4, 1]
    assert everything(record) == before


def test_the_advice_holds_when_it_is_followed(record: Database) -> None:
    earlier = opened(record)
    clock = HandClock(NOW + timedelta(minutes=20, seconds=30))
    lines = tags(6)
    answer = checked(record, request(*lines), clock)
    advice = answer.advice
    # Of the earlier RMA one is free from 11:01, strictly more than an hour after 10:00; the next
    # one from 12:01 and five minutes on, so from 12:07.
    assert [each.send_at for each in advice.sendings] == [
        datetime(2026, 11, 23, 11, 1, tzinfo=UTC),
        datetime(2026, 11, 23, 12, 7, tzinfo=UTC),
    ]
    # Sent now, none of six is owed and one of the earlier RMA loses: -1.
    assert (advice.kind, advice.owed_now, advice.owed_then) == ("stagger", -1, 6)
    for sending in advice.sendings:
        clock.at = sending.send_at
        new = request(*(lines[each.place - 1] for each in sending.lines))
        rma = opened(record, new, clock)
        assert [line.terms for line in rma.lines] == [each.then.terms for each in sending.lines]
        assert all(map(is_owed, rma.lines))
    for number in (earlier.rma_number, rma.rma_number):
        assert all(map(is_owed, rma_of(record, CAROL, number).lines))


def test_what_is_owed_as_it_is_gets_no_other_advice(record: Database) -> None:
    answer = checked(record, request(*tags(4)))
    assert (answer.advice.kind, answer.advice.owed_now) == ("as_it_is", 4)
    assert answer.harmed == ()


def test_an_rma_that_lost_its_guarantee_already_is_not_harmed_again(record: Database) -> None:
    opened(record)
    opened(record)
    assert checked(record, request()).harmed == ()


def test_a_line_on_hold_is_counted_as_if_it_was_complete(record: Database) -> None:
    answer = checked(record, request(*tags(4), OPEN_FORM))
    assert answer.lines[4].line.state is State.ON_HOLD
    assert (answer.advice.kind, answer.advice.owed_then) == ("stagger", 5)
    assert checked(record, request(OPEN_FORM)).advice.kind == "as_it_is"


def test_a_line_that_is_rejected_is_left_out_of_the_advice(record: Database) -> None:
    answer = checked(record, request(*tags(5), RETAINED))
    places = [[each.place for each in rma.lines] for rma in answer.advice.sendings]
    assert places == [[1, 2, 3, 4], [5]]
    assert checked(record, request(RETAINED)).advice.kind == "nothing_to_send"
    assert checked(record, request(RETAINED)).advice.sendings == ()


def test_a_kit_is_never_split_but_may_wait(record: Database) -> None:
    opened(record)
    kit = request(*tags(2), ship_together=True)
    answer = checked(record, kit, HandClock(NOW + timedelta(minutes=20)))
    (sending,) = answer.advice.sendings
    assert (answer.advice.kind, answer.advice.kit) == ("stagger", True)
    assert sending.send_at == datetime(2026, 11, 23, 11, 1, tzinfo=UTC)
    too_many = request(*tags(5), ship_together=True)
    alone = checked(record, too_many, HandClock(NOW + timedelta(minutes=90)))
    assert (alone.advice.kind, len(alone.advice.sendings)) == ("nothing_helps", 1)


def test_no_count_tells_of_the_rmas_of_another_company(record: Database) -> None:
    before = checked(record, request(*tags(5)))
    for minutes in (0, 10):
        clock = HandClock(NOW - timedelta(minutes=minutes))
        opened(record, request(site_id="S3"), clock, DAN)
    assert checked(record, request(*tags(5))) == before
    foreign, none = request(site_id="S3"), request(site_id="S9")
    said = []
    for new in (foreign, none):
        with pytest.raises(Refused) as refused:
            checked(record, new)
        said.append([each.replace("S9", "S3") for each in refused.value.sentences])
    assert said[0] == said[1]


def test_staff_check_for_the_partner_that_they_name_only(record: Database) -> None:
    for_carol = replace(request(*tags(5)), partner_id="PA01")
    assert checked(record, for_carol, by=ANA) == checked(record, request(*tags(5)))
    with pytest.raises(Refused, match="Name the partner"):
        checked(record, request(), by=ANA)
    with pytest.raises(Refused, match="own company only"):
        checked(record, replace(request(), partner_id="PA02"))
