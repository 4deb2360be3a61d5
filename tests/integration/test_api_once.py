"""One effect for each idempotency key; answers repeat word for word; keys belong to people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from rma_service.db import tables
from rma_service.db.engine import Database, GivenUpError
from rma_service.domain.errors import KeyReused
from rma_service.domain.once import Answer, Claim
from rma_service.usecases.once import (
    AlreadyAnswered,
    Once,
    done_once,
    forget_answers,
    kept,
    writing,
)
from tests.cast import AT, Client, Service, problem

CLAIM = Claim("U-ANA", "key", "/v1/things", "what was sent", AT)


def once_of(claim: Claim = CLAIM) -> Once[str]:
    return Once(claim, lambda value: Answer(201, (("ETag", '"v1"'),), value.encode()))


def revoked(client: Client, key: str) -> tuple[int, bytes, str | None]:
    """Revoke the first API key of somebody under an idempotency key; status, body, replayed."""
    (item,) = client.get("/v1/api-keys").json()["items"]
    path = f"/v1/api-keys/{item['key_id']}"
    answer = client.send("DELETE", path, Idempotency_Key=key)
    return answer.status_code, answer.content, answer.headers.get("idempotent-replayed")


def test_a_repeated_request_is_answered_word_for_word_and_not_done_again(service: Service) -> None:
    client = service.signed_in("ana")
    client.post("/v1/api-keys", {"label": "one"})
    first = revoked(client, "same")
    service.clock.forward(minutes=5)
    before = service.stored()
    assert revoked(client, "same") == (first[0], first[1], "true")
    assert first[2] is None
    assert service.stored() == before


def test_a_quoted_key_is_the_same_key(service: Service) -> None:
    client = service.signed_in("ana")
    client.post("/v1/api-keys", {"label": "one"})
    assert revoked(client, '"same"')[2] is None
    assert revoked(client, "same")[2] == "true"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/api-keys", {"label": "another"}),
        ("DELETE", "/v1/api-keys/0123456789abcdef", None),
    ],
)
def test_a_key_with_another_request_is_refused(
    service: Service, method: str, path: str, body: object
) -> None:
    client = service.signed_in("ana")
    client.post("/v1/api-keys", {"label": "one"}, Idempotency_Key="same")
    before = service.stored()
    answer = client.send(method, path, body, Idempotency_Key="same")
    assert (answer.status_code, problem(answer)) == (422, "idempotency-key-reused")
    assert service.stored() == before


def test_two_people_may_choose_the_same_key(service: Service) -> None:
    for name in ("carol", "dan"):
        client = service.signed_in(name)
        answer = client.post("/v1/api-keys", {"label": name}, Idempotency_Key="same")
        assert (answer.status_code, answer.json()["label"]) == (201, name)


def test_a_use_case_that_fails_leaves_the_key_free(database: Database) -> None:
    def failing() -> None:
        with writing(database, once_of()):
            raise RuntimeError("broken in the middle")

    with pytest.raises(RuntimeError, match="broken"):
        failing()
    with writing(database, once_of()) as tx:
        kept(tx, once_of(), "done")


def test_the_first_answer_stands_whatever_comes_later(database: Database) -> None:
    with writing(database, once_of()) as tx:
        assert kept(tx, once_of(), "first") == "first"
    with pytest.raises(AlreadyAnswered) as stopped, writing(database, once_of()):
        pytest.fail("the use case ran again")
    assert stopped.value.answer == Answer(201, (("ETag", '"v1"'),), b"first")


def test_another_fingerprint_under_a_known_key_is_refused_inside_the_transaction(
    database: Database,
) -> None:
    with writing(database, once_of()) as tx:
        kept(tx, once_of(), "first")
    other = Claim("U-ANA", "key", "/v1/things", "something else", AT)
    with pytest.raises(KeyReused), writing(database, once_of(other)):
        pytest.fail("the use case ran")


def test_many_at_once_under_one_key_have_one_effect(service: Service) -> None:
    client = service.program_of("ana")

    def send(_number: int) -> int:
        answer = client.post("/v1/api-keys", {"label": "race"}, Idempotency_Key="same")
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, range(16)))
    # One makes the key; the others are told that its secret was shown.
    assert statuses == [201] + [409] * 15
    with service.database.read() as tx:
        query = select(func.count()).where(tables.api_key.c.label == "race")
        assert tx.execute(query).scalar_one() == 1


def test_what_the_database_gave_up_for_another_is_done_again_and_once(database: Database) -> None:
    attempts = []

    def act(once: Once[str]) -> str:
        with writing(database, once) as tx:
            attempts.append(1)
            if len(attempts) < 3:
                raise GivenUpError("It was given up in favor of another transaction.")
            return kept(tx, once, "done")

    once = once_of()
    assert done_once(database, once.claim, once.render, act) == "done"
    with pytest.raises(AlreadyAnswered):
        done_once(database, once.claim, once.render, act)
    assert len(attempts) == 3


def test_answers_are_repeated_for_a_week(database: Database) -> None:
    with writing(database, once_of()) as tx:
        kept(tx, once_of(), "first")
    assert forget_answers(database, lambda: AT + timedelta(days=6, hours=23)) == 0
    assert forget_answers(database, lambda: AT + timedelta(days=7)) == 1
    with writing(database, once_of()) as tx:
        kept(tx, once_of(), "again")


def test_a_use_case_without_a_key_writes_as_often_as_it_is_called(database: Database) -> None:
    with writing(database, None) as tx:
        assert kept(tx, None, "value") == "value"
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(tables.idempotency)).scalar_one() == 0
