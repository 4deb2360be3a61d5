"""What browsers may load: own files on pages, nothing at all with an answer of the API."""

import pytest

from tests.cast import Service
from tests.page_text import HTML

NOWHERE = {"default-src": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'"}
OF_PAGES = NOWHERE | {
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # pictures of Leaflet stand in its style sheet
    "connect-src": "'self'",
    "form-action": "'self'",
}


def policy_at(service: Service, path: str, name: str = "", accept: str = HTML) -> dict[str, str]:
    """What the answer to somebody lets a browser do, by directive."""
    client = service.signed_in(name) if name else service.client()
    header = client.get(path, Accept=accept).headers["content-security-policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("", "/sign-in"),
        ("carol", "/cases"),
        ("ana", "/nothing-here"),
        ("ana", "/plans/one"),
        ("ada", "/people"),
        ("ben", "/people"),
    ],
)
def test_a_page_loads_its_own_files_and_runs_nothing_that_stands_in_it(
    standing_service: Service, name: str, path: str
) -> None:
    assert policy_at(standing_service, path, name) == OF_PAGES


@pytest.mark.parametrize(
    ("name", "path"), [("", "/livez"), ("ana", "/v1/me"), ("", "/v1/me"), ("ada", "/people.csv")]
)
def test_whatever_is_no_page_loads_nothing(standing_service: Service, name: str, path: str) -> None:
    policy = policy_at(standing_service, path, name, "application/json")
    assert policy == NOWHERE | {"form-action": "'none'"}
