"""Harvest's pages: `per_page` and `page`, or `since_id`; the way on stands in the `Link` header."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import BaseModel, Field

from maatwerk.api.answers import as_json
from maatwerk.api.parsing import Instant
from maatwerk.kernel.refusals import Refusal

#: Pages by number are looked for from the beginning; further in one follows the Link header, which goes on by key.
FURTHEST = 10_000


class Paging(Schema):
    """Which part of a list."""

    per_page: int = Field(default=100, ge=1, le=500)
    page: int = Field(default=1, ge=1, le=FURTHEST)
    since_id: uuid.UUID | None = None
    skip_count: bool = True

    @property
    def offset(self) -> int:
        """How many come before this page."""
        before = 0 if self.since_id else (self.page - 1) * self.per_page
        if before > FURTHEST:
            raise Refusal(
                _("Pages by number end here. Follow the Link header, or ask with since_id."),
                code="too_far",
                status=422,
            )
        return before


class Times(Paging):
    """Which part of a list, by when things came to be."""

    created_after: Instant | None = None
    created_before: Instant | None = None


def as_list(
    request: HttpRequest, paging: Paging, found: Sequence[tuple[uuid.UUID, BaseModel]]
) -> HttpResponse:
    """Return at most `per_page` of what was found (key, item); one more than that was looked for.

    The next page is told by key, not by number: nothing is skipped or told twice when something comes in meanwhile.
    """
    shown = found[: paging.per_page]
    response = as_json(b"[" + b",".join(one.model_dump_json().encode() for _key, one in shown) + b"]")
    links = []
    if len(found) > paging.per_page:
        links.append(f'<{_at(request, paging, since_id=str(shown[-1][0]))}>; rel="next"')
    if paging.page > 1 and not paging.since_id:
        links.append(f'<{_at(request, paging, page=paging.page - 1)}>; rel="prev"')
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def _at(request: HttpRequest, paging: Paging, **changes: Any) -> str:
    asked = {key: value for key, value in request.GET.items() if key not in ("page", "since_id")}
    query = urlencode(asked | {"per_page": paging.per_page} | changes)
    return f"{request.build_absolute_uri(request.path)}?{query}"
