"""Roles, keys and the table of access."""

import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from rma_service.api.guard import UnguardedRouteError, guard_routes
from rma_service.domain.access import ACCESS, ADMINISTRATORS, ANYONE, SIGNED_IN, STAFF, may
from rma_service.domain.people import KeyText, Principal, Role, read_key
from rma_service.usecases.first_people import CAST

CAROL = next(each for each in CAST if each.name == "Carol")
ANA = next(each for each in CAST if each.name == "Ana")
KEY = KeyText("live", "0123456789abcdef", "ab" * 32)
TEXT = str(KEY)


def test_a_partner_has_a_company_and_staff_has_none() -> None:
    with pytest.raises(ValueError, match="partners have a company"):
        Principal("U", Role.PARTNER)
    with pytest.raises(ValueError, match="others have none"):
        Principal("U", Role.PLANNER, "PA01")


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        # Carol is a partner, Ana a dispatcher, Ada an administrator, None has not signed in.
        (ANYONE, {"Carol", "Ana", "Ben", "Dan", "Ada", None}),
        (SIGNED_IN, {"Carol", "Ana", "Ben", "Dan", "Ada"}),
        (STAFF, {"Ana", "Ben", "Ada"}),
        (ADMINISTRATORS, {"Ada"}),
        (frozenset(), set()),
    ],
)
def test_a_row_lets_in_whom_it_names(
    who: frozenset[Role | None], expected: set[str | None]
) -> None:
    assert {each and each.name for each in (*CAST, None) if may(each, who)} == expected


def test_a_key_is_read_back_from_its_text() -> None:
    assert TEXT.startswith("rma_live_0123456789abcdef_abab")
    assert read_key(TEXT) == KEY


@settings(derandomize=True, deadline=None, database=None)
@given(st.integers(0, len(TEXT) - 1), st.sampled_from("0123456789abcdef_x \x00é"))
def test_one_wrong_character_makes_a_key_no_key(place: int, sign: str) -> None:
    changed = TEXT[:place] + sign + TEXT[place + 1 :]
    assert (read_key(changed) is None) == (changed != TEXT)


@pytest.mark.parametrize("text", ["", "rma", TEXT[:-1], TEXT + "0", " " + TEXT, TEXT.upper()])
def test_what_has_not_the_form_of_a_key_is_none(text: str) -> None:
    assert read_key(text) is None


def test_the_application_does_not_start_with_a_route_that_has_no_row() -> None:
    router = APIRouter()

    @router.get("/v1/secrets/{secret_id}")
    def secret(secret_id: str) -> str:
        return secret_id

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.router.routes.extend(router.routes)
    with pytest.raises(UnguardedRouteError, match=r"\('GET', '/v1/secrets/{secret_id}'\)"):
        guard_routes(app)


def test_no_row_gives_everybody_a_way_to_write_but_the_two_ways_to_sign_in() -> None:
    open_to_all = {row for row, who in ACCESS.items() if None in who and row[0] != "GET"}
    assert open_to_all == {("POST", "/v1/session"), ("POST", "/sign-in")}
