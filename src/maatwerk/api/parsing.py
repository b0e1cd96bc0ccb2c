"""What no address can take (a NUL is no text for a database and has no place in a filter), and instants as all mean them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser
from pydantic import AfterValidator

from maatwerk.kernel.refusals import Refusal

NUL = "\x00"


def holds_nul(value: object) -> bool:
    """Tell whether a text has a NUL in it, or anything inside lists and objects does."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, Mapping):
        return any(holds_nul(each) for pair in value.items() for each in pair)
    return isinstance(value, Iterable) and any(map(holds_nul, value))


def _in_utc(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        return at.replace(tzinfo=dt.UTC)
    try:
        return at.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("give a day between the years 1 and 9999") from None


#: An instant; without a zone it is UTC. PostgreSQL takes no zone beyond 15:59, so it never sees one.
Instant = Annotated[dt.datetime, AfterValidator(_in_utc)]


class TextParser(Parser):
    """Reads the query of an address, text only."""

    def parse_querydict(
        self,
        data: "MultiValueDict[str, Any]",
        list_fields: list[str],
        request: HttpRequest,
    ) -> dict[str, Any]:
        """Return the values by name, lists where lists are asked for."""
        for name, values in data.lists():
            if NUL in name or holds_nul(values):
                raise Refusal(
                    _("Leave out the character NUL (U+0000): it is no text."), code="request", status=422
                )
        return super().parse_querydict(data, list_fields, request)
