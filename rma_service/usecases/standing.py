"""Where the equipment of a request stands, when parts are re-arranged to go there, and the promise.

Until delivery is re-arranged, the promise of the old site holds and the new one is owed nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, replace
from datetime import date, datetime

from optimizer.files.records import ContractRow, Directory, RelocationRow, RequestRow
from rma_service.domain.relocation import (
    Arrangement,
    Equipment,
    Relocation,
    Standing,
    moves_of,
    standing_of,
)
from rma_service.policies.case import Case
from rma_service.policies.deadline import Deadline
from rma_service.policies.evaluate import evaluate
from rma_service.policies.outcome import Outcome
from rma_service.policies.policy import Policy


def standing_at(
    row: RequestRow, directory: Directory, policy: Policy, requested_on: date
) -> Standing:
    """Where the equipment of a request stands, and whose promise holds when it is made."""
    contract = directory.contracts[row.contract_id]
    equipment = Equipment(row.contract_id, contract.site_id, row.platform, row.product_serial)
    moves = moves_of(
        moves_under(row.contract_id, directory), equipment, row.requested_at, requested_on
    )
    return standing_of(
        moves,
        contract.site_id,
        row.requested_at,
        lambda move: arrangement_of(move, directory, policy),
    )


def is_known_in(directory: Directory, row: RelocationRow) -> bool:
    """Whether contract and sites of a move are in use."""
    there = all(name in directory.network.sites for name in (row.from_site_id, row.to_site_id))
    return there and row.contract_id in directory.contracts


def moves_under(contract_id: str, directory: Directory) -> Iterator[Relocation]:
    """Moves of equipment under a contract that a directory tells."""
    rows = (row for row in directory.relocations if row.contract_id == contract_id)
    return (Relocation(*astuple(row)) for row in rows)


def sites_connected(directory: Directory, site_ids: Iterable[str], told_by: datetime) -> set[str]:
    """Some sites, and all those with which moves connect them that were told by an instant."""
    found, more = set(site_ids), True
    while more:
        ends = [
            {row.from_site_id, row.to_site_id}
            for row in directory.relocations
            if row.notice_received_at <= told_by
            and len({row.from_site_id, row.to_site_id} & found) == 1
        ]
        found, more = found.union(*ends), bool(ends)
    return found


def arrangement_of(move: Relocation, directory: Directory, policy: Policy) -> Arrangement:
    """When parts delivery to the new site is re-arranged; at once where the policy has no term.

    Source: deadlines.md CC-3-RELOC-R.
    """
    outcome = relocation_outcome(
        "relocation_rearrange",
        {"notice_received_at": move.notice_received_at},
        move,
        directory,
        policy,
    )
    if outcome is None:
        return Arrangement(move.notice_received_at, None, "", "")
    due_at, due_on = outcome.values["due_at"], outcome.values["due_date"]
    if not isinstance(due_at, datetime) or not isinstance(due_on, date):
        raise TypeError(f"{policy.document} sets no day for re-arranged delivery.")
    return Arrangement(due_at, due_on, outcome.clause, outcome.quote)


def relocation_outcome(
    purpose: str,
    event: Mapping[str, object],
    move: Relocation,
    directory: Directory,
    policy: Policy,
) -> Outcome | None:
    """What a policy says of a move, at the clock of the new site; None: nothing."""
    target = policy.uses.get(purpose)
    if target is None:
        return None
    site = directory.network.sites[move.to_site_id]
    case = Case(
        target=target,
        service_level=None,
        priority=None,
        event=event,
        country=site.country,
        subdivision=site.subdivision,
        timezone=site.timezone,
        params=directory.contracts[move.contract_id].params,
    )
    return evaluate(policy, case, trace=False)


def contract_at(
    directory: Directory, site_id: str, platform: str, product_serial: str
) -> str | None:
    """Contract of a platform at a site: of the very unit that moved there, else of those there."""
    there = [
        move
        for move in directory.relocations
        if move.to_site_id == site_id and move.platform == platform
    ]
    of_unit = [move.contract_id for move in there if move.product_serial == product_serial]
    if product_serial and of_unit:
        return of_unit[-1]
    installed = directory.installed_contracts.get((site_id, platform))
    of_all = [move.contract_id for move in there if move.product_serial is None]
    return installed or (of_all[-1] if of_all else None)


def installed_at(row: RequestRow, contract: ContractRow, standing: Standing) -> str:
    """Site whose row of the installed base tells of the equipment of a request."""
    moved_there = standing.move is not None and _is_there(row, standing)
    return contract.site_id if moved_there else row.site_id


def guarded_at(row: RequestRow, standing: Standing) -> str:
    """Site at which the batch guard counts a request: where its equipment stands."""
    return standing.stands_at if _is_there(row, standing) else row.site_id


def left_by(row: RequestRow, standing: Standing) -> Relocation | None:
    """Move by which equipment left the site of a request for good; None: it did not."""
    return None if _is_there(row, standing) else standing.move


def as_arranged(found: Deadline, row: RequestRow, standing: Standing, policy: Policy) -> Deadline:
    """Owe a new site nothing before parts delivery is re-arranged; the deadline stands anyway.

    What is not owed for another reason keeps that.
    """
    move, arrangement = standing.move, standing.arrangement
    waits = standing.in_between and row.site_id == standing.stands_at
    if move is None or arrangement is None or not waits or not found.owed:
        return found
    reason = (
        f"The {move.platform} was relocated from {move.from_site_id} to {move.to_site_id} on "
        f"{move.relocated_on}; parts delivery is re-arranged by {arrangement.until}, and until "
        f"then {standing.promised_at} is owed the parts and {move.to_site_id} is not."
    )
    return replace(
        found,
        owed=False,
        not_owed_reason=reason,
        clause=arrangement.clause,
        miss_weight=policy.not_owed.miss_weight,
        late_weight=policy.not_owed.late_weight,
        trace=found.trace and replace(found.trace, quote=arrangement.quote),
    )


def _is_there(row: RequestRow, standing: Standing) -> bool:
    return row.site_id in (standing.stands_at, standing.promised_at)
