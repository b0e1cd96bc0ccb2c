"""Whatever cannot be done is said as `application/problem+json` (RFC 9457): a sentence, a code, never the input back."""

import json
import logging
import uuid
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from maatwerk.kernel.refusals import Refusal

logger = logging.getLogger(__name__)


class Problem(Schema):
    """What went wrong (RFC 9457): `code` for programmes, `detail` for people, in the language asked for."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    message: str


def problem(status: int, detail: str, *, code: str, **more: Any) -> HttpResponse:
    """Return a problem; `message` says it once more for systems that look there (Ashby)."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code} | more
    response = HttpResponse(
        json.dumps(body | {"message": detail}, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def say_problems(api: NinjaAPI) -> None:
    """Let an API say everything that goes wrong this way."""

    @api.exception_handler(Refusal)
    def refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
        more: dict[str, Any] = {"field": refusal.field} if refusal.field else {}
        if found := getattr(refusal, "problems", ()):
            more["errors"] = [each.as_dict() for each in found]
        return problem(refusal.status, refusal.sentence, code=refusal.code, **more)

    @api.exception_handler(ValidationError)
    def misunderstood(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"where": ".".join(map(str, each["loc"])), "sentence": each["msg"]} for each in error.errors
        ]
        return problem(422, _("The request is not as it should be."), code="request", errors=errors)

    @api.exception_handler(AuthenticationError)
    def unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        response = problem(401, _("Give a token that is open."), code="token")
        response.headers["WWW-Authenticate"] = 'Bearer realm="maatwerk", Basic realm="maatwerk"'
        return response

    @api.exception_handler(Http404)
    @api.exception_handler(ObjectDoesNotExist)
    def not_found(_request: HttpRequest, _error: Exception) -> HttpResponse:
        return problem(404, _("There is no such thing here."), code="not_found")

    @api.exception_handler(HttpError)
    def http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
        if (
            error.status_code == HTTPStatus.BAD_REQUEST
        ):  # a body that is no JSON: all that the framework says of it
            sentence = _("This body cannot be read. Send JSON in UTF-8, as application/json.")
            return problem(400, sentence, code="request")
        return problem(error.status_code, str(error), code="request")

    @api.exception_handler(RequestDataTooBig)
    def too_large(_request: HttpRequest, _error: Exception) -> HttpResponse:
        return problem(
            413, _("This request is larger than any honest one. Send less at once."), code="too_large"
        )

    @api.exception_handler(Exception)
    def failed(request: HttpRequest, error: Exception) -> HttpResponse:
        incident = uuid.uuid4().hex[:10]
        logger.error("incident %s at %s", incident, request.path, exc_info=error)
        sentence = _("Something went wrong here. It is written down as %(incident)s.") % {
            "incident": incident
        }
        return problem(500, sentence, code="incident", incident=incident)
