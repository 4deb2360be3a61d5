"""Administrators add, disable and enable people through the API, and revoke their keys."""

from tests.cast import Client, Service, problem

EVE = {"sign_in_name": "Eve", "name": "Eve", "role": "partner", "partner_id": "PA01"}


def account_of(ada: Client, name: str) -> dict[str, object]:
    """The account of a name, out of the list."""
    people = ada.get("/v1/people").json()["items"]
    (found,) = [each for each in people if each["sign_in_name"] == name]
    return dict(found)


def test_somebody_new_signs_in_with_the_password_that_was_shown_once(service: Service) -> None:
    ada = service.signed_in("ada")
    made = ada.post("/v1/people", EVE, Idempotency_Key="eve")
    assert made.status_code == 201
    assert made.headers["location"] == f"/v1/people/{made.json()['user_id']}"
    password = made.json()["password"]
    again = ada.post("/v1/people", EVE, Idempotency_Key="eve")
    assert (again.status_code, problem(again)) == (409, "secret-shown-once")
    assert password not in again.text
    shown = ada.get(made.headers["location"])
    assert shown.json() == account_of(ada, "eve")
    assert "password" not in shown.json()
    eve = service.client()
    assert eve.sign_in("eve", password).status_code == 201
    assert eve.get("/v1/me").json()["partner_id"] == "PA01"
    with service.database.read() as tx:
        kept = tx.exec_driver_sql("SELECT * FROM idempotency").all()
    assert password not in repr(kept)


def test_a_disabled_person_is_out_at_once_and_keys_act_again_afterwards(service: Service) -> None:
    ada, session, program = (
        service.signed_in("ada"),
        service.signed_in("ben"),
        service.program_of("ben"),
    )
    assert ada.post("/v1/people/U-BEN/disabling").json()["disabled_at"] is not None
    assert [each.get("/v1/me").status_code for each in (session, program)] == [401, 401]
    assert service.client().sign_in("ben").status_code == 401
    twice = ada.post("/v1/people/U-BEN/disabling")
    assert (twice.status_code, problem(twice)) == (409, "illegal-move")
    assert ada.post("/v1/people/U-BEN/enabling").json()["disabled_at"] is None
    assert [each.get("/v1/me").status_code for each in (session, program)] == [401, 200]


def test_sessions_are_ended_and_keys_revoked_for_others(service: Service) -> None:
    ada, session, program = (
        service.signed_in("ada"),
        service.signed_in("dan"),
        service.program_of("dan"),
    )
    assert ada.send("DELETE", "/v1/people/U-DAN/sessions").status_code == 200
    assert [each.get("/v1/me").status_code for each in (session, program)] == [401, 200]
    (key,) = ada.get("/v1/people/U-DAN/api-keys").json()["items"]
    of_another = ada.send("DELETE", f"/v1/people/U-BEN/api-keys/{key['key_id']}")
    assert (of_another.status_code, problem(of_another)) == (404, "not-found")
    revoked = ada.send("DELETE", f"/v1/people/U-DAN/api-keys/{key['key_id']}")
    assert revoked.json()["revoked_at"] is not None
    assert program.get("/v1/me").status_code == 401


def test_what_cannot_be_an_account_is_refused(service: Service) -> None:
    ada = service.signed_in("ada")
    before = service.stored()
    wrong = [EVE | {"partner_id": None}, EVE | {"role": "planner"}, EVE | {"sign_in_name": "ANA"}]
    for body in (*wrong, EVE | {"partner_id": "PA99"}):
        answer = ada.post("/v1/people", body)
        assert (answer.status_code, problem(answer)) == (422, "refused"), body
    for body in (EVE | {"role": "owner"}, EVE | {"user_id": "U-EVE"}, EVE | {"password": "x" * 20}):
        assert problem(ada.post("/v1/people", body)) == "invalid-request", body
    assert problem(ada.post("/v1/people/U-ADA/disabling")) == "illegal-move"
    assert problem(ada.post("/v1/people/U-NOBODY/disabling")) == "not-found"
    assert service.stored() == before
