"""Signing in and out, lock-out, API keys: through the API, on both databases."""

import pytest

from rma_service.domain.people import KeyText
from tests.cast import Service, problem


def test_who_signs_in_is_known_by_name_role_and_partner(service: Service) -> None:
    assert service.signed_in("carol").get("/v1/me").json() == {
        "principal_id": "U-CAROL",
        "name": "Carol",
        "role": "partner",
        "partner_id": "PA01",
    }


def test_a_name_is_read_without_case_and_blanks(service: Service) -> None:
    assert service.client().sign_in(" CAROL ", "carol-knows").status_code == 201


def test_nobody_is_signed_in_without_credentials(service: Service) -> None:
    answer = service.client().get("/v1/me")
    assert (answer.status_code, problem(answer)) == (401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("name", ["carol", "nobody-has-this-name"])
def test_a_wrong_password_is_told_like_an_unknown_name(service: Service, name: str) -> None:
    answer = service.client().sign_in(name, "wrong")
    assert (answer.status_code, problem(answer)) == (401, "sign-in-refused")
    assert answer.json()["detail"] == "Name and password do not belong together."


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(service: Service) -> None:
    cookie = service.client().sign_in("ana").headers["set-cookie"]
    name, *flags = cookie.split("; ")
    assert name.startswith("sid=")
    assert sorted(flags) == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=lax"]


def test_over_https_the_cookie_is_bound_to_the_host(service: Service) -> None:
    client = service.client("https://rma.example")
    cookie = client.sign_in("ana").headers["set-cookie"]
    assert cookie.startswith("__Host-sid=")
    assert "Secure" in cookie.split("; ")
    assert client.get("/v1/me").headers["strict-transport-security"] == "max-age=31536000"


def test_a_session_ends_after_twelve_hours(service: Service) -> None:
    client = service.signed_in("ana")
    service.clock.forward(hours=11, minutes=59)
    assert client.get("/v1/me").status_code == 200
    service.clock.forward(minutes=1)
    assert problem(client.get("/v1/me")) == "not-signed-in"


def test_a_session_that_ended_writes_nothing(service: Service) -> None:
    client = service.signed_in("ana")
    service.clock.forward(hours=12)
    before = service.stored()
    answer = client.post("/v1/api-keys", {"label": "late"})
    assert (answer.status_code, problem(answer)) == (401, "not-signed-in")
    assert service.stored() == before


def test_signing_out_ends_the_session_on_the_side_of_the_server(service: Service) -> None:
    client = service.signed_in("ana")
    token = client.http.cookies["sid"]
    assert client.send("DELETE", "/v1/session").status_code == 204
    assert "sid" not in client.http.cookies
    client.http.cookies.set("sid", token)  # as a thief would
    assert problem(client.get("/v1/me")) == "not-signed-in"


def test_a_new_sign_in_takes_a_new_token_and_ends_the_old_session(service: Service) -> None:
    client = service.signed_in("ana")
    old = client.http.cookies["sid"]
    client.sign_in("ana")
    assert client.http.cookies["sid"] != old
    thief = service.client()
    thief.http.cookies.set("sid", old)
    assert problem(thief.get("/v1/me")) == "not-signed-in"


@pytest.mark.parametrize("name", ["ana", "nobody-has-this-name"])
def test_ten_failures_in_fifteen_minutes_close_a_name(service: Service, name: str) -> None:
    client = service.client()
    for _ in range(10):
        assert problem(client.sign_in(name, "wrong")) == "sign-in-refused"
        service.clock.forward(seconds=30)
    # The first failure was 10 x 30 s = 300 s ago and counts for 900 s: 600 s are left.
    answer = client.sign_in(name, "ana-knows")
    assert (answer.status_code, problem(answer)) == (429, "locked-out")
    assert answer.headers["retry-after"] == "600"
    assert client.sign_in("ben").status_code == 201


def test_a_closed_name_opens_again_when_the_first_failure_is_old(service: Service) -> None:
    client = service.client()
    for _ in range(10):
        client.sign_in("ana", "wrong")
    service.clock.forward(minutes=15)
    assert client.sign_in("ana").status_code == 201


def test_a_right_password_forgets_failures(service: Service) -> None:
    client = service.client()
    for _ in range(9):
        client.sign_in("ana", "wrong")
    assert client.sign_in("ana").status_code == 201
    assert problem(client.sign_in("ana", "wrong")) == "sign-in-refused"
    assert client.sign_in("ana").status_code == 201


def test_an_api_key_acts_for_its_person_until_it_is_revoked(service: Service) -> None:
    program = service.program_of("carol")
    assert program.get("/v1/me").json()["principal_id"] == "U-CAROL"
    key_id = program.get("/v1/api-keys").json()["items"][0]["key_id"]
    revoked = program.send("DELETE", f"/v1/api-keys/{key_id}")
    assert (revoked.status_code, revoked.json()["revoked_at"]) == (200, "2026-11-23T09:00:00Z")
    assert problem(program.get("/v1/me")) == "not-signed-in"


def test_an_api_key_expires(service: Service) -> None:
    program = service.program_of("carol")
    service.clock.forward(days=29, hours=23)
    assert program.get("/v1/me").status_code == 200
    service.clock.forward(hours=1)
    assert problem(program.get("/v1/me")) == "not-signed-in"


def test_the_text_of_a_key_names_installation_and_id_and_ends_with_a_checksum(
    service: Service,
) -> None:
    made = service.signed_in("ana").post("/v1/api-keys", {"label": "scanner"}).json()
    rma, environment, key_id, secret, checksum = made["text"].split("_")
    assert (rma, environment, key_id) == ("rma", "test", made["key_id"])
    assert (len(secret), len(checksum)) == (64, 8)
    # 90 days are the default: 23 November + 7 (to the 30th) + 31 + 31 + 21 = 21 February.
    assert made["expires_at"] == "2027-02-21T09:00:00Z"


def test_a_key_whose_secret_is_wrong_is_refused_like_one_that_never_was(service: Service) -> None:
    program = service.program_of("carol")
    told = program.headers["Authorization"]
    for wrong in (told[:-1] + "g", told.replace("_test_", "_live_")):
        stranger = service.client()
        stranger.headers["Authorization"] = wrong
        assert problem(stranger.get("/v1/me")) == "not-signed-in"


def test_a_well_formed_key_with_another_secret_is_refused(service: Service) -> None:
    made = service.signed_in("carol").post("/v1/api-keys", {"label": "one"}).json()
    forged = service.client()
    forged.headers["Authorization"] = f"Bearer {KeyText('test', made['key_id'], 'ab' * 32)}"
    assert problem(forged.get("/v1/me")) == "not-signed-in"
    forged.headers["Authorization"] = f"Bearer {made['text']}"
    assert forged.get("/v1/me").status_code == 200


def test_a_right_key_counts_before_a_session(service: Service) -> None:
    client = service.signed_in("ana")
    client.headers["Authorization"] = service.program_of("carol").headers["Authorization"]
    assert client.get("/v1/me").json()["name"] == "Carol"
    client.headers["Authorization"] = "Bearer rubbish"
    assert problem(client.get("/v1/me")) == "not-signed-in"


def test_a_repeated_key_request_makes_one_key_and_does_not_tell_the_secret_again(
    service: Service,
) -> None:
    client = service.signed_in("ana")
    first = client.post("/v1/api-keys", {"label": "one"}, Idempotency_Key="same")
    second = client.post("/v1/api-keys", {"label": "one"}, Idempotency_Key="same")
    assert (second.status_code, problem(second)) == (409, "secret-shown-once")
    assert first.json()["text"] not in second.text
    assert len(client.get("/v1/api-keys").json()["items"]) == 1


def test_keys_of_others_are_not_found(service: Service) -> None:
    made = service.signed_in("dan").post("/v1/api-keys", {"label": "dan's"}).json()
    carol = service.signed_in("carol")
    assert carol.get("/v1/api-keys").json() == {"items": []}
    assert problem(carol.get(f"/v1/api-keys/{made['key_id']}")) == "not-found"
    assert problem(carol.send("DELETE", f"/v1/api-keys/{made['key_id']}")) == "not-found"


def test_a_key_is_revoked_once(service: Service) -> None:
    client = service.signed_in("ana")
    made = client.post("/v1/api-keys", {"label": "one"})
    assert client.send("DELETE", made.headers["location"]).status_code == 200
    again = client.send("DELETE", made.headers["location"])
    assert (again.status_code, problem(again)) == (409, "illegal-move")
