"""The worker: does jobs one after the other and books what arrives, until it is told to stop."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from signal import SIG_DFL, SIGINT, SIGTERM, signal

import structlog

from rma_service.api.logs import log_as_json, where_of
from rma_service.db.engine import Database, DatabaseUnavailableError
from rma_service.terminal.process import end_in_own_time
from rma_service.usecases.basis import policies_in_use
from rma_service.usecases.once import forget_answers
from rma_service.usecases.presence import Presence
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.running import RUNNERS, Runner, book_arrivals, run_due_job

POLL_SECONDS = 1.0
"""How long a worker without work waits before it looks again [s]."""

SIGNAL_SECONDS = 0.2
"""How often a process looks whether it was told to end [s]."""

BOOKING_PAUSE = timedelta(minutes=1)
"""How long arrived receipts may wait until they are booked, if no plan books them before."""

ALONE = (
    "On SQLite the server does the jobs itself, so start `rma serve`; workers of their own need "
    "PostgreSQL (RMA_DATABASE_URL)."
)

FORGETTING_PAUSE = timedelta(hours=1)
"""How often answers that nobody asks for again are forgotten."""

SHOWING_PAUSE = timedelta(seconds=15)
"""How often a worker without work shows that it is there."""


class Worker:
    """One worker: a thread of the server, or of a process of its own."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        runners: Mapping[str, Runner] = RUNNERS,
    ) -> None:
        """Prepare to work; `run` or `start` does."""
        self._database = database
        self._clock = clock
        self._runners = runners
        self._presence = Presence.here(clock())
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._done_at: dict[str, datetime] = {}
        self._log = structlog.get_logger("worker").bind(worker_id=self._presence.seen.worker_id)

    def start(self) -> None:
        """Work in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Take no further job, hand back the one that is done now, and wait until that is so."""
        self._presence.told_to_stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work in a thread of its own until the block ends."""
        self.start()
        try:
            yield
        finally:
            self.stop()

    def is_at_work(self, seconds: float) -> bool:
        """Whether the thread still works after so many seconds."""
        self._thread.join(seconds)
        return self._thread.is_alive()

    def run(self) -> None:
        """Work until told to stop."""
        stop = self._presence.told_to_stop
        self._log.info("worker_began")
        while not stop.is_set():
            if not self._guarded(self._work):
                stop.wait(POLL_SECONDS)
        self._guarded(self._leave)
        self._log.info("worker_ended")

    def _guarded(self, work: Callable[[], bool]) -> bool:
        """Do something; what goes wrong is logged and never ends the worker."""
        try:
            return work()
        except DatabaseUnavailableError as fault:
            self._log.warning("database_unavailable", fault=str(fault))
        except Exception as fault:  # noqa: BLE001 - a worker that died would leave every job undone
            self._log.error("failed", error=type(fault).__name__, where=where_of(fault))
        return False

    def _work(self) -> bool:
        """Book and do what is due; whether there may be more."""
        self._now_and_then(BOOKING_PAUSE, "book", self._book)
        self._now_and_then(FORGETTING_PAUSE, "forget", self._forget)
        self._now_and_then(SHOWING_PAUSE, "show", self._show)
        job = run_due_job(self._database, self._clock, self._runners, self._presence)
        if job is not None:
            self._log.info("job_run", job_id=job.job_id, kind=job.kind, attempt=job.attempt)
        return job is not None

    def _now_and_then(self, pause: timedelta, name: str, work: Callable[[], object]) -> None:
        now = self._clock()
        done_at = self._done_at.get(name)
        if done_at is None or abs(now - done_at) >= pause:  # clocks are put back as well
            work()
            self._done_at[name] = now

    def _book(self) -> None:
        book_arrivals(self._database, self._clock)

    def _forget(self) -> None:
        forget_answers(self._database, self._clock)

    def _show(self) -> None:
        with self._database.write() as tx:
            self._presence.show(tx, self._clock())

    def _leave(self) -> bool:
        with self._database.write() as tx:
            self._presence.leave(tx, self._clock())
        return True


def work(database: Database, clock: Callable[[], datetime], tell: Callable[[str], None]) -> None:
    """Be a process that works until the system or the keyboard ends it.

    The first signal asks, a second one ends the process at once. Handlers only note the signal:
    the thread that works may hold any lock when it comes.

    Raises
    ------
    FaultyInput
        When the database is a file, of which only a server makes use, or a policy has a fault.
    """
    if database.dialect == "sqlite":
        raise FaultyInput([ALONE])
    policies_in_use()
    asked: list[int] = []

    def ask(number: int, _frame: object) -> None:
        asked.append(number)
        signal(number, SIG_DFL)

    end_in_own_time()
    log_as_json()
    for number in (SIGTERM, SIGINT):
        signal(number, ask)
    worker = Worker(database, clock)
    with worker.working():
        tell("Working - stop with Ctrl-C.")
        while not asked and worker.is_at_work(SIGNAL_SECONDS):
            pass
