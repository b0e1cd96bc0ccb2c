"""What no address can take: a NUL, which is no text for a database and has no place in a name, a title or a filter."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser

from maatwerk.kernel.refusals import Refusal

NUL = "\x00"


def holds_nul(value: object) -> bool:
    """Tell whether a text has a NUL in it, or anything inside lists and objects does."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, Mapping):
        return any(holds_nul(each) for pair in value.items() for each in pair)
    return isinstance(value, Iterable) and any(map(holds_nul, value))


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
