"""Bad input of every kind is refused with a problem document, and nothing of it is stored."""

import json
from collections.abc import Callable

import pytest
from httpx2 import Response

from tests.cast import Client, Service, problem

KEYS = "/v1/api-keys"
LIMIT = 1_000_000

Case = Callable[[Client], Response]


def raw(body: bytes, **headers: str) -> Case:
    """Send bytes where a key is made."""
    return lambda client: client.post(KEYS, body, **headers)


def fields(**body: object) -> Case:
    """Send a body where a key is made."""
    return lambda client: client.post(KEYS, body)


CASES: dict[str, tuple[Case, int, str]] = {
    "no JSON": (raw(b'{"label": '), 400, "malformed-body"),
    "no UTF-8": (raw(b'{"label": "\xff"}'), 400, "malformed-body"),
    "UTF-16": (raw('{"label": "a"}'.encode("utf-16")), 400, "malformed-body"),
    "a byte order mark": (raw(b'\xef\xbb\xbf{"label": "a"}'), 400, "malformed-body"),
    "a name twice": (raw(b'{"label": "a", "label": "b"}'), 400, "malformed-body"),
    "a name twice, deep": (raw(b'{"label": {"a": 1, "a": 1}}'), 400, "malformed-body"),
    "no number": (raw(b'{"label": "a", "days": NaN}'), 400, "malformed-body"),
    "a surrogate pair in bytes": (raw(b'{"label": "\xed\xa0\xbd"}'), 400, "malformed-body"),
    "a slash that is too long": (raw(b'{"label": "\xc0\xaf"}'), 400, "malformed-body"),
    "infinity": (raw(b'{"label": "a", "days": -Infinity}'), 400, "malformed-body"),
    "a number beyond all bounds": (raw(b'{"label": "a", "days": 1e999}'), 422, "invalid-request"),
    "70,000 names and one twice": (
        raw(b'{%b,"a1":1}' % b",".join(b'"a%d":1' % n for n in range(70_000))),
        400,
        "malformed-body",
    ),
    "70,000 unknown names": (
        raw(b"{%b}" % b",".join(b'"a%d":1' % n for n in range(70_000))),
        422,
        "invalid-request",
    ),
    "100,000 levels of objects": (raw(b'{"a":' * 100_000), 400, "malformed-body"),
    "a packed body": (
        raw(b'{"label": "a"}', Content_Encoding="gzip"),
        415,
        "unsupported-media-type",
    ),
    "blanks for a name": (fields(label="  "), 422, "invalid-request"),
    "a name of two lines": (fields(label="a\nb"), 422, "invalid-request"),
    "a name with a delete sign": (fields(label="a\x7fb"), 422, "invalid-request"),
    "two parameters of one name": (
        lambda client: client.get(f"{KEYS}?limit=5&limit=6"),
        400,
        "ambiguous-request",
    ),
    "a page of none": (lambda client: client.get(f"{KEYS}?limit=0"), 422, "invalid-request"),
    "a page of less": (lambda client: client.get(f"{KEYS}?limit=-1"), 422, "invalid-request"),
    "other digits": (lambda client: client.get(f"{KEYS}?limit=%D9%A5"), 422, "invalid-request"),
    "a number of 5,000 digits": (
        raw(b'{"label": "a", "days": ' + b"9" * 5_000 + b"}"),
        400,
        "malformed-body",
    ),
    "21 levels": (raw(b'{"label":' + b"[" * 20 + b"1" + b"]" * 20 + b"}"), 400, "malformed-body"),
    "100,000 levels": (raw(b"[" * 100_000), 400, "malformed-body"),
    "NUL": (raw(b'{"label": "a\\u0000b"}'), 400, "unusable-text"),
    "NUL in a name": (raw(b'{"la\\u0000bel": "a"}'), 400, "unusable-text"),
    "half a surrogate pair": (raw(b'{"label": "\\ud83d"}'), 400, "unusable-text"),
    "NUL in the path": (lambda client: client.get(f"{KEYS}/a%00b"), 400, "unusable-text"),
    "NUL in the query": (lambda client: client.get(f"{KEYS}?after=%00"), 400, "unusable-text"),
    "too large": (raw(b'"' + b"a" * LIMIT), 413, "body-too-large"),
    "no media type": (raw(b'{"label": "a"}', Content_Type=""), 415, "unsupported-media-type"),
    "a form": (
        raw(b"label=a", Content_Type="application/x-www-form-urlencoded"),
        415,
        "unsupported-media-type",
    ),
    "an unknown field": (fields(label="a", key_id="mine"), 422, "invalid-request"),
    "a field of the server": (fields(label="a", user_id="U-DAN"), 422, "invalid-request"),
    "text for a number": (fields(label="a", days="7"), 422, "invalid-request"),
    "true for a number": (fields(label="a", days=True), 422, "invalid-request"),
    "a fraction for a whole number": (fields(label="a", days=7.5), 422, "invalid-request"),
    "a number too large": (fields(label="a", days=10**30), 422, "invalid-request"),
    "a number for text": (fields(label=7), 422, "invalid-request"),
    "null for text": (fields(label=None), 422, "invalid-request"),
    "an empty text": (fields(label=""), 422, "invalid-request"),
    "a long text": (fields(label="a" * 201), 422, "invalid-request"),
    "a missing field": (fields(), 422, "invalid-request"),
    "a list": (raw(b"[]"), 422, "invalid-request"),
    "nothing": (lambda client: client.post(KEYS), 422, "invalid-request"),
    "an unknown parameter": (lambda client: client.get(f"{KEYS}?of=dan"), 422, "invalid-request"),
    "a page too long": (lambda client: client.get(f"{KEYS}?limit=201"), 422, "invalid-request"),
    "no cursor of ours": (lambda client: client.get(f"{KEYS}?after=WyIi"), 422, "invalid-request"),
    "an unknown path": (lambda client: client.get("/v1/nothing"), 404, "not-found"),
    "a path with a slash too many": (lambda client: client.get(f"{KEYS}/"), 404, "not-found"),
    "a wrong method": (lambda client: client.send("PUT", KEYS, {}), 405, "method-not-allowed"),
    "no method at all": (lambda client: client.send("BREW", KEYS), 405, "method-not-allowed"),
    "no idempotency key": (
        lambda client: client.post(KEYS, {"label": "a"}, Idempotency_Key=""),
        400,
        "idempotency-key-missing",
    ),
    "an idempotency key of 256 characters": (
        lambda client: client.post(KEYS, {"label": "a"}, Idempotency_Key="k" * 256),
        400,
        "idempotency-key-missing",
    ),
    "an idempotency key with a blank": (
        lambda client: client.post(KEYS, {"label": "a"}, Idempotency_Key="a b"),
        400,
        "idempotency-key-missing",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_and_nothing_is_stored(standing_service: Service, case: str) -> None:
    send, status, kind = CASES[case]
    client = standing_service.signed_in("ana")
    before = standing_service.stored()
    answer = send(client)
    assert (answer.status_code, problem(answer)) == (status, kind)
    assert standing_service.stored() == before


def test_a_body_of_just_a_million_bytes_is_read(standing_service: Service) -> None:
    label = b"a" * (LIMIT - len(b'{"label": ""}'))
    answer = standing_service.signed_in("ana").post(KEYS, b'{"label": "' + label + b'"}')
    assert problem(answer) == "invalid-request"  # too long for a label, not for a body


def test_twenty_levels_are_read(standing_service: Service) -> None:
    answer = standing_service.signed_in("ana").post(
        KEYS, b'{"label":' + b"[" * 19 + b"]" * 19 + b"}"
    )
    assert problem(answer) == "invalid-request"


def test_the_faults_of_a_body_are_pointed_at_without_its_values(standing_service: Service) -> None:
    answer = standing_service.signed_in("ana").post(
        KEYS, {"label": 7, "days": "secret-word", "x/y": 1}
    )
    assert answer.json()["errors"] == [
        {"pointer": "/label", "detail": "Input should be a valid string."},
        {"pointer": "/days", "detail": "Input should be a valid integer."},
        {"pointer": "/x~1y", "detail": "Extra inputs are not permitted."},
    ]
    assert "secret-word" not in answer.text


def test_the_faults_of_a_query_are_named(standing_service: Service) -> None:
    answer = standing_service.signed_in("ana").get(f"{KEYS}?limit=many")
    (fault,) = answer.json()["errors"]
    assert (fault["parameter"], fault["in"]) == ("limit", "query")


def test_one_answer_points_at_a_hundred_faults_and_counts_them_all(
    standing_service: Service,
) -> None:
    body = {"label": "a"} | {f"unknown{number}": 1 for number in range(101)}
    answer = standing_service.signed_in("ana").post(KEYS, body)
    assert len(answer.json()["errors"]) == 100
    assert answer.json()["detail"] == "101 things are wrong."


def test_a_wrong_method_is_told_every_right_one(standing_service: Service) -> None:
    answer = standing_service.signed_in("ana").send("PATCH", KEYS, {})
    assert answer.headers["allow"] == "GET, HEAD, POST"


def test_a_request_that_was_refused_leaves_its_key_free(service: Service) -> None:
    client = service.signed_in("ana")
    assert client.post(KEYS, {"label": 7}, Idempotency_Key="k").status_code == 422
    assert client.post(KEYS, {"label": "seven"}, Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("text", ["é", "日本", "\u202eabc", "'; DROP TABLE rma; --", "<b>", "a  b"])
def test_unusual_text_comes_back_as_it_went(standing_service: Service, text: str) -> None:
    client = standing_service.signed_in("ana")
    made = client.post(KEYS, json.dumps({"label": text}).encode())
    assert client.get(made.headers["location"]).json()["label"] == text
