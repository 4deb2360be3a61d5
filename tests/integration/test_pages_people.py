"""Pages of accounts: administrators add people and close accounts; nobody else comes near them."""

import re

import pytest

from rma_service.usecases.administering import list_people
from tests.cast import Service
from tests.page_text import HTML, text_of


def added(service: Service, **fields: str) -> tuple[int, str, str]:
    """Let Ada add somebody: status, what the page says, and the password that it shows."""
    entered = {"name": "Eva", "sign_in_name": "eva", "role": "partner", "partner_id": "PA01"}
    answer = service.signed_in("ada").post("/people", entered | fields, Accept=HTML)
    shown = re.search(r"Password <code>([^<]+)</code>", answer.text)
    return answer.status_code, text_of(answer), shown.group(1) if shown else ""


def id_of(service: Service, sign_in_name: str) -> str:
    people = list_people(service.database, "", 100)
    return next(each.user_id for each in people if each.sign_in_name == sign_in_name)


def test_somebody_new_signs_in_with_the_password_that_is_shown_once(service: Service) -> None:
    status, told, password = added(service)
    assert status == 201
    assert "Partner of PA01, signs in as eva" in told
    assert service.client().sign_in("eva", password).status_code == 201
    again = service.signed_in("ada").get(f"/people/{id_of(service, 'eva')}", Accept=HTML)
    assert password not in again.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": "planner"}, "A partner belongs to a company, and staff to none."),
        ({"partner_id": "PA99"}, "There is no partner PA99."),
        ({"sign_in_name": "ANA"}, "Somebody signs in as ana already."),
        ({"role": "king"}, "Choose one of the roles."),
        ({"name": ""}, "Enter a name, a name to sign in with, and a role."),
    ],
)
def test_who_cannot_be_added_is_refused_and_stays_in_the_form(
    service: Service, fields: dict[str, str], said: str
) -> None:
    before = list_people(service.database, "", 100)
    status, told, _ = added(service, **fields)
    assert status == 422
    assert said in told
    assert list_people(service.database, "", 100) == before


def test_a_disabled_account_signs_out_and_in_no_more_until_it_is_enabled(service: Service) -> None:
    carol, ada = service.signed_in("carol"), service.signed_in("ada")
    assert ada.post("/people/U-CAROL/disable", {}, Accept=HTML).status_code == 303
    assert carol.get("/cases", Accept=HTML).status_code == 303  # to sign in
    assert service.client().sign_in("carol").status_code == 401
    assert "Disabled" in text_of(ada.get("/people/U-CAROL", Accept=HTML))
    assert ada.post("/people/U-CAROL/enable", {}, Accept=HTML).status_code == 303
    assert service.client().sign_in("carol").status_code == 201


def test_sessions_end_and_keys_are_revoked_from_afar(service: Service) -> None:
    carol, ada = service.signed_in("carol"), service.signed_in("ada")
    program = service.program_of("dan")
    assert program.get("/v1/rmas").status_code == 200
    assert ada.post("/people/U-CAROL/end-sessions", {}, Accept=HTML).status_code == 303
    assert carol.get("/cases", Accept=HTML).status_code == 303
    page = ada.get("/people/U-DAN", Accept=HTML)
    key = re.search(r'name="key_id" value="([^"]+)"', page.text)
    assert key
    revoked = ada.post("/people/U-DAN/revoke", {"key_id": key.group(1)}, Accept=HTML)
    assert revoked.status_code == 303
    assert program.get("/v1/rmas").status_code == 401
    assert "Revoked" in text_of(ada.get("/people/U-DAN", Accept=HTML))


def test_nobody_disables_the_own_account(service: Service) -> None:
    ada = service.signed_in("ada")
    assert "Disable the account" not in text_of(ada.get("/people/U-ADA", Accept=HTML))
    refused = ada.post("/people/U-ADA/disable", {}, Accept=HTML)
    assert refused.status_code == 409
    assert "Nobody disables the own account" in text_of(refused)


@pytest.mark.parametrize("path", ["/people/U-NONE", "/people/U-NONE/disable", "/people/U-ANA/x"])
def test_what_is_not_there_is_not_found(service: Service, path: str) -> None:
    ada = service.signed_in("ada")
    answer = ada.get(path, Accept=HTML) if path.count("/") == 2 else ada.post(path, {}, Accept=HTML)
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["ana", "ben", "carol"])
def test_only_administrators_see_people(service: Service, name: str) -> None:
    client = service.signed_in(name)
    for path in ("/people", "/people.csv", "/people/U-ANA"):
        assert client.get(path, Accept=HTML).status_code == 403
    assert client.post("/people/U-ADA/disable", {}, Accept=HTML).status_code == 403


def test_people_are_a_file_without_secrets(service: Service) -> None:
    text = service.signed_in("ada").get("/people.csv", Accept=HTML).text
    header, *rows = text.splitlines()
    assert header == "user_id,sign_in_name,name,role,partner_id,created_at,disabled_at"
    assert len(rows) == 5
    assert "argon2" not in text
