"""The port of the server: taken before anything is promised about it."""

from errno import EADDRINUSE
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY, create_server, socket

from rma_service.settings import Settings
from rma_service.usecases.refusals import FaultyInput

BACKLOG = 512
"""Connections that may wait until they are taken up."""

LAST_PORT = 65_535


def listening(settings: Settings, command: str) -> socket:
    """Take the port.

    Raises
    ------
    FaultyInput
        When it cannot be had, with the command that takes another one.
    """
    port = settings.port
    family = AF_INET6 if ":" in settings.host else AF_INET
    try:
        listener = create_server((settings.host, port), family=family, backlog=BACKLOG)
    except OSError as fault:
        why = f"cannot be used: {fault.strerror}"
        if fault.errno == EADDRINUSE:
            why = "is taken by another program"
        another = f"RMA_PORT={port % LAST_PORT + 1} {command}"
        raise FaultyInput(
            [f"Port {port} of {settings.host} {why}. Take another one: {another}"]
        ) from fault
    listener.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # or answers wait for the reader's delayed ACK
    return listener


def address_of(settings: Settings) -> str:
    """What to open in a browser on this machine."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
