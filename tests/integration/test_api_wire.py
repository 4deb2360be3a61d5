"""What comes over the wire of a running server: bytes that no client library would send."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.integration.test_serve import free_port, serving
from tests.raw_http import RawAnswer, chunked, exchange, request

KEYS = b"/v1/api-keys"
WISH = b'{"label": "wire"}'
LARGE = b"a" * 100_000


@dataclass(frozen=True, slots=True)
class Wire:
    """A running server, and Ada's key for it."""

    port: int
    key: str

    def headers(self, *more: bytes) -> tuple[bytes, ...]:
        """Headers of a writing request, with others."""
        own = (b"Authorization: Bearer " + self.key.encode(), b"Content-Type: application/json")
        return (*own, *more)

    def post(self, *headers: bytes, body: bytes = WISH) -> RawAnswer | None:
        """Ask for an API key."""
        sent = request("POST", KEYS, *self.headers(*headers), body=body)
        return exchange(self.port, sent)

    def labels(self) -> list[str]:
        """Labels of Ada's keys."""
        answer = exchange(
            self.port, request("GET", KEYS + b"?limit=200", *self.headers(b"Connection: close"))
        )
        assert answer is not None
        return [item["label"] for item in json.loads(answer.body)["items"]]


@pytest.fixture(scope="module")
def wire(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """Run a server, and make a key for its first person."""
    path, port = tmp_path_factory.mktemp("wire") / "rma.db", free_port()
    shutil.copy(migrated_file, path)
    with serving(RMA_DATABASE_URL=f"sqlite:///{path}", RMA_PORT=str(port)) as (_, said):
        password = said[0].removeprefix("Sign in as ada with ").partition(" ")[0]
        yield Wire(port, key_of_ada(f"http://127.0.0.1:{port}", password))


def key_of_ada(origin: str, password: str) -> str:
    """Make an API key for Ada."""
    with httpx2.Client(base_url=origin, headers={"Origin": origin}) as client:
        body = {"name": "ada", "password": password}
        csrf = client.post("/v1/session", json=body).json()["csrf"]
        headers = {"X-CSRF-Token": csrf, "Idempotency-Key": "first"}
        made = client.post("/v1/api-keys", json={"label": "own"}, headers=headers)
        return str(made.json()["text"])


def length(number: int) -> bytes:
    """Header that announces a length."""
    return b"Content-Length: %d" % number


IN_CHUNKS = b"Transfer-Encoding: chunked"
ONCE = b"Idempotency-Key: %b"
Send = Callable[[Wire], RawAnswer | None]

REFUSED: dict[str, tuple[Send, int, str]] = {
    "a body of 2 MB with its length": (
        lambda wire: wire.post(ONCE % b"a", length(2_000_000), body=LARGE * 20),
        413,
        "body-too-large",
    ),
    "a body of 2 MB in chunks": (
        lambda wire: wire.post(ONCE % b"b", IN_CHUNKS, body=chunked(*[LARGE] * 20)),
        413,
        "body-too-large",
    ),
    "a length of 2 MB before any body": (
        lambda wire: wire.post(ONCE % b"c", length(2_000_000), b"Expect: 100-continue", body=b""),
        413,
        "body-too-large",
    ),
    "a length and chunks": (
        lambda wire: wire.post(ONCE % b"d", length(5), IN_CHUNKS, body=chunked(WISH)),
        400,
        "ambiguous-request",
    ),
    "two keys": (
        lambda wire: wire.post(ONCE % b"e", ONCE % b"f", length(len(WISH))),
        400,
        "ambiguous-request",
    ),
    "two media types": (
        lambda wire: wire.post(ONCE % b"g", b"Content-Type: text/plain", length(len(WISH))),
        400,
        "ambiguous-request",
    ),
    "a packed body": (
        lambda wire: wire.post(ONCE % b"h", b"Content-Encoding: gzip", length(len(WISH))),
        415,
        "unsupported-media-type",
    ),
    "a key that is no ASCII": (
        lambda wire: wire.post(ONCE % b"\xed\xa0\x80", length(len(WISH))),
        400,
        "idempotency-key-missing",
    ),
    "half a surrogate pair in bytes": (
        lambda wire: wire.post(ONCE % b"i", length(15), body=b'{"label":"\xed\xa0\x80"}'),
        400,
        "malformed-body",
    ),
    "a body with a method that has none": (
        lambda wire: exchange(wire.port, request("BREW", KEYS, length(4), body=b"coff")),
        405,
        "method-not-allowed",
    ),
    "two parameters of one name": (
        lambda wire: exchange(
            wire.port, request("GET", KEYS + b"?limit=5&limit=6", *wire.headers())
        ),
        400,
        "ambiguous-request",
    ),
    "an API key that is no ASCII": (
        lambda wire: exchange(
            wire.port, request("GET", KEYS, b"Authorization: Bearer \xff\xed\xa0\x80")
        ),
        401,
        "not-signed-in",
    ),
    "a cookie that is no ASCII": (
        lambda wire: exchange(wire.port, request("GET", KEYS, b'Cookie: sid="\\000\\777\xff"')),
        401,
        "not-signed-in",
    ),
    "an address of 60,000 signs": (
        lambda wire: exchange(wire.port, request("GET", b"/v1/rmas/" + b"x" * 60_000)),
        401,
        "not-signed-in",
    ),
    "a way out of the folder of files": (
        lambda wire: exchange(wire.port, request("GET", b"/static/..%2f..%2fmain.py")),
        404,
        "not-found",
    ),
    "another name for the host": (
        lambda wire: exchange(
            wire.port, request("GET", b"http://elsewhere.example/v1/me", b"X-Forwarded-Host: evil")
        ),
        404,
        "not-found",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_wire_is_answered_with_a_problem_and_nothing_is_stored(wire: Wire, case: str) -> None:
    send, status, kind = REFUSED[case]
    answer = send(wire)
    assert answer is not None
    assert answer.status == status, answer.body
    assert json.loads(answer.body)["type"] == f"/v1/problems/{kind}"
    assert wire.labels() == ["own"]


BROKEN: dict[str, Send] = {
    "two lengths": lambda wire: wire.post(ONCE % b"j", length(5), length(17)),
    "a chunk without a size": lambda wire: wire.post(ONCE % b"k", IN_CHUNKS, body=b"zz\r\n{}"),
    "an unknown way of transfer": lambda wire: wire.post(ONCE % b"l", b"Transfer-Encoding: x"),
    "no host": lambda wire: exchange(wire.port, b"GET /v1/me HTTP/1.1\r\n\r\n"),
    "two hosts": lambda wire: exchange(wire.port, request("GET", b"/v1/me", b"Host: b")),
    "a blank before a colon": lambda wire: exchange(wire.port, request("GET", b"/", b"A : b")),
    "bytes in an address": lambda wire: exchange(wire.port, request("GET", b"/v1/\xff")),
    "no HTTP": lambda wire: exchange(wire.port, b"\x16\x03\x01\x00\xff\x00\r\n\r\n"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_http_is_refused_before_any_route(wire: Wire, case: str) -> None:
    answer = BROKEN[case](wire)
    assert answer is not None
    assert answer.status == 400
    assert b"Traceback" not in answer.body
    assert wire.labels() == ["own"]


def test_head_is_get_without_a_body(wire: Wire) -> None:
    got = exchange(wire.port, request("GET", b"/livez"))
    asked = exchange(wire.port, request("HEAD", b"/livez", b"Connection: close"))
    assert got is not None
    assert asked is not None
    assert (asked.status, asked.body) == (200, b"")
    assert asked.headers["content-length"] == got.headers["content-length"]


def test_two_requests_in_one_go_are_answered_one_after_the_other(wire: Wire) -> None:
    first = request("GET", b"/livez")
    answer = exchange(wire.port, first + request("GET", b"/v1/me", b"Connection: close"))
    assert answer is not None
    assert json.loads(answer.body) == {"alive": True}
