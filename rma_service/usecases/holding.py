"""A job that is held: while its worker works, its lease is renewed and its steps are noted."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rma_service.db import jobs
from rma_service.db.engine import Database, DatabaseUnavailableError
from rma_service.domain.job import Job, Step
from rma_service.usecases.presence import Presence

LEASE = timedelta(seconds=30)
"""How long a worker may be silent before its job is taken over."""

LOOK_SECONDS = 1.0
"""How often a new step is noted at most [s]."""

LOOKS_PER_RENEWAL = 5
"""The lease is renewed at every look of so many, if no step was noted before."""


class Overtaken(Exception):  # noqa: N818 - says what is so, not that the program failed
    """The job is not held any more: its lease ran out, or somebody canceled it."""


class Stopped(Exception):  # noqa: N818 - the same
    """The worker was told to stop while it worked."""


@dataclass(slots=True)
class Hold:
    """One attempt at a job; `hear` in the working thread, `look` in one beside it."""

    database: Database
    clock: Callable[[], datetime]
    job: Job
    presence: Presence
    _step: Step = ("read", 0, 1)
    _noted: Step | None = None
    _looks: int = 0
    _lost: bool = False
    _over: threading.Event = field(default_factory=threading.Event)

    def hear(self, stage: str, done: int, steps: int) -> None:
        """Take a step of the work.

        Raises
        ------
        Overtaken
            When the job is not held any more, so that going on is in vain.
        Stopped
            When the worker was told to stop.
        """
        self._step = (stage, done, steps)
        if self._lost:
            raise Overtaken
        if self.presence.told_to_stop.is_set():
            raise Stopped

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Renew the lease until the block ends."""
        beside = threading.Thread(target=self._keep_renewing, name="lease", daemon=True)
        beside.start()
        try:
            yield
        finally:
            self._over.set()
            beside.join()

    def _keep_renewing(self) -> None:
        while not self._lost:
            self.look()
            if self._over.wait(LOOK_SECONDS):
                return

    def look(self) -> None:
        """Note the step if it is a new one, and renew the lease in time.

        A database that does not answer is asked again at the next look: leases are long enough.
        """
        self._looks += 1
        if self._step == self._noted and self._looks % LOOKS_PER_RENEWAL:
            return
        try:
            self._lost = not self._renew(self._step)
        except DatabaseUnavailableError:
            return

    def _renew(self, step: Step) -> bool:
        at = self.clock()
        with self.database.write() as tx:
            held = jobs.renew_job(tx, self.job, at + LEASE, step)
            self.presence.show(tx, at, self.job.job_id if held else None)
        self._noted = step
        return held
