"""Bad input through addresses and forms of pages: refused as a page, never a failure."""

from pathlib import Path

import pytest

from tests.cast import Service
from tests.small_record import CAROL, fill, opened

HTML = "text/html,application/xhtml+xml"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing-here", 404),
        ("/plans/0", 404),
        ("/plans/2147483648", 404),
        ("/plans/99999999999999999999", 404),
        ("/plans/one", 422),
        ("/jobs/none", 404),
        ("/cases/none", 404),
        ("/cases/a%00b", 400),
        ("/stock?q=%00", 400),
        ("/cases?after=rubbish", 422),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_as_a_page(
    standing_service: Service, path: str, status: int
) -> None:
    answer = standing_service.signed_in("ana").get(path, Accept=HTML)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "Traceback" not in answer.text


def test_a_form_with_nul_is_refused(standing_service: Service) -> None:
    answer = standing_service.signed_in("ana").post("/board/plan", {"key": "a\0b"}, Accept=HTML)
    assert answer.status_code == 400


def test_a_form_with_an_endless_key_is_no_failure(service: Service, tmp_path: Path) -> None:
    service.clock.forward(hours=1)  # the hour of the small record
    fill(service.database, tmp_path / "tiny")
    opened(service.database, None, service.clock, CAROL)
    key = "".join(str(number) for number in range(30_000))  # an index cannot pack it away
    answer = service.signed_in("ana").post("/board/plan", {"key": key}, Accept=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/jobs/")


def test_a_form_without_its_token_is_refused_as_a_page(standing_service: Service) -> None:
    client = standing_service.signed_in("ana")
    before = standing_service.stored()
    answer = client.post("/board/plan", {}, X_CSRF_Token="", Accept=HTML)
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert standing_service.stored() == before


def test_the_token_may_stand_in_the_form(standing_service: Service) -> None:
    client = standing_service.signed_in("ana")
    token = client.headers.pop("X-CSRF-Token")
    assert client.post("/sign-out", {"csrf": token}).status_code == 303
