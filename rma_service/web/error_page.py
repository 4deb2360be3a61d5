"""A refusal as a page: what was refused, why, and a way on."""

from starlette.requests import Request
from starlette.responses import Response

from rma_service.web.shell import page


def error_page(request: Request, status: int, title: str, sentence: str) -> Response:
    """Show a refusal with its HTTP status."""
    return page(request, "error.html.j2", status, title=title, sentence=sentence)
