"""Policies to read, and targets that new rules or data would set otherwise."""

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.api.door import Reading, Writing, answer, answered, answered_once
from rma_service.api.policy_models import (
    ChangesShown,
    ConfirmedShown,
    PoliciesShown,
    PolicyShown,
    ReadDigest,
    WholePolicyShown,
)
from rma_service.usecases.confirming import confirm_changes
from rma_service.usecases.policy_texts import list_policies, read_policy
from rma_service.usecases.target_changes import changes_of

router = APIRouter(tags=["Policies"])


@router.get("/v1/policies", response_model=PoliciesShown)
def get_policies(call: Reading) -> Response:
    """Policies with their editions; partners see those that their contracts name."""
    found = list_policies(call.database, call.principal)
    items = [PolicyShown.model_validate(each) for each in found]
    return answered(call, answer(PoliciesShown(items=items)))


@router.get("/v1/policies/{name}", response_model=WholePolicyShown)
def get_policy(name: str, call: Reading) -> Response:
    """One policy: targets, parameters and exclusions of every edition, and your own readings."""
    found = read_policy(call.database, call.principal, name)
    shown = WholePolicyShown.model_validate(
        {
            "name": found.text.name,
            "document": found.text.document,
            "editions": found.text.editions,
            "contracts": found.contracts,
        }
    )
    return answered(call, answer(shown))


@router.get("/v1/targets/changes", response_model=ChangesShown)
def get_target_changes(call: Reading) -> Response:
    """Targets that the rules and data of now would set otherwise; nothing changes by itself."""
    return answered(call, answer(ChangesShown.of(changes_of(call.database))))


@router.post("/v1/targets/changes/confirmation", response_model=ConfirmedShown)
def post_confirmation(body: ReadDigest, call: Writing) -> Response:
    """Change the targets of the list that was read; 409 when it is another one by now."""
    return answered_once(
        call,
        lambda done: answer(ConfirmedShown.of(done)),
        lambda once: confirm_changes(*call.means, body.digest, once),
    )
