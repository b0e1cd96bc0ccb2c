"""What every answer carries: how much of the allowance is left, and for reads an ETag; who has it already gets a 304.

Also what no address answers: HEAD, as GET without its body (RFC 9110, section 9.3.2), and addresses that are none.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from maatwerk.api.answers import etag_of, has_it
from maatwerk.api.problems import problem
from maatwerk.apps.messages.public import REQUESTS
from maatwerk.kernel.limits import Knock

View = Callable[..., HttpResponseBase]
OK = 200
NOT_MODIFIED = 304
NOT_ALLOWED = 405
TOO_MANY = 429
WINDOW = round(REQUESTS.burst / REQUESTS.per_hour * 3600)  # seconds in which an empty allowance is full again


def finish(patterns: list[Any]) -> None:
    """Let every view below these addresses answer this way."""
    for one in patterns:
        if isinstance(one, URLPattern):
            one.callback = _finished(one.callback)


def _finished(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
        except Http404:  # the root, which is no operation
            response = no_address(request)
        if response.status_code == NOT_ALLOWED:
            response = _not_here(response.headers.get("Allow", ""))
        if request.method == "GET" and response.status_code == OK and isinstance(response, HttpResponse):
            response = _unless_known(request, response)
        if knock := getattr(request, "knock", None):
            _say_allowance(request, response, knock)
        if is_head and isinstance(response, HttpResponse):
            request.method = "HEAD"
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    return answered


@csrf_exempt
def no_address(_request: HttpRequest) -> HttpResponse:
    """Answer what leads to no part of the API, as everything else that cannot be done."""
    return problem(
        404,
        _("There is no such address. All of them are described at %(where)s.")
        % {"where": "/api/openapi.json"},
        code="not_found",
    )


def _not_here(methods: str) -> HttpResponse:
    allowed = ", ".join(sorted(methods.split(", ")))
    response = problem(
        NOT_ALLOWED, _("This can only be done with %(methods)s.") % {"methods": allowed}, code="method"
    )
    response.headers["Allow"] = allowed
    return response


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    etag = response.headers.get("ETag") or etag_of(response.content)
    response.headers["ETag"] = etag
    if has_it(request, etag):
        kept = {name: response.headers[name] for name in ("ETag", "Link") if name in response.headers}
        response = HttpResponse(status=NOT_MODIFIED, headers=kept)
        del response.headers["Content-Type"]
    if hasattr(request, "auth"):
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Vary"] = "Authorization, Accept-Language"
    return response


def _say_allowance(request: HttpRequest, response: HttpResponseBase, knock: Knock) -> None:
    """Tell what is left, as draft-ietf-httpapi-ratelimit-headers does, and Harvest's own headers where it is imitated."""
    response.headers["RateLimit-Policy"] = f'"token";q={REQUESTS.burst};w={WINDOW}'
    response.headers["RateLimit"] = f'"token";r={knock.left};t={knock.full_in}'
    if request.path.startswith("/api/harvest/"):
        response.headers["X-RateLimit-Limit"] = str(REQUESTS.burst)
        response.headers["X-RateLimit-Remaining"] = str(knock.left)
    if response.status_code == TOO_MANY:
        response.headers["Retry-After"] = str(max(1, knock.again_in))
