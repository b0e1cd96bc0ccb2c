"""Pages for when it goes wrong: what happened, what now, and an incident number to quote."""

import logging
import secrets
import sys
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

#: Statuses with a page of their own; any other status gets the page of its class.
PAGES: Final = frozenset({400, 403, 404, 409, 413, 500})


def incident_number() -> str:
    """Make a number that a person can read out loud: two groups of four, without look-alikes."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    letters = "".join(secrets.choice(alphabet) for _position in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def error_page(
    request: HttpRequest, status: int, *, sentence: str = "", incident: str | None = None
) -> HttpResponse:
    """Answer with the page of a status; `sentence` replaces the general explanation.

    The number is logged with the address, so that who reads the log finds what the person saw. For 500, no
    context processor and no database is used: whatever broke may be one of them.
    """
    number = incident or incident_number()
    logger.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "incident %s: %s %s answered %s",
        number,
        request.method,
        request.path,
        status,
        exc_info=sys.exc_info() if status >= 500 and sys.exc_info()[0] else None,
    )
    page = status if status in PAGES else 500 if status >= 500 else 400
    context = {"status": status, "sentence": sentence, "incident": number}
    body = render_to_string(f"{page}.html", context, None if status >= 500 else request)
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400; for ``handler400``."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403; for ``handler403``."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; for ``handler404``."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; for ``handler500``."""
    return error_page(request, 500)
