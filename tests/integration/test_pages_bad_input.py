"""Bad input through addresses and forms of pages: refused as a page, never a failure."""

from pathlib import Path

import pytest

from tests.cast import ORIGIN, Service
from tests.small_record import CAROL, fill, opened

FORM = "application/x-www-form-urlencoded"
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


PARTS = "multipart/form-data; boundary=B; charset="
IN_PARTS = b'--B\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n--B--\r\n'


@pytest.mark.parametrize("path", ["/sign-in", "/board/plan", "/cases/new", "/what-if"])
@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b'{"name": "ana"}'),
        ("text/plain", b"name=ana"),
        ("", b"name=ana"),
        # In UTF-7 these are halves of surrogate pairs; "undefined" is a codec that never reads.
        (PARTS + "utf-7", IN_PARTS % (b"name", b"+2AA-")),
        (PARTS + "unicode_escape", IN_PARTS % (b"name", b"\\ud800")),
        (PARTS + "undefined", IN_PARTS % (b"name", b"a")),
        ("Multipart/Form-Data; boundary=B", IN_PARTS % (b"name", b"a\0b")),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused_as_a_page(
    standing_service: Service, path: str, media_type: str, body: bytes
) -> None:
    client = standing_service.signed_in("ana")
    before = standing_service.stored()
    answer = client.post(path, body, Content_Type=media_type, Accept=HTML)
    assert answer.status_code == 415
    assert answer.headers["content-type"].startswith("text/html")
    assert standing_service.stored() == before


@pytest.mark.parametrize("media_type", [FORM, FORM.upper(), f"{FORM}; charset=utf-7"])
def test_nul_is_found_however_the_form_is_called(
    standing_service: Service, media_type: str
) -> None:
    client = standing_service.signed_in("ana")
    answer = client.post("/board/plan", b"key=a%00b", Content_Type=media_type, Accept=HTML)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body", [b"name=%ed%a0%80&password=x", b"\xff=\xfe&%=%zz&=", b"name=\xed\xa0\x80", b"", b"&&&="]
)
def test_bytes_that_are_no_text_do_not_sign_in(standing_service: Service, body: bytes) -> None:
    answer = standing_service.client().post("/sign-in", body, Content_Type=FORM, Accept=HTML)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")


def test_a_form_of_too_many_fields_is_refused(standing_service: Service) -> None:
    body = b"&".join(b"a%d=1" % number for number in range(4_001))
    answer = standing_service.client().post("/sign-in", body, Content_Type=FORM, Accept=HTML)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("referer", "onward"),
    [
        ("http://127.0.0.1:8000/board?rank=1", "/board"),
        ("http://127.0.0.1:8000", "/"),
        ("http://127.0.0.1:8000.evil.example/board", "/"),
        ("http://evil.example/board", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_who_is_no_longer_signed_in_is_led_back_to_a_page_of_ours_only(
    standing_service: Service, referer: str, onward: str
) -> None:
    answer = standing_service.client().post("/board/plan", {}, Referer=referer, Accept=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?said=ended&next={onward}"


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


def test_who_is_not_signed_in_comes_back_to_the_list_as_it_was_filtered(
    standing_service: Service,
) -> None:
    asked = standing_service.client().get("/cases?state=open&search=a%20b", Accept=HTML)
    assert asked.headers["location"] == "/sign-in?next=/cases%3Fstate%3Dopen%26search%3Da%2520b"


@pytest.mark.parametrize(
    ("referer", "comes_back"),
    [
        (f"{ORIGIN}/cases/R1?said=moved", "/cases/R1"),
        ("https://elsewhere.test/cases/R1", "/"),
        ("", "/"),
    ],
)
def test_a_form_that_comes_too_late_leads_back_to_its_own_page(
    standing_service: Service, referer: str, comes_back: str
) -> None:
    before = standing_service.stored()
    answer = standing_service.client().post("/board/plan", {}, Accept=HTML, Referer=referer)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?said=ended&next={comes_back}"
    assert standing_service.stored() == before
