"""The worker: does jobs one after the other and books what arrives, until it is told to stop."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from rma_service.db.engine import Database, DatabaseUnavailableError
from rma_service.usecases.running import book_arrivals, run_due_job

POLL_SECONDS = 1.0
"""How long a worker without work waits before it looks again [s]."""

BOOKING_PAUSE = timedelta(minutes=1)
"""How long arrived receipts may wait until they are booked, if no plan books them before."""


class Worker:
    """One worker; on SQLite it is a thread of the server, elsewhere also a process of its own."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Prepare to work; `run` or `start` does."""
        self._database = database
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._booked_at: datetime | None = None
        self._log = structlog.get_logger("worker")

    def start(self) -> None:
        """Work in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Take no further job, and wait for a thread to end the one that it does."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def run(self) -> None:
        """Work until told to stop."""
        while not self._stop.is_set():
            if not self._work():
                self._stop.wait(POLL_SECONDS)

    def _work(self) -> bool:
        """Book and do what is due; whether there may be more."""
        try:
            self._book()
            job = run_due_job(self._database, self._clock)
        except DatabaseUnavailableError as fault:
            self._log.warning("database_unavailable", fault=str(fault))
            return False
        if job is not None:
            self._log.info("job_run", job_id=job.job_id, kind=job.kind, attempt=job.attempt)
        return job is not None

    def _book(self) -> None:
        now = self._clock()
        if self._booked_at is None or now - self._booked_at >= BOOKING_PAUSE:
            book_arrivals(self._database, self._clock)
            self._booked_at = now
