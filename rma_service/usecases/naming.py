"""What a reader calls the people behind what happened; partners learn no name of anybody else."""

from collections.abc import Collection, Mapping

from rma_service.db import people as store
from rma_service.db.engine import Database
from rma_service.domain.people import Principal, Role

A_ROLE = {
    Role.DISPATCHER: "a dispatcher",
    Role.PLANNER: "a planner",
    Role.ADMINISTRATOR: "an administrator",
    Role.PARTNER: "another partner",
}
"""What partners read for somebody who does not belong to their own company."""

NOBODY = "the service"
"""What partners read for what no person did, such as an import."""


def names_for(database: Database, reader: Principal, ids: Collection[str]) -> Mapping[str, str]:
    """Words for each principal id, as this reader may know them.

    Staff read names, of partners with their company; partners read the names of their own company,
    and of everybody else the role.
    """
    with database.read() as tx:
        known = {each.principal_id: each for each in store.people_with(tx, ids)}
    return {each: _called(known.get(each), reader, each) for each in ids}


def _called(person: Principal | None, reader: Principal, principal_id: str) -> str:
    if person is None:
        return principal_id if reader.partner_id is None else NOBODY
    name = person.name or person.principal_id
    if reader.partner_id is None:
        return f"{name} ({person.partner_id})" if person.partner_id else name
    return name if person.partner_id == reader.partner_id else A_ROLE[person.role]
