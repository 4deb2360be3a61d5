"""64 clients race for the last unit: one of them gets it, and nobody is answered by a fault.

The same race is shown to double-book when a unit is taken naively, so it can fail.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select
from uvicorn import Config, Server

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service.db import tables as t
from rma_service.db.engine import Connection, Database
from rma_service.db.reservations import release, reserve
from rma_service.domain.plan_record import WishList
from rma_service.domain.reservation import Reservation
from rma_service.domain.rma_request import RmaKey
from rma_service.usecases.cases import rma_of
from rma_service.usecases.dispatch import make_plan
from rma_service.usecases.rmas import cancel_rma, open_rma
from tests.cast import Service
from tests.databases import fresh_url
from tests.small_record import ANA, CAROL, NOW, HandClock, fill, opened, planned, shelf, tag
from tests.small_record import request as wish

CLIENTS = 64
ROUNDS = 3
SERVED_ROUNDS = 2
NAIVE_ROUNDS = 60

Take = Callable[[Connection, Reservation], bool]


def guarded(tx: Connection, reservation: Reservation) -> bool:
    """Take a unit as the product does."""
    return reserve(tx, reservation, NOW)


def naive(tx: Connection, reservation: Reservation) -> bool:
    """Look whether a unit is free, then write down that one more is taken."""
    is_shelf = (
        t.stock.c.depot_id == reservation.depot_id,
        t.stock.c.part_number == reservation.part_number,
    )
    row = tx.execute(select(t.stock.c.on_hand, t.stock.c.reserved).where(*is_shelf)).one()
    if row.on_hand - row.reserved < 1:
        return False
    tx.execute(t.stock.update().where(*is_shelf).values(reserved=row.reserved + 1))
    values = {name: getattr(reservation, name) for name in Reservation.__slots__}
    tx.execute(t.reservation.insert().values(values | {"opened_at": NOW, "state": "open"}))
    return True


def at_once(work: Callable[[int], object]) -> list[object]:
    """Let every client do its work at the same moment."""
    ready = threading.Barrier(CLIENTS)

    def start(client: int) -> object:
        ready.wait()
        return work(client)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(start, range(CLIENTS)))


def race(database: Database, line_ids: list[str], number: int, take: Take) -> int:
    """Winners of one round in which every client wants the last unit for a line of its own."""

    def work(client: int) -> bool:
        reservation = Reservation(
            f"{number}-{client}", "PA01", line_ids[client], "FRA1", "DIMM", None, 1
        )
        with database.write() as tx:
            return take(tx, reservation)

    return at_once(work).count(True)


def last_unit(database: Database, folder: Path) -> list[str]:
    """One unit, one plan, and a line for every client."""
    fill(database, folder, free=1)
    rma = opened(database, wish(*[tag(product_serial=f"S{i}") for i in range(CLIENTS)]))
    planned(database)
    return [line.line_id for line in rma.lines]


def open_reservations(database: Database) -> int:
    with database.read() as tx:
        query = select(func.count()).where(t.reservation.c.state == "open")
        return int(tx.execute(query.select_from(t.reservation)).scalar_one())


def give_back(database: Database) -> None:
    """Release the unit as the product does."""
    names = [each.name for each in fields(Reservation)]
    with database.write() as tx:
        held = select(*(t.reservation.c[name] for name in names)).where(
            t.reservation.c.state == "open"
        )
        for row in tx.execute(held).mappings().all():
            release(tx, Reservation(**row), NOW)


def forget(database: Database) -> None:
    """Make the unit free again, however often it was taken; the ledger knows nothing of it."""
    with database.write() as tx:
        ended = t.reservation.update().where(t.reservation.c.state == "open")
        tx.execute(ended.values(state="released", ended_at=NOW))
        tx.execute(t.stock.update().values(reserved=0))


def test_of_64_who_want_the_last_unit_one_gets_it(database: Database, tmp_path: Path) -> None:
    line_ids = last_unit(database, tmp_path / "tiny")
    for number in range(ROUNDS):
        assert race(database, line_ids, number, guarded) == 1
        assert (open_reservations(database), shelf(database)) == (1, (1, 1))
        give_back(database)


def test_the_same_race_double_books_when_the_unit_is_taken_naively(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with fresh_url(request, "postgresql", tmp_path) as url:
        database = Database(url)
        line_ids = last_unit(database, tmp_path / "tiny")
        winners = []
        for number in range(NAIVE_ROUNDS):
            winners.append(race(database, line_ids, number, naive))
            forget(database)
            if winners[-1] > 1:
                break
        database.close()
    assert max(winners) > 1, f"No double booking in {len(winners)} rounds: the race is no race."


@contextmanager
def served(service: Service) -> Iterator[str]:
    """Serve the application for a while; gives its address."""
    server = Server(Config(service.app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "The server did not start."
    (port,) = [socket.getsockname()[1] for each in server.servers for socket in each.sockets]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def test_of_64_approvals_of_plans_for_the_last_unit_one_goes_through(
    service: Service, tmp_path: Path
) -> None:
    database, clock = service.database, HandClock()
    fill(database, tmp_path / "tiny", free=1)
    ana = service.program_of("ana")
    with served(service) as address:
        for number in range(SERVED_ROUNDS):
            rma = opened(database, clock=clock)
            keep = make_plan(database, clock, WishList(), ANA.principal_id, solved)
            with database.write() as tx:
                versions = [keep(tx).plan_version for _ in range(CLIENTS)]

            def approve(client: int, number: int = number, versions: list[int] = versions) -> int:
                answer = httpx2.post(
                    f"{address}/v1/plans/{versions[client]}/approval",
                    headers={**ana.headers, "Idempotency-Key": f"{number}-{client}"},
                    timeout=60,
                )
                return answer.status_code

            statuses = at_once(approve)
            assert sorted(map(str, statuses)) == ["200"] + ["409"] * (CLIENTS - 1)
            assert (open_reservations(database), shelf(database)) == (1, (1, 1))
            cancel_rma(database, clock, CAROL, RmaKey(rma.rma_number), "The round is over.")


def test_two_rmas_that_are_judged_at_the_same_moment_take_each_others_guarantee(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=2)
    judged_alone = threading.Barrier(2)

    def solve(problem: DispatchProblem, seconds: float) -> Solved:
        judged_alone.wait()  # both have been read before either is written
        return solved(problem, seconds)

    def open_one(_: int) -> str:
        return open_rma(database, HandClock(), CAROL, wish(), solve=solve).rma_number

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(open_one, range(2)))
    for number in numbers:
        (line,) = rma_of(database, CAROL, number).lines
        assert line.terms is not None
        assert line.promise is not None
        assert not line.terms.owed
        assert line.promise.verdict == "excluded_by_clause"
