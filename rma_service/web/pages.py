"""Every page of the service, and the files that pages load."""

from starlette.routing import BaseRoute

from rma_service.web import (
    assets,
    board,
    cases,
    clocks,
    fault_tags,
    jobs,
    moves,
    network,
    new_rma,
    people,
    plans,
    policies,
    relocations,
    sign_in,
    what_if,
)


def page_routes() -> list[BaseRoute]:
    """Routes of all pages; addresses with fixed words come before those with a name in them."""
    routers = (
        assets.router,
        sign_in.router,
        new_rma.router,
        cases.router,
        fault_tags.router,
        moves.router,
        relocations.router,
        clocks.router,
        board.router,
        plans.router,
        jobs.router,
        what_if.router,
        network.router,
        people.router,
        policies.router,
    )
    return [route for router in routers for route in router.routes]
