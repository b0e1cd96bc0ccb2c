"""The short way of an answer: from the web server to the database and back, past everything an answer does not need.

A player with scripts asks for the next screen alone. Its link's token is the whole credential, so sessions, accounts,
forgery checks and the headers of pages have no part in it; their machinery would cost more than the answer itself.
Whatever is not the plain case (a last answer, a wrong one, a stranger's link, an error) takes the ordinary way through
Django afterwards: the same answer sent twice counts once, so nothing is lost by asking again.
"""

import re
import uuid
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import psycopg
from django.db import connections
from django.http import QueryDict

from maatwerk.apps.assessments import playing
from maatwerk.apps.assessments.answers import answer_from
from maatwerk.apps.assessments.limits import ANSWERS
from maatwerk.apps.assessments.operations import sessions
from maatwerk.apps.assessments.operations.sessions import NotThisScreen, given_from
from maatwerk.apps.assessments.playing import Place
from maatwerk.apps.assessments.screens import screen_part

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
#: No answer is longer: the longest work sample, each sign of it written as nine.
LARGEST = 200_000
_ANSWER = re.compile(
    r"/t/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/([\w-]{20,60})/answer/", re.ASCII
)
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]


class AnswersFirst:
    """A WSGI application that takes plain answers itself and leaves everything else to the product."""

    def __init__(self, product: Application) -> None:
        self.product = product

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, or pass on what came as it came."""
        if environ["REQUEST_METHOD"] == "POST" and "HTTP_X_PLAYER" in environ:
            found, length = _ANSWER.fullmatch(environ["PATH_INFO"]), environ.get("CONTENT_LENGTH") or ""
            if found and length.isdecimal() and int(length) <= LARGEST:
                body = environ["wsgi.input"].read(int(length))
                part = _next_screen(uuid.UUID(found[1]), found[2], body)
                if part is not None:
                    content = part.encode()
                    start_response("200 OK", [*HEADERS, ("Content-Length", str(len(content)))])
                    return [content]
                environ["wsgi.input"] = BytesIO(body)
        return self.product(environ, start_response)


def _next_screen(organisation_id: uuid.UUID, token: str, body: bytes) -> str | None:
    """Store a plain answer and return the next screen; None where the ordinary way must say what is the matter."""
    if not ANSWERS.take(token):
        return None
    connections["default"].close_if_unusable_or_obsolete()
    try:
        form = QueryDict(body)
        given = given_from(organisation_id, token, form)
        item = sessions.item_of(given)
        answered = sessions.answer(given, answer_from(item.kind, item.content, form))
    except (KeyError, ValueError, NotThisScreen, psycopg.Error):
        return None
    if answered.screen is None:
        return None
    content = playing.content_of(Place(organisation_id, given.module_id))
    address = f"/t/{organisation_id}/{token}/answer/"
    return screen_part(content, answered.screen, address=address, language=answered.language)
