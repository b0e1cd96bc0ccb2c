"""The short way of an answer: from the web server to the database and back, past everything an answer does not need.

A player with scripts asks for the next screen alone. Its link's token is the whole credential, so sessions, accounts,
forgery checks and the headers of pages have no part in it; their machinery would cost more than the answer itself.
Whatever is not the plain case (a last answer, a wrong one, a stranger's link, an error) takes the ordinary way through
Django afterwards: the same answer sent twice counts once, so nothing is lost by asking again.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import psycopg
from django.db import DatabaseError, connections

from maatwerk.apps.assessments.answers import answer_from
from maatwerk.apps.assessments.limits import ANSWERS
from maatwerk.apps.assessments.operations.answering import (
    NotThisScreen,
    answer,
    given_from,
    question_of,
)
from maatwerk.apps.assessments.screens import screen_part

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
#: No answer is longer: the longest work sample, each sign of it written as nine.
LARGEST = 200_000
MOST_FIELDS = 200
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


class Form(dict[str, str]):
    """What a form sent: each name with the last of its values; `getlist` has them all. Django's own costs thrice this."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self._pairs = pairs

    def getlist(self, name: str) -> list[str]:
        """Return every value of a name, in the order in which they came."""
        return [value for one, value in self._pairs if one == name]


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
    connections["default"].close_if_unusable_or_obsolete()
    try:
        if not ANSWERS.take(token):
            return None
        form = Form(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        question = question_of(given_from(organisation_id, token, form))
        answered = answer(question, answer_from(question.item.kind, question.item.content, form))
    except (KeyError, ValueError, NotThisScreen, psycopg.Error, DatabaseError):
        return None
    if answered.screen is None:
        return None
    address = f"/t/{organisation_id}/{token}/answer/"
    return screen_part(question.content, answered.screen, address=address, language=answered.language)
