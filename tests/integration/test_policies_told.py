"""Policies as API and pages tell them, and the list of targets that wait for a confirmation."""

from pathlib import Path

import pytest

from rma_service.db.engine import Database
from rma_service.usecases.cases import rma_of
from rma_service.usecases.importing import import_directory
from rma_service.usecases.target_changes import changes_of
from tests.cast import Service, problem
from tests.page_text import HTML, text_of
from tests.policy_folders import CARE, VERSION, policy_text, use_policies, write_policies
from tests.small_record import CAROL, fill, opened, request
from tests.tiny_directory import change

CHANGES, CONFIRMATION = "/v1/targets/changes", "/v1/targets/changes/confirmation"
ANOTHER = {"policy: xfusion-co-care": "policy: another", "document: Co-Care": "document: Other"}


@pytest.fixture
def service(database: Database, tmp_path: Path) -> Service:
    """A service with the small record, at its hour."""
    serving = Service(database)
    serving.clock.forward(hours=1)
    fill(database, tmp_path / "tiny", free=9)
    return serving


@pytest.fixture
def moved(service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Service:
    """Put an edition into use, under which an RMA that was opened before is only shipped."""
    opened(service.database, request(priority="P3"), service.clock)
    text = policy_text({'default: "15:00"': 'default: "10:00"'}, version="next")
    folder = write_policies(tmp_path / "next", text, policy_text(ANOTHER))
    use_policies(monkeypatch, folder)
    return service


def test_a_policy_is_told_with_its_targets_parameters_and_exclusions(service: Service) -> None:
    ana = service.signed_in("ana")
    listed = {each["name"]: each for each in ana.get("/v1/policies").json()["items"]}
    assert listed[CARE]["document"] == "Co-Care Service"
    (edition,) = ana.get(f"/v1/policies/{CARE}").json()["editions"]
    assert edition["version"] == VERSION == listed[CARE]["editions"][0]["version"]
    cutoff = next(each for each in edition["parameters"] if each["name"] == "cutoff")
    assert (cutoff["default"], cutoff["alternatives"]) == ("15:00", ["13:00", "17:00"])
    basic = next(each for each in edition["targets"] if each["service_levels"] == ["basic"])
    assert basic["quote"] == "will be shipped out from xFusion the Next Business Day"
    assert basic["rule"]["target"] == "ahr"
    assert edition["exclusions"][0]["clause"] == "Co-Care 1 note 5"


def test_partners_read_the_policies_that_they_bought_and_no_other(moved: Service) -> None:
    carol, ben = moved.signed_in("carol"), moved.signed_in("ben")
    assert [each["name"] for each in ben.get("/v1/policies").json()["items"]] == ["another", CARE]
    assert [each["name"] for each in carol.get("/v1/policies").json()["items"]] == [CARE]
    assert carol.get(f"/v1/policies/{CARE}").status_code == 200
    assert carol.get(f"/policies/{CARE}", Accept=HTML).status_code == 200
    for address in ("another", "no-such-policy"):
        assert problem(carol.get(f"/v1/policies/{address}")) == "not-found"
        assert carol.get(f"/policies/{address}", Accept=HTML).status_code == 404
    assert ben.get("/v1/policies/another").status_code == 200


def test_partners_read_no_readings_of_contracts_of_others(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    fill(service.database, folder, free=9)
    for line, time in ((2, "11:11"), (4, "12:12")):
        change(folder, "contracts", line, "params", f'"{{""cutoff"": ""{time}""}}"')
    import_directory(service.database, service.clock, "U-ADA", folder)
    told = {name: service.signed_in(name).get(f"/v1/policies/{CARE}") for name in ("carol", "dan")}
    assert ("11:11" in told["carol"].text, "12:12" in told["carol"].text) == (True, False)
    assert ("11:11" in told["dan"].text, "12:12" in told["dan"].text) == (False, True)
    page = service.signed_in("carol").get(f"/policies/{CARE}", Accept=HTML)
    assert ("11:11" in page.text, "12:12" in page.text) == (True, False)


def test_the_list_of_changes_is_for_staff_and_its_confirmation_for_administrators(
    moved: Service,
) -> None:
    digest = moved.signed_in("ana").get(CHANGES).json()["digest"]
    for name in ("carol", "dan"):
        assert problem(moved.signed_in(name).get(CHANGES)) == "not-allowed"
        assert moved.signed_in(name).get("/policies", Accept=HTML).status_code == 403
    for name in ("ana", "ben", "carol"):
        asked = moved.signed_in(name).post(CONFIRMATION, {"digest": digest})
        assert problem(asked) == "not-allowed"
    assert len(changes_of(moved.database).moving) == 1


def test_a_change_is_told_with_both_targets_and_confirmed_once(moved: Service) -> None:
    ada = moved.signed_in("ada")
    told = ada.get(CHANGES).json()
    (change,) = told["moving"]
    assert (change["before"]["target_kind"], change["after"]["target_kind"]) == (
        "arrive_by",
        "ship_by",
    )
    assert change["why"] == [f"Policy {CARE} {VERSION} became {CARE} next."]
    body = {"digest": told["digest"]}
    first = ada.post(CONFIRMATION, body, Idempotency_Key="once")
    again = ada.post(CONFIRMATION, body, Idempotency_Key="once")
    assert first.json() == again.json() == {"moved": 1, "restamped": 0, "left": 0}
    assert again.headers["idempotent-replayed"] == "true"
    line = rma_of(moved.database, CAROL, change["rma_number"]).lines[0]
    assert line.terms is not None
    assert line.terms.target_kind == "ship_by"
    refused = ada.post(CONFIRMATION, body)
    assert (refused.status_code, problem(refused)) == (409, "conflicts")


def test_the_page_shows_the_list_and_only_administrators_the_button(moved: Service) -> None:
    ben, ada = moved.signed_in("ben"), moved.signed_in("ada")
    told = text_of(ben.get("/policies", Accept=HTML))
    assert "1 target would move, 0 would stay" in told
    assert "An administrator confirms this list." in told
    assert "Confirm this list" not in told
    digest = ada.get(CHANGES).json()["digest"]
    assert digest in ada.get("/policies", Accept=HTML).text
    sent = {"digest": digest, "key": "k1", "csrf": ada.headers["X-CSRF-Token"]}
    done = ada.post("/policies/confirmation", sent)
    assert (done.status_code, done.headers["location"]) == (
        303,
        "/policies?said=targets-confirmed",
    )
    assert "Nothing waits for a confirmation." in text_of(ada.get("/policies", Accept=HTML))
    late = ada.post("/policies/confirmation", sent | {"key": "k2"})
    assert late.status_code == 409
    assert "not the one that was read" in text_of(late)


def test_the_list_is_a_file_too(moved: Service) -> None:
    rows = moved.signed_in("ana").get("/policies.csv").text.splitlines()
    assert rows[0].startswith("partner_id,rma_number,line_id,state,direction,due_at_before")
    assert len(rows) == 2
    assert ",arrive_by,ship_by,True,True," in rows[1]


def test_health_says_that_targets_wait(moved: Service) -> None:
    told = text_of(moved.signed_in("ana").get("/health", Accept=HTML))
    assert "Not everything is in order." in told
    assert "1 target waits for a confirmation on the page of policies" in told


def test_health_says_that_no_target_waits(service: Service) -> None:
    opened(service.database, request(), service.clock)
    told = text_of(service.signed_in("ana").get("/health", Accept=HTML))
    assert "every running target rests on the rules and data of now" in told
