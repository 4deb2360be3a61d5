"""Nobody overwrites what they have not read: ETag, If-Match, If-None-Match."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rma_service.usecases.first_people import CAST
from tests.cast import Client, Service, problem
from tests.small_record import fill, opened

WHY = {"why": "The part was found."}
CAROL = next(each for each in CAST if each.name == "Carol")


@pytest.fixture
def path(service: Service, tmp_path: Path) -> str:
    """Give the address of an RMA of Carol's, at its first version."""
    service.clock.forward(hours=1)  # the hour of the small record
    fill(service.database, tmp_path / "tiny")
    return f"/v1/rmas/{opened(service.database, None, service.clock, CAROL).rma_number}"


@pytest.fixture
def carol(service: Service, path: str) -> Client:
    """Give Carol, signed in, with an RMA in the record."""
    assert path
    return service.signed_in("carol")


def test_what_is_known_is_not_sent_again(carol: Client, path: str) -> None:
    first = carol.get(path)
    tag = first.headers["etag"]
    assert tag == f'"v{first.json()["version"]}"'
    for known in (tag, f'"v99", {tag}', f"W/{tag}"):
        again = carol.get(path, If_None_Match=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert carol.get(path, If_None_Match='"v99"').json() == first.json()


def test_a_change_without_a_version_is_refused(service: Service, carol: Client, path: str) -> None:
    before = service.stored()
    answer = carol.post(f"{path}/cancellation", WHY)
    assert (answer.status_code, problem(answer)) == (428, "version-missing")
    assert service.stored() == before


@pytest.mark.parametrize("version", ['"v99"', '"v0"', "v1", "*", 'W/"v1"', '"v1", "v2"'])
def test_a_change_of_another_version_is_refused(
    service: Service, carol: Client, path: str, version: str
) -> None:
    before = service.stored()
    answer = carol.post(f"{path}/cancellation", WHY, If_Match=version)
    assert (answer.status_code, problem(answer)) == (412, "stale-version")
    assert service.stored() == before


def test_a_change_makes_a_new_version_and_the_old_one_stale(carol: Client, path: str) -> None:
    old = carol.get(path).headers["etag"]
    changed = carol.post(f"{path}/cancellation", WHY, If_Match=old)
    assert changed.status_code == 200
    assert changed.headers["etag"] != old
    again = carol.post(f"{path}/cancellation", WHY, If_Match=old)
    assert problem(again) == "stale-version"


def test_a_repeated_change_is_answered_before_its_version_is_looked_at(
    carol: Client, path: str
) -> None:
    old = carol.get(path).headers["etag"]
    send = {"If_Match": old, "Idempotency_Key": "same"}
    first = carol.post(f"{path}/cancellation", WHY, **send)
    second = carol.post(f"{path}/cancellation", WHY, **send)
    assert (first.status_code, second.status_code) == (200, 200)
    assert (second.content, second.headers["etag"]) == (first.content, first.headers["etag"])
    assert second.headers["idempotent-replayed"] == "true"


def test_a_key_is_not_taken_again_for_a_change_of_another_version(carol: Client, path: str) -> None:
    first = carol.post(f"{path}/cancellation", WHY, If_Match='"v99"', Idempotency_Key="same")
    assert problem(first) == "stale-version"
    send = {"If_Match": carol.get(path).headers["etag"], "Idempotency_Key": "same"}
    assert carol.post(f"{path}/cancellation", WHY, **send).status_code == 200
    send["If_Match"] = carol.get(path).headers["etag"]
    assert problem(carol.post(f"{path}/cancellation", WHY, **send)) == "idempotency-key-reused"


def test_of_many_who_read_the_same_version_one_changes_it(
    service: Service, carol: Client, path: str
) -> None:
    tag = carol.get(path).headers["etag"]
    program = service.program_of("carol")

    def cancel(_number: int) -> int:
        return program.post(f"{path}/cancellation", WHY, If_Match=tag).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(cancel, range(8)))
    assert statuses == [200] + [412] * 7
