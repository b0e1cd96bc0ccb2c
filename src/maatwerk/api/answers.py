"""What is answered: JSON with an ETag, so that who has it already is sent nothing, and who changes it changes what they saw."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, RootModel

from maatwerk.kernel.refusals import Refusal


def answer(out: BaseModel, *, status: int = 200, location: str = "") -> HttpResponse:
    """Return a schema as JSON with its ETag."""
    return as_json(out.model_dump_json().encode(), status=status, location=location)


def answer_list(items: list[BaseModel]) -> HttpResponse:
    """Return schemas as a JSON array."""
    return as_json(RootModel[list[BaseModel]](items).model_dump_json(serialize_as_any=True).encode())


def as_json(body: bytes, *, status: int = 200, location: str = "") -> HttpResponse:
    """Return a body of JSON with its ETag."""
    response = HttpResponse(body, status=status, content_type="application/json")
    response.headers["ETag"] = etag_of(body)
    if location:
        response.headers["Location"] = location
    return response


def etag_of(body: bytes) -> str:
    """Return the strong ETag of an answer: equal bytes, equal tag."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def has_it(request: HttpRequest, etag: str) -> bool:
    """Whether the caller says that they have this already (If-None-Match; RFC 9110, section 13.1.2)."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in {one.removeprefix("W/") for one in known}


def must_have_seen(request: HttpRequest, current: BaseModel) -> None:
    """Refuse a change of something that the caller did not see as it is now (If-Match; RFC 9110, section 13.1.1)."""
    given = request.headers.get("If-Match", "")
    if not given:
        raise Refusal(
            _("Say with If-Match which version you change: the ETag with which you read it."),
            code="if_match_missing",
            status=428,
        )
    if etag_of(current.model_dump_json().encode()) not in parse_etags(given) and given != "*":
        raise Refusal(
            _("This was changed since you read it. Read it again, then change it."),
            code="changed_meanwhile",
            status=412,
        )
