"""Answers to test items take a short way in: their link's token is all they need.

Sessions, accounts, messages and organisations' pages have no part in it, and their machinery would cost more than the
answer itself; so would the headers of pages, in whose place an answer brings its own. Stands first in `MIDDLEWARE`.
"""

import re
import uuid
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from maatwerk.apps.assessments.views.player import answer

_ANSWER = re.compile(
    r"/t/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/([\w-]{20,60})/answer/", re.ASCII
)


class AnswerMiddleware:
    """Hand answers to the player at once; every other request goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass on."""
        if request.method == "POST" and (found := _ANSWER.fullmatch(request.path_info)):
            try:
                response = answer(request, uuid.UUID(found[1]), found[2])
            except Http404:
                return self.get_response(request)  # the ordinary way writes the page
            response.headers["Content-Length"] = str(len(response.content))
            return response
        return self.get_response(request)
