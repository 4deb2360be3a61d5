"""Kill a process in the middle of a case's life, again and again, and look for what it told.

Run as a program: URL FOLDER CYCLES SEED [--tell-first]. Each cycle forks a process that opens
RMAs, gives them another priority, tells their clocks, plans, approves, hands over, ships and
cancels, and says of each step that it is done; it is killed with SIGKILL after a moment. Printed
as JSON: how many steps were told, which of them the record does not hold, and what it finds wrong
with itself.
"""

import json
import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from optimizer.dispatch.bounded import solved
from rma_service.db import tables as t
from rma_service.db.engine import Connection, Database
from rma_service.db.ledger import ledger_faults
from rma_service.db.migrate import migrate
from rma_service.domain.once import Answer, Claim
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import ClockNews, LineKey, NewPriority
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.audit import broken_chains
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.dispatch import plan_now
from rma_service.usecases.fulfillment import Shipment, hand_over, ship
from rma_service.usecases.once import Once
from rma_service.usecases.priority import change_priority
from rma_service.usecases.rmas import cancel_rma, open_rma
from tests.rebuilding import faults_of_the_log
from tests.small_record import ANA, CAROL, DAN, NOW, HandClock, fill, request, tag

MOST_WORDS = 8
"""Steps that are heard before a process is killed, at the most: one RMA and the next one."""

WORDS_OF_A_LIE = 5
LONGEST_LIFE_SECONDS = 0.05
"""How long it lives after the last of them."""

UNITS = 9_000
BETWEEN_CYCLES = timedelta(hours=2)
"""So that RMAs of two cycles do not meet at the batch guard."""


@dataclass(frozen=True, slots=True)
class Walker:
    """Who walks RMAs on, and says of each step that it is done: after it, or too early."""

    database: Database
    clock: HandClock
    tell: Callable[[str, str], None]
    tell_first: bool

    def step(self, word: str, name: str, act: Callable[[], object]) -> None:
        if self.tell_first:
            self.tell(word, name)
        act()
        if not self.tell_first:
            self.tell(word, name)

    def walk(self, number: int) -> None:
        """One RMA from its request to its shipment, or to its end before that."""
        world = self.database, self.clock
        by, site = ((CAROL, "S1"), (DAN, "S3"))[number % 2]
        wish = request(tag(fault_observed_at=self.clock.at), site_id=site, priority="P3")
        name = f"{self.clock.at:%m%d%H}-{number}"
        claim = Claim(by.principal_id, name, "/v1/rmas", "same", self.clock.at)
        rma = open_rma(*world, by, wish, Once(claim, _answer), solve=solved)
        self.tell("open", rma.rma_number)
        key = LineKey(rma.rma_number, rma.lines[0].line_id)
        priority = NewPriority("P2", "It is worse than it looked.")
        accepted = ClockNews("accepted_at", self.clock.at, "Taken by telephone.")
        news = (
            (
                "change_priority",
                partial(change_priority, *world, ANA, key.rma, priority, solve=solved),
            ),
            ("clock", partial(record_clock_event, *world, ANA, key.rma, accepted, solve=solved)),
        )
        for word, tell in news:
            self.step(word, key.rma_number, tell)
        if number % 4 == 3:
            end = partial(cancel_rma, *world, by, key, "Found one.")
            self.step("canceled", key.line_id, end)
            return
        plan = plan_now(*world, ANA.principal_id, None, solved)
        self.tell("plan", str(plan.plan_version))
        steps = (
            ("reserved", partial(approve_plan, *world, ANA, plan.plan_version)),
            ("handed_over", partial(hand_over, *world, ANA, key)),
            ("shipped", partial(ship, *world, ANA, key, Shipment(f"N-{name}", "T1"))),
        )
        for word, act in steps:
            self.step(word, key.line_id, act)


def _answer(rma: Rma) -> Answer:
    return Answer(201, (), rma.rma_number.encode())


def write_line(pipe: int, line: str) -> None:
    """Write a line whole."""
    os.write(pipe, f"{line}\n".encode())


def killed_process(
    url: str, cycle: int, words: int, life_seconds: float, *, tell_first: bool
) -> list[tuple[str, str]]:
    """Let a process live for a while after some words; gives the steps that it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        walker = Walker(
            Database(url),
            HandClock(NOW + cycle * BETWEEN_CYCLES),
            lambda word, name: write_line(writing, f"{word} {name}"),
            tell_first,
        )
        for number in count():
            walker.walk(number)
            walker.clock.at += timedelta(minutes=1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = b"".join(pipe.readline() for _ in range(words))
        killer = threading.Timer(life_seconds, os.kill, (child, signal.SIGKILL))
        killer.start()
        said += pipe.read()
    killer.join()  # a process with threads must not fork
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("A process ended by itself, before it was killed.")
    lines = [line.split(b" ", 1) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]
    return [(step.decode(), name.decode().strip()) for step, name in lines]


ORDER = [State.OPEN, State.RESERVED, State.HANDED_OVER, State.SHIPPED]


def missing(tx: Connection, told: list[tuple[str, str]]) -> list[str]:
    """Steps that were told and are not in the record."""
    numbers = set(tx.execute(select(t.rma.c.rma_number)).scalars())
    versions = {str(each) for each in tx.execute(select(t.plan.c.plan_version)).scalars()}
    states = {
        row.line_id: State(row.state)
        for row in tx.execute(select(t.rma_line.c.line_id, t.rma_line.c.state))
    }

    happened = {(row.kind, row.rma_number) for row in tx.execute(select(t.event))}

    def holds(step: str, name: str) -> bool:
        if step in {"change_priority", "clock"}:
            return (step, name) in happened
        if step == "open":
            return name in numbers
        if step == "plan":
            return name in versions
        state, least = states.get(name), State(step)
        return state is least or (state in ORDER and ORDER.index(state) >= ORDER.index(least))

    return [f"{step} {name}" for step, name in told if not holds(step, name)]


def faults(database: Database) -> list[str]:
    """What is wrong with the record: ledger, chains, half-kept answers, lines beside their log."""
    unanswered = select(func.count()).where(t.idempotency.c.status.is_(None))
    with database.read() as tx:
        found = ledger_faults(tx)
        half = int(tx.execute(unanswered).scalar_one())
        if database.dialect == "sqlite":
            health = tx.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            found += [str(word) for word in health if word != "ok"]
    found += [f"{half} keys have no answer."] if half else []
    return found + broken_chains(database) + faults_of_the_log(database)


def main() -> None:
    """Make the record, kill processes, and print what came of it."""
    url, folder, cycles, seed, *options = sys.argv[1:]
    database = Database(url)
    migrate(database)
    fill(database, Path(folder), free=UNITS)
    database.close()
    chance = random.Random(int(seed))  # noqa: S311 - the same lives in every run
    lies = "--tell-first" in options
    told: list[tuple[str, str]] = []
    for cycle in range(int(cycles)):
        # Who tells first is killed at the fifth word, "reserved", while the approval begins.
        words = WORDS_OF_A_LIE if lies else chance.randint(1, MOST_WORDS)
        life_seconds = 0 if lies else chance.uniform(0, LONGEST_LIFE_SECONDS)
        told += killed_process(url, cycle, words, life_seconds, tell_first=lies)
    with database.read() as tx:
        lost = missing(tx, told)
    answer = {"told": len(told), "lost": lost, "faults": faults(database)}
    database.close()
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
