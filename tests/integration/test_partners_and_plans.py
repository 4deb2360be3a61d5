"""What a partner reads of a plan in which another company stands in the way: nothing of it."""

from pathlib import Path

import pytest

from optimizer.dispatch.bounded import NoPlanError, Solved
from optimizer.dispatch.problem import DispatchProblem, LinePlan, Verdict
from rma_service.domain.rma_record import Rma
from rma_service.usecases.plans import plan_of
from rma_service.usecases.rmas import open_rma
from tests.cast import Service
from tests.page_text import HTML, text_of
from tests.small_record import CAROL, DAN, fill, planned, request, tag


def not_now(_: DispatchProblem, _seconds: float) -> Solved:
    """No promise is given at once, so that the plan gives the first one."""
    raise NoPlanError("busy")


@pytest.fixture
def rivals(service: Service, tmp_path: Path) -> tuple[Service, Rma, Rma]:
    """Carol and Dan want the one unit that lies in Frankfurt, both in Mainz and in four hours."""
    service.clock.forward(hours=1)
    fill(service.database, tmp_path / "tiny", free=1)
    first = open_rma(service.database, service.clock, CAROL, request(), solve=not_now)
    wanted = request(tag(product_serial="S3-P1-0001"), site_id="S3")
    second = open_rma(service.database, service.clock, DAN, wanted, solve=not_now)
    return service, first, second


def loser_of(service: Service) -> LinePlan:
    """The line of a new plan that gets nothing; numbers of RMAs are drawn, so it may be either."""
    version = planned(service.database, service.clock).plan_version
    lost = [
        each
        for each in plan_of(service.database, version).plan.lines
        if each.verdict is Verdict.IMPOSSIBLE_TOGETHER
    ]
    assert len(lost) == 1
    return lost[0]


def test_staff_read_who_would_lose_and_what_would_help(rivals: tuple[Service, Rma, Rma]) -> None:
    service, *both = rivals
    lost = loser_of(service)
    (winner,) = (
        line.line_id for rma in both for line in rma.lines if line.line_id != lost.line.line_id
    )
    assert lost.would_lose == (winner,)
    # One more unit in Frankfurt and both are met.
    helps = [each.sentence for each in lost.relaxations if each.kind == "unit"]
    assert helps
    ana = service.signed_in("ana")
    page = text_of(ana.get("/plans/1", Accept=HTML))
    document = ana.get("/v1/plans/1").json()["document"]
    sheet = ana.get("/plans/1/lines.csv", Accept=HTML).text
    for told in (page, sheet, str(document)):
        assert winner in told
        assert helps[0] in told
    assert "What would help" in page


def test_a_partner_reads_nothing_of_the_other_company(rivals: tuple[Service, Rma, Rma]) -> None:
    service, *both = rivals
    lost = loser_of(service)
    (mine,) = (rma for rma in both if rma.rma_number == lost.line.rma_number)
    (other,) = (rma for rma in both if rma is not mine)
    loser, winner = ("carol", "Dan") if mine.partner_id == "PA01" else ("dan", "Carol")
    reader = service.signed_in(loser)
    number = mine.rma_number
    told = {
        path: reader.get(path, Accept=accept)
        for path, accept in (
            ("/cases", HTML),
            (f"/cases/{number}", HTML),
            (f"/cases/{number}/promise", HTML),
            ("/cases.csv", HTML),
            (f"/v1/rmas/{number}", "application/json"),
            (f"/v1/rmas/{number}/targets", "application/json"),
            (f"/v1/rmas/{number}/events", "application/json"),
            ("/v1/rmas", "application/json"),
        )
    }
    read = {path: answer.text for path, answer in told.items() if answer.status_code == 200}
    assert len(read) == len(told)
    secrets = [other.rma_number, other.lines[0].line_id, other.partner_id, winner]
    secrets += ["would cost", "Met with"]
    leaks = [(path, each) for path, text in read.items() for each in secrets if each in text]
    assert leaks == []
    # What the plan says of the line is told, without the line that stands in its way.
    assert any("others use what it needs" in text for text in read.values())
    assert "by breaking the promise of" not in "".join(read.values())


@pytest.mark.parametrize(
    "path", ["/v1/plans", "/v1/plans/1", "/v1/plans/1/problem", "/plans/1", "/plans/1/lines.csv"]
)
def test_a_partner_reads_no_plan_at_all(rivals: tuple[Service, Rma, Rma], path: str) -> None:
    service, first, _ = rivals
    planned(service.database, service.clock)
    refused = service.signed_in("dan").get(path, Accept="application/json")
    assert refused.status_code in {403, 404}
    assert first.rma_number not in refused.text
