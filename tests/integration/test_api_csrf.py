"""What another site makes a browser send is refused; what a page or a program sends is not."""

import pytest

from tests.cast import Service, problem

KEYS = "/v1/api-keys"
WISH = {"label": "one"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8001"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "", "X_CSRF_Token": ""},
        {"Origin": ""},  # a session needs a sign of where the request comes from
        {"X_CSRF_Token": ""},
        {"X_CSRF_Token": "0" * 64},
    ],
)
def test_a_session_writes_only_from_our_own_pages(
    standing_service: Service, headers: dict[str, str]
) -> None:
    client = standing_service.signed_in("ana")
    before = standing_service.stored()
    answer = client.post(KEYS, WISH, **headers)
    assert (answer.status_code, problem(answer)) == (403, "cross-site")
    assert standing_service.stored() == before


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_the_word_of_the_browser_is_enough_for_the_origin(
    standing_service: Service, site: str
) -> None:
    answer = standing_service.signed_in("ana").post(KEYS, WISH, Origin="", Sec_Fetch_Site=site)
    assert answer.status_code == 201


def test_the_token_of_another_session_does_not_count(standing_service: Service) -> None:
    ana, ben = standing_service.signed_in("ana"), standing_service.signed_in("ben")
    answer = ana.post(KEYS, WISH, X_CSRF_Token=ben.headers["X-CSRF-Token"])
    assert problem(answer) == "cross-site"


def test_another_site_cannot_sign_a_browser_in(standing_service: Service) -> None:
    body = {"name": "ana", "password": "ana-knows"}
    answer = standing_service.client().post("/v1/session", body, Origin="https://evil.example")
    assert problem(answer) == "cross-site"
    assert "set-cookie" not in answer.headers


def test_another_site_cannot_sign_a_browser_out(standing_service: Service) -> None:
    client = standing_service.signed_in("ana")
    assert problem(client.send("DELETE", "/v1/session", X_CSRF_Token="")) == "cross-site"
    assert client.get("/v1/me").status_code == 200


def test_a_program_with_an_api_key_needs_neither_origin_nor_token(
    standing_service: Service,
) -> None:
    assert standing_service.program_of("ana").post(KEYS, WISH, Origin="").status_code == 201


def test_reading_needs_no_token(standing_service: Service) -> None:
    client = standing_service.signed_in("ana")
    assert client.get(KEYS, Origin="", X_CSRF_Token="").status_code == 200
