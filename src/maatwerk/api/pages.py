"""Pages by key: what follows is found after the last one seen, however long the list and whatever came in meanwhile."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from maatwerk.api.answers import as_json
from maatwerk.kernel import tenancy
from maatwerk.kernel.refusals import Refusal

Limit = Annotated[int, Field(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[
    str,
    Field(max_length=200, description="From `next` of the page before; works with the same filters alone."),
]
USUAL = 50


class Place:
    """Where a list goes on: signed, for one organisation, one list and one set of filters."""

    def __init__(self, name: str, filters: Mapping[str, object] | None = None) -> None:
        self.filters = {key: str(value) for key, value in (filters or {}).items() if value}
        said = urlencode(sorted(self.filters.items()))
        self._signer = signing.Signer(salt=f"api.cursor:{tenancy.current_organisation()}:{name}:{said}")

    def after(self, cursor: str) -> uuid.UUID | None:
        """Return the key after which to go on; refuse a cursor that was not given out for this list."""
        if not cursor:
            return None
        try:
            return uuid.UUID(self._signer.unsign(cursor))
        except (signing.BadSignature, ValueError):
            raise Refusal(
                _(
                    "This cursor is not one of this list. Begin without a cursor, or take over the filters too."
                ),
                code="cursor",
                status=400,
            ) from None

    def cursor(self, key: uuid.UUID) -> str:
        """Return the cursor that goes on after a key."""
        return self._signer.sign(key.hex)


def page(
    request: HttpRequest, place: Place, found: Sequence[tuple[uuid.UUID, BaseModel]], *, limit: int
) -> HttpResponse:
    """Return at most `limit` of what was found (key, item); one more than that was looked for, to see whether more follows."""
    following = place.cursor(found[limit - 1][0]) if len(found) > limit else None
    told = b",".join(one.model_dump_json().encode() for _key, one in found[:limit])
    quoted = f'"{following}"' if following else "null"
    response = as_json(b'{"data":[' + told + b'],"next":' + quoted.encode() + b"}")
    if following:
        query = urlencode(place.filters | {"limit": limit, "cursor": following})
        response.headers["Link"] = f'<{request.build_absolute_uri(request.path)}?{query}>; rel="next"'
    return response
