"""A message held against what it must look like: what is wrong, by JSON pointer (RFC 6901), and what is unknown there."""

import datetime as dt
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.moving.setu.shapes import Shape
from maatwerk.kernel.refusals import Refusal

LARGEST = 2_000_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SENTENCES: dict[str, str | Promise] = {
    "missing": _("“%(name)s” is missing."),
    "kind": _("This must be %(kind)s."),
    "code": _("“%(got)s” is not one of: %(codes)s."),
    "few": _("At least %(least)d must stand here."),
    "many": _("At most %(most)d may stand here."),
    "unknown": _("The standard does not know “%(name)s”. It is kept and given back."),
}
_KINDS: dict[str, str | Promise] = {
    "text": _("a text"),
    "number": _("a number"),
    "whole": _("a whole number"),
    "flag": _("true or false"),
    "day": _("a day as 2024-01-31"),
    "object": _("an object"),
    "list": _("a list"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one place of a message; `is_wrong` is false where it may stay as it is."""

    pointer: str
    code: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether a message with this is refused."""
        return self.code != "unknown"

    @property
    def sentence(self) -> str:
        """What is wrong, in the language active now."""
        return str(_SENTENCES[self.code]) % {
            name: str(_KINDS[value]) if name == "kind" else value  # type: ignore[index]
            for name, value in self.values
        }

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        return {"pointer": self.pointer, "code": self.code, "sentence": self.sentence}

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.sentence}"


def read_message(content: bytes) -> dict[str, Any]:
    """Return a message as it stands in a file.

    Raises
    ------
    Refusal
        It is too large, no JSON, or no object.
    """
    if len(content) > LARGEST:
        raise Refusal(_("This message is larger than any honest one."), code="too_large", status=422)
    try:
        message = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(_("This is no JSON: %(why)s.") % {"why": error}, code="no_json", status=422) from error
    if not isinstance(message, dict):
        raise Refusal(_("A message is a JSON object."), code="no_object", status=422)
    return message


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def findings(message: object, shape: Shape, pointer: str = "") -> Iterator[Finding]:
    """Yield what is to be said of a message, from the outside in."""
    if not _fits(message, shape):
        yield Finding(pointer, "kind", (("kind", shape.kind),))
        return
    if shape.codes and message not in shape.codes:
        yield Finding(pointer, "code", (("got", message), ("codes", ", ".join(shape.codes))))
    if isinstance(message, dict):
        yield from _of_object(message, shape, pointer)
    elif isinstance(message, list) and shape.item is not None:
        if len(message) < shape.least:
            yield Finding(pointer, "few", (("least", shape.least),))
        if shape.most is not None and len(message) > shape.most:
            yield Finding(pointer, "many", (("most", shape.most),))
        for place, each in enumerate(message):
            yield from findings(each, shape.item, f"{pointer}/{place}")


def _of_object(message: dict[str, Any], shape: Shape, pointer: str) -> Iterator[Finding]:
    for name in sorted(shape.required - message.keys()):
        yield Finding(pointer, "missing", (("name", name),))
    for name, value in message.items():
        at = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if name in shape.fields:
            yield from findings(value, shape.fields[name], at)
        elif shape.fields:
            yield Finding(at, "unknown", (("name", name),))


def _fits(value: object, shape: Shape) -> bool:
    match shape.kind:
        case "object":
            return isinstance(value, dict)
        case "list":
            return isinstance(value, list)
        case "flag":
            return isinstance(value, bool)
        case "whole":
            return (isinstance(value, int) and not isinstance(value, bool)) or (
                isinstance(value, float) and value.is_integer()
            )
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        case "day":
            return isinstance(value, str) and _is_day(value)
    return isinstance(value, str)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
