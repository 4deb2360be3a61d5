"""Requests as a server hands them to an application, message by message."""

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.types import ASGIApp, Message, Scope

Result = TypeVar("Result")

GONE: Message = {"type": "http.disconnect"}


def part(body: bytes, *, more: bool) -> Message:
    """A part of a body."""
    return {"type": "http.request", "body": body, "more_body": more}


def scope(method: str, path: str, app: object = None, **headers: str) -> Scope:
    """A request without its body; headers are written with _ for -."""
    named = [(name.replace("_", "-").lower().encode(), v.encode()) for name, v in headers.items()]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": named,
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50_000),
        "root_path": "",
        "app": app,
    }


def answers(app: ASGIApp, asked: Scope, came: Sequence[Message]) -> list[Message]:
    """What an application sends when these messages come, the last one for ever."""
    return awaited(answers_of(app, asked, came))


def awaited(work: Coroutine[None, None, Result]) -> Result:
    """Run to its end in a thread of its own, as a browser keeps a loop running in that of tests."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


async def answers_of(app: ASGIApp, asked: Scope, came: Sequence[Message]) -> list[Message]:
    """What an application sends, inside a loop that runs already."""
    coming, sent = list(came), list[Message]()

    async def receive() -> Message:
        return coming.pop(0) if len(coming) > 1 else coming[0]

    async def send(message: Message) -> None:
        sent.append(message)

    await app(asked, receive, send)
    return sent
