"""A service that listens, in this process: a server and a worker in threads, at a clock of ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from socket import create_server
from threading import Thread

from uvicorn import Config, Server

from rma_service.db.engine import Database
from rma_service.main import create_app
from rma_service.settings import Settings
from rma_service.usecases.first_people import add_first_people
from rma_service.usecases.passwords import Passwords
from rma_service.worker import Worker
from tests.cast import CHEAP_KIB


@contextmanager
def live(database: Database, clock: Callable[[], datetime]) -> Iterator[str]:
    """Serve a database with the people of the demonstration; gives where."""
    passwords = Passwords(CHEAP_KIB)
    add_first_people(database, clock, passwords, demo=True)
    app = create_app(Settings(environment="test", demo=True), database, clock, passwords)
    server = Server(Config(app, log_config=None, access_log=False, lifespan="off"))
    worker = Worker(database, clock)
    with create_server(("127.0.0.1", 0), backlog=64) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        worker.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
            worker.stop()
