"""Many people at once do everything there is to do: refused they may be, wrong nothing may become.

Each of them draws what to do next from a seed of their own; who comes first, the machine decides.
"""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from optimizer.dispatch.bounded import solved
from rma_service.db import tables as t
from rma_service.db.engine import Database, insisted
from rma_service.domain.errors import DomainError
from rma_service.domain.rma_request import ClockNews, LineKey, NewPriority
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.audit import broken_chains
from rma_service.usecases.cases import list_rmas
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.dispatch import plan_now
from rma_service.usecases.fulfillment import Shipment, hand_over, ship
from rma_service.usecases.importing import import_directory
from rma_service.usecases.priority import change_priority
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.rmas import cancel_rma, open_rma, reject_line
from rma_service.usecases.running import book_arrivals
from tests.rebuilding import faults_of_the_log
from tests.small_record import ANA, CAROL, DAN, NOW, HandClock, fill, request, tag

PEOPLE = 6
DEEDS = 10
FREE = 5


@dataclass(slots=True)
class Hands:
    """One of many; `done` counts what went well and `refused` what was not to be."""

    database: Database
    folder: Path
    seed: int
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    clock: HandClock = field(default_factory=HandClock)

    def live(self) -> None:
        chance = random.Random(self.seed)  # noqa: S311 - the same deeds in every run
        deeds = [
            *[self.open, self.plan_and_approve] * 3,
            *[self.cancel, self.reject, self.ship, self.book, self.take_in],
            *[self.prioritize, self.tell_clocks] * 2,
        ]
        for _ in range(DEEDS):
            deed = chance.choice(deeds)
            try:
                insisted(partial(deed, chance))
                self.done[deed.__name__] += 1
            except (DomainError, FaultyInput):
                self.refused[deed.__name__] += 1

    def open(self, chance: random.Random) -> None:
        by, site = chance.choice([(CAROL, "S1"), (CAROL, "S2"), (DAN, "S3")])
        tags = [tag(product_serial=f"S{number}") for number in range(chance.randint(1, 2))]
        wish = request(*tags, site_id=site, ship_together=chance.random() < 0.3)
        open_rma(self.database, self.clock, by, wish, solve=solved)

    def plan_and_approve(self, _: random.Random) -> None:
        record = plan_now(self.database, self.clock, ANA.principal_id, None, solved)
        approve_plan(self.database, self.clock, ANA, record.plan_version)

    def cancel(self, chance: random.Random) -> None:
        cancel_rma(self.database, self.clock, ANA, self._any(chance), "The storm.")

    def reject(self, chance: random.Random) -> None:
        reject_line(self.database, self.clock, ANA, self._any(chance), "The storm.")

    def prioritize(self, chance: random.Random) -> None:
        wanted = NewPriority(chance.choice(["P1", "P2", "P3", "P4"]), "The storm.")
        change_priority(self.database, self.clock, ANA, self._any(chance).rma, wanted, solve=solved)

    def tell_clocks(self, chance: random.Random) -> None:
        name = chance.choice(["accepted_at", "part_deemed_necessary_at", "first_contact_at"])
        at = NOW + timedelta(minutes=chance.randint(-30, 4))
        key, line_id = self._any(chance), None
        if chance.random() < 0.5:
            line_id = key.line_id
        news = ClockNews(name, at.isoformat(), "The storm.", line_id=line_id)
        record_clock_event(self.database, self.clock, ANA, key.rma, news, solve=solved)

    def ship(self, chance: random.Random) -> None:
        key = self._any(chance)
        hand_over(self.database, self.clock, ANA, key)
        ship(self.database, self.clock, ANA, key, Shipment(f"N{next(_serials)}", "T1"))

    def book(self, _: random.Random) -> None:
        book_arrivals(self.database, lambda: self.clock() + timedelta(days=1))

    def take_in(self, _: random.Random) -> None:
        import_directory(self.database, self.clock, "U-ADA", self.folder)

    def _any(self, chance: random.Random) -> LineKey:
        rmas = list_rmas(self.database, ANA, going_on=True)
        if not rmas:
            raise DomainError("There is none yet.")
        rma = chance.choice(rmas)
        return LineKey(rma.rma_number, chance.choice(rma.lines).line_id)


_serials = count(1)


def test_whatever_many_do_at_once_the_record_stays_right(
    database: Database, tmp_path: Path, figures: list[str]
) -> None:
    folder = tmp_path / "tiny"
    fill(database, folder, free=FREE, coming_at="2026-11-23T10:05:00Z")
    people = [Hands(database, folder, seed) for seed in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(Hands.live, people))  # no deadlock and no busy database gets through
    done = sum((each.done for each in people), Counter())
    calm = Hands(database, folder, PEOPLE)
    calm.open(random.Random(0))  # noqa: S311 - one more RMA, whichever
    calm.plan_and_approve(random.Random(0))  # noqa: S311 - and nothing stands in its way
    assert broken_chains(database) == []
    assert faults_of_the_log(database) == []
    line, held = t.rma_line.c, t.reservation.c
    with database.read() as tx:
        open_ones = select(held.line_id).where(held.state == "open")
        holding = set(tx.execute(open_ones).scalars())
        waiting = select(line.line_id).where(line.state.in_(["reserved", "handed_over"]))
        # Exactly the lines that wait for their unit to leave hold one.
        assert holding == set(tx.execute(waiting).scalars())
        shipped = tx.execute(select(func.count()).where(line.state == "shipped")).scalar_one()
        units_out = tx.execute(select(func.count()).select_from(t.unit_out)).scalar_one()
        assert shipped == units_out
        approved = select(func.count()).where(t.plan.c.status == "approved")
        assert tx.execute(approved).scalar_one() == 1
    figures.append(f"{database.dialect}: {dict(sorted(done.items()))} done by {PEOPLE} at once")
