"""What the matrix of routes x people x ids is made of: seeds, ids for addresses, bodies that fit.

A route is asked for with ids of the asker's own company, of the other company, mixed, and random.
A name in an address that is not known here, or a body that does not fit, makes the test fail: so
new routes must be given theirs.
"""

from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

from optimizer.dispatch.bounded import solved
from optimizer.executors import Hear
from rma_service.db.engine import Database
from rma_service.domain.job import Job
from rma_service.domain.people import Principal
from rma_service.domain.plan_record import WishList
from rma_service.usecases.asking_what_if import answer_what_if, ask_what_if
from rma_service.usecases.dispatch import start_plan
from rma_service.usecases.first_people import CAST
from rma_service.usecases.running import Clock, Keep, run_due_job
from tests.cast import Service
from tests.matrix_bodies import SCENARIO
from tests.small_record import fill, opened, planned, request, tag

CANARY = "canary of Dan"
"""Words in everything of Dan's; nobody of another partner may ever read them."""

SITES = {"PA01": "S1", "PA02": "S3"}
TENANT_NAMES = ("rma_number", "line_id", "key_id")
RANDOM = {"rma_number": "RMA2611-2222222", "line_id": "RMA2611-2222222-01", "key_id": "0" * 16}
OTHER = {"Carol": "Dan", "Dan": "Carol"}


@dataclass(slots=True)
class Seeds:
    """A service with an RMA and a key of Carol's and of Dan's, a plan and jobs."""

    service: Service
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    ids_of_route: dict[str, dict[str, str]] = field(default_factory=dict)

    def variants(self, template: str, asker: str) -> dict[str, str]:
        """Addresses of a route for somebody: own, foreign, mixed, random; or plain."""
        names = [name for _, name, _, _ in Formatter().parse(template) if name]
        shared = self.shared | self.ids_of_route.get(template, {})
        tenant = [name for name in names if name in TENANT_NAMES]
        own = self.ids.get(asker, self.ids["Carol"])
        if not tenant:
            return {"plain": template.format_map(shared)}
        found = {
            "own": template.format_map(shared | own),
            "random": template.format_map(shared | RANDOM),
        }
        if asker in OTHER:
            foreign = self.ids[OTHER[asker]]
            found["foreign"] = template.format_map(shared | foreign)
            for name in tenant[1:]:
                found[f"own but {name}"] = template.format_map(shared | own | {name: foreign[name]})
        return found


def seeds_in(service: Service, folder: Path) -> Seeds:
    """Fill a service."""
    service.clock.forward(hours=1)  # the hour of the small record
    fill(service.database, folder, free=4)
    people = {each.name: each for each in CAST}
    seeds = Seeds(service)
    for name in ("Carol", "Dan"):
        seeds.ids[name] = _of_partner(service, people[name])
    for name in ("Ana", "Ben", "Ada"):
        seeds.ids[name] = seeds.ids["Carol"] | {"key_id": _key(service, name)}
    record = planned(service.database, service.clock)
    asked = ask_what_if(service.database, service.clock, people["Ben"], SCENARIO)
    run_due_job(service.database, service.clock, {"what_if": _what_if})
    for template in ("/what-if/{job_id}", "/v1/what-if/{job_id}"):
        seeds.ids_of_route[template] = {"job_id": asked.job_id}
    of_key = "/v1/people/{user_id}/api-keys/{key_id}"
    seeds.ids_of_route[of_key] = {"user_id": "U-ADA"}
    for template in ("/policies/{name}", "/v1/policies/{name}"):
        seeds.ids_of_route[template] = {"name": "xfusion-co-care"}
    job = start_plan(service.database, service.clock, people["Ana"], WishList())
    seeds.shared = {
        "plan_version": str(record.plan_version),
        "job_id": job.job_id,
        "user_id": "U-BEN",
        "slug": "busy",
        "name": "tokens.css",
        "move": "complete",
        "deed": "enable",
    }
    return seeds


def _of_partner(service: Service, principal: Principal) -> dict[str, str]:
    words = CANARY if principal.name == "Dan" else "nothing special"
    site = SITES[principal.partner_id or ""]
    new = request(tag(product_serial=f"{site}-P1-0001", symptom=words), site_id=site)
    rma = opened(service.database, new, service.clock, principal)
    ids = {"rma_number": rma.rma_number, "line_id": rma.lines[0].line_id}
    return ids | {"key_id": _key(service, principal.name)}


def _what_if(database: Database, clock: Clock, job: Job, _hear: Hear) -> Keep:
    answer = answer_what_if(database, clock, job, solved)
    return lambda _: answer


def _key(service: Service, name: str) -> str:
    label = CANARY if name == "Dan" else "matrix"
    made = service.signed_in(name.casefold()).post("/v1/api-keys", {"label": label})
    return str(made.json()["key_id"])
