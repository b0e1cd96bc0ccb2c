"""Idempotency-Key: a request that is sent again gets the answer of the first, and nothing happens twice."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from maatwerk.api.auth import caller
from maatwerk.apps.messages.public import Answered, Asked, claim, keep_answer
from maatwerk.kernel.refusals import Refusal

P = ParamSpec("P")
LONGEST_KEY = 255
REPEATED = "Idempotency-Replayed"
KEPT_HEADERS = ("Location", "ETag")


def once(endpoint: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer a request under the same Idempotency-Key once; runs inside the transaction of the endpoint.

    What was refused is not kept: the same key may be used again once the request was put right.
    """

    @wraps(endpoint)
    def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)
        asked = _asked(request)
        if asked is None:
            return endpoint(*args, **kwargs)
        before = claim(asked)
        if before is not None:
            return HttpResponse(
                before.body,
                status=before.status,
                headers=before.headers | {REPEATED: "true"},
                content_type="application/json",
            )
        response = endpoint(*args, **kwargs)
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        keep_answer(asked, Answered(response.status_code, headers, response.content.decode()))
        return response

    answered.is_done_once = True  # type: ignore[attr-defined]  # shown in the description
    return answered


def _asked(request: HttpRequest) -> Asked | None:
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return None
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Refusal(
            _("An Idempotency-Key has at most %(most)d signs.") % {"most": LONGEST_KEY},
            code="idempotency_key",
            status=422,
        )
    said = hashlib.sha256(request.body).hexdigest()
    return Asked(caller(request).id, key, f"{request.method} {request.get_full_path()} {said}".encode())
