"""A refusal as a page: what was refused, why, and a way on."""

from starlette.requests import Request
from starlette.responses import Response

from rma_service.web.shell import page


def error_page(request: Request, status: int, title: str, sentence: str) -> Response:
    """Show a refusal with its HTTP status."""
    return page(request, "error.html.j2", status, title=title, sentence=sentence)


def no_network_page(request: Request) -> Response:
    """Say on a page that needs a network that none was imported yet, and who imports one."""
    return error_page(
        request,
        404,
        "There is no network yet",
        "Whoever runs this service brings one in with `rma import DIRECTORY`. "
        "Then depots, stock and questions are here.",
    )
