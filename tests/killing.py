"""Kill a writer in the middle of its work, again and again, and look for what it acknowledged.

Run as a program: FILE CYCLES SEED [--acknowledge-first]. It forks a writer for each cycle, kills
it after a few milliseconds with SIGKILL, and prints as JSON how many transactions were
acknowledged, how many of them are lost, and what the database says of itself.
"""

import json
import os
import random
import signal
import sys
import threading
from itertools import count
from pathlib import Path

from rma_service.db.engine import Connection, Database
from rma_service.db.ledger import ledger_faults
from rma_service.db.migrate import migrate
from tests.record_rows import fill, movement

LONGEST_LIFE_SECONDS = 0.03


def add_one_unit(connection: Connection, cause_id: str) -> None:
    """Change a counter and keep why: two rows that must both be stored, or neither."""
    connection.exec_driver_sql("UPDATE stock SET on_hand = on_hand + 1")
    connection.exec_driver_sql(movement("receive", cause_id, 1, 0))


def write_until_killed(url: str, cycle: int, pipe: int, *, acknowledge_first: bool) -> None:
    """Add units one by one, and say of each that it is stored."""
    database = Database(url)
    for number in count():
        cause_id = f"{cycle}-{number}"
        acknowledgement = f"{cause_id}\n".encode()
        if acknowledge_first:
            os.write(pipe, acknowledgement)
        with database.write() as connection:
            add_one_unit(connection, cause_id)
        if not acknowledge_first:
            os.write(pipe, acknowledgement)


def killed_writer(
    url: str, cycle: int, life_seconds: float, *, acknowledge_first: bool
) -> set[str]:
    """Let a writer live for a while after its first word; gives what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        write_until_killed(url, cycle, writing, acknowledge_first=acknowledge_first)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.readline()
        killer = threading.Timer(life_seconds, os.kill, (child, signal.SIGKILL))
        killer.start()
        said += pipe.read()
    killer.join()  # a process with threads must not fork
    os.waitpid(child, 0)
    return set(said.decode().split())


def look(url: str) -> tuple[set[str], list[str]]:
    """Read what is stored, and what the database finds wrong with itself."""
    database = Database(url)
    with database.read() as connection:
        stored = connection.exec_driver_sql("SELECT cause_id FROM movement").scalars().all()
        health = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        faults = ledger_faults(connection)
    database.close()
    return set(stored), [*faults, *(word for word in health if word != "ok")]


def main() -> None:
    """Make the database, kill writers, and print what came of it."""
    file, cycles, seed, *options = sys.argv[1:]
    url = f"sqlite:///{Path(file).resolve()}"
    database = Database(url)
    migrate(database)
    with database.write() as connection:
        fill(connection)
    database.close()
    chance = random.Random(int(seed))  # noqa: S311 - the same lives in every run
    first = "--acknowledge-first" in options
    acknowledged: set[str] = set()
    for cycle in range(int(cycles)):
        life_seconds = chance.uniform(0, LONGEST_LIFE_SECONDS)
        acknowledged |= killed_writer(url, cycle, life_seconds, acknowledge_first=first)
    stored, faults = look(url)  # what is torn stays torn: nothing is ever changed or deleted
    lost = len(acknowledged - stored)
    answer = {"acknowledged": len(acknowledged), "lost": lost, "faults": faults}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
