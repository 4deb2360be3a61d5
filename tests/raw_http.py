"""Requests byte by byte over a socket, as no client library would send them."""

from dataclasses import dataclass
from http.client import HTTPResponse
from socket import create_connection


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What came back before the server or the patience ended."""

    status: int
    headers: dict[str, str]
    body: bytes


def exchange(port: int, sent: bytes) -> RawAnswer | None:
    """Send bytes; None when the server ends the connection without an answer."""
    with create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall(sent)
        method = sent.split(b" ", 1)[0].decode("latin-1")
        response = HTTPResponse(wire, method=method)
        try:
            response.begin()
        except ConnectionError:
            return None
        headers = {name.lower(): value for name, value in response.getheaders()}
        return RawAnswer(response.status, headers, response.read())


def request(method: str, path: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    """Write a request with exactly these headers."""
    start = method.encode() + b" " + path + b" HTTP/1.1"
    return b"\r\n".join((start, b"Host: 127.0.0.1", *headers, b"", body))


def chunked(*chunks: bytes) -> bytes:
    """Write a body in chunks."""
    written = [b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks]
    return b"".join((*written, b"0\r\n\r\n"))
