"""Long lists come in pages that miss nothing, and their cursors fit one list of one person."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cast import Client, Service, problem


def next_of(link: str) -> str:
    """Address of the next page in a header Link."""
    address, _, relation = link.partition(">; ")
    assert relation == 'rel="next"'
    return address.removeprefix("<")


def ids(client: Client, path: str) -> list[list[str]]:
    """Ids of every page of a list."""
    pages = []
    while path:
        answer = client.get(path)
        pages.append([item["key_id"] for item in answer.json()["items"]])
        path = next_of(answer.headers["link"]) if "link" in answer.headers else ""
    return pages


def with_keys(service: Service, name: str, number: int) -> Client:
    client = service.signed_in(name)
    for label in range(number):
        client.post("/v1/api-keys", {"label": str(label)})
    return client


@pytest.mark.parametrize(("limit", "lengths"), [(2, [2, 2, 1]), (5, [5]), (4, [4, 1]), (200, [5])])
def test_pages_give_every_row_once_in_order(
    service: Service, limit: int, lengths: list[int]
) -> None:
    pages = ids(with_keys(service, "ana", 5), f"/v1/api-keys?limit={limit}")
    assert [len(page) for page in pages] == lengths
    every = [key_id for page in pages for key_id in page]
    assert every == sorted(set(every))


def test_an_empty_list_is_one_empty_page(service: Service) -> None:
    assert ids(service.signed_in("ana"), "/v1/api-keys") == [[]]


def test_a_cursor_of_another_person_is_refused(service: Service) -> None:
    carol, dan = with_keys(service, "carol", 2), with_keys(service, "dan", 2)
    link = carol.get("/v1/api-keys?limit=1").headers["link"]
    answer = dan.get(next_of(link))
    assert (answer.status_code, problem(answer)) == (422, "invalid-request")
    assert answer.json()["errors"][0]["parameter"] == "after"


@pytest.mark.parametrize("change", [lambda text: text[:-4], lambda text: "A" + text[1:]])
def test_a_cursor_that_was_changed_is_refused(service: Service, change: object) -> None:
    assert callable(change)
    client = with_keys(service, "ana", 2)
    link = client.get("/v1/api-keys?limit=1").headers["link"]
    (cursor,) = parse_qs(urlsplit(next_of(link)).query)["after"]
    answer = client.get(f"/v1/api-keys?limit=1&after={change(cursor)}")
    assert (answer.status_code, problem(answer)) == (422, "invalid-request")


def made_up(path: str, filters: dict[str, str], key: list[str]) -> str:
    """A cursor as somebody makes it up who has read how it is made."""
    bound = json.dumps([path, "U-ANA", filters, key], sort_keys=True).encode()
    text = json.dumps([sha256(bound).hexdigest()[:16], *key])
    return f"{path}?after={urlsafe_b64encode(text.encode()).decode()}"


NO_KEYS = {
    "/v1/plans": [[], ["x"], ["-1"], ["2147483648"], ["9" * 99], ["1", "2"]],
    "/v1/rmas": [
        [],
        ["x", "y"],
        ["2026-01-01T00:00:00", "y"],
        ["2026-01-01T00:00:00+00:00"],
        ["2026-01-01T00:00:00+00:00", "\0"],
        ["2026-01-01T00:00:00+00:00", "\ud800"],
    ],
    "/v1/api-keys": [[], ["\0"], ["\ud800"], ["a", "b"]],
}


@pytest.mark.parametrize(
    ("path", "key"), [(path, key) for path, keys in NO_KEYS.items() for key in keys]
)
def test_a_cursor_that_was_made_up_is_refused(
    standing_service: Service, path: str, key: list[str]
) -> None:
    filters = {"going_on": "False"} if path == "/v1/rmas" else {}
    answer = standing_service.signed_in("ana").get(made_up(path, filters, key))
    assert (answer.status_code, problem(answer)) == (422, "invalid-request")


def test_a_cursor_that_was_made_up_well_shows_what_its_reader_may_see_anyway(
    service: Service,
) -> None:
    ana = with_keys(service, "ana", 2)
    with_keys(service, "dan", 1)
    answer = ana.get(made_up("/v1/api-keys", {}, ["0"]))
    assert len(answer.json()["items"]) == 2
