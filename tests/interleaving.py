"""Stop a thread at a statement, so that two transactions meet exactly where they could clash."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, text

from rma_service.db.engine import Database

PATIENCE_SECONDS = 60
TICK_SECONDS = 0.02


class Rival:
    """Somebody who works in a thread of its own, up to a statement and then on."""

    def __init__(self, words: str, work: Callable[[], object]) -> None:
        """Prepare; the thread stops before the first statement that has these words."""
        self.reached = threading.Event()
        self.fault: BaseException | None = None
        self._words, self._work = words, work
        self._go = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as fault:  # noqa: BLE001 - it is told by `end`
            self.fault = fault
        finally:
            self.reached.set()

    def _before(self, _connection: object, _cursor: object, statement: str, *_: Any) -> None:
        mine = threading.current_thread() is self._thread and not self.reached.is_set()
        if mine and self._words in " ".join(statement.split()):
            self.reached.set()
            assert self._go.wait(PATIENCE_SECONDS)

    def start(self) -> None:
        event.listen(Engine, "before_cursor_execute", self._before)
        self._thread.start()
        assert self.reached.wait(PATIENCE_SECONDS)
        assert self._thread.is_alive(), f"It never ran a statement with {self._words}."

    def end(self) -> None:
        """Let it go on, wait for its end, and raise what went wrong with it."""
        self._go.set()
        self._thread.join(PATIENCE_SECONDS)
        event.remove(Engine, "before_cursor_execute", self._before)
        if self.fault is not None:
            raise self.fault


@contextmanager
def stopped_before(words: str, work: Callable[[], object]) -> Iterator[None]:
    """Let somebody work up to a statement; the rest of it follows when the block ends."""
    rival = Rival(words, work)
    rival.start()
    try:
        yield
    finally:
        rival.end()


def until_blocked(database: Database, work: threading.Thread) -> None:
    """Wait until a transaction waits for a lock, or the work has ended."""
    asked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(int(PATIENCE_SECONDS / TICK_SECONDS)):
        with database.read() as tx:
            waiting = tx.execute(asked).scalar_one()
        if waiting or not work.is_alive():
            return
        work.join(TICK_SECONDS)
    raise AssertionError("Nobody waited and nobody ended.")
