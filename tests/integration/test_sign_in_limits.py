"""Whoever tries passwords is stopped: by name, and by the address from which names are tried."""

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from rma_service.api.world import World
from rma_service.settings import Settings
from rma_service.usecases.people import FAILURES_ALLOWED, FAILURES_ALLOWED_FROM_ADDRESS
from tests.asgi import scope
from tests.cast import ORIGIN, Client, Service, problem


def coming_from(service: Service, host: str) -> Client:
    """Somebody at an address."""
    return Client(service, TestClient(service.app, base_url=ORIGIN, client=(host, 50_000)), ORIGIN)


def spray(client: Client, number: int) -> None:
    """Try a password on so many names, once each."""
    for name in range(number):
        assert client.sign_in(f"name-{name}", "Winter2026!").status_code == 401


def test_an_address_is_closed_when_many_names_were_tried_from_it(service: Service) -> None:
    bad, good = coming_from(service, "10.0.0.1"), coming_from(service, "10.0.0.2")
    spray(bad, FAILURES_ALLOWED_FROM_ADDRESS)
    refused = bad.sign_in("ana")
    assert (refused.status_code, problem(refused)) == (429, "locked-out")
    assert refused.headers["retry-after"] == "900"
    page = bad.post("/sign-in", {"name": "ana", "password": "ana-knows"}, Accept="text/html")
    assert (page.status_code, page.headers["retry-after"]) == (429, "900")
    assert "from this address" in page.text
    assert good.sign_in("ana").status_code == 201
    service.clock.forward(minutes=15)
    assert bad.sign_in("ana").status_code == 201


def test_signing_in_rightly_does_not_open_an_address_for_more_tries(service: Service) -> None:
    bad = coming_from(service, "10.0.0.1")
    spray(bad, FAILURES_ALLOWED_FROM_ADDRESS - 1)
    assert bad.sign_in("ana").status_code == 201
    assert bad.sign_in("ben", "wrong").status_code == 401
    assert bad.sign_in("ben").status_code == 429


def test_a_name_that_was_tried_from_many_addresses_is_closed(service: Service) -> None:
    for last in range(FAILURES_ALLOWED):
        assert coming_from(service, f"10.0.0.{last}").sign_in("ana", "wrong").status_code == 401
    assert coming_from(service, "10.0.0.99").sign_in("ana").status_code == 429
    assert coming_from(service, "10.0.0.99").sign_in("ben").status_code == 201


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("a-socket", "a-socket"),
    ],
)
def test_an_address_is_what_its_owner_cannot_change_at_will(
    service: Service, host: str, place: str
) -> None:
    asked = Request({**scope("POST", "/sign-in"), "client": (host, 1)})
    world = service.app.state.world
    assert isinstance(world, World)
    assert world.address(asked) == place
    proxied = World(
        Settings(public_origin="https://rma.example"),
        world.database,
        world.clock,
        world.passwords,
    )
    assert proxied.address(asked) == ""
