"""One way to choose an opportunity in a form, however many there are."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Right
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.models import Opportunity
from maatwerk.apps.opportunities.queries import listed

#: More than this is no list to choose from: from there on one types, and the newest are proposed.
MOST_LISTED = 100

#: The end of the key: its beginning is a time, which all that came with one import share.
_CODE = re.compile(r"\[([0-9a-f]{8})\]$")


class OpportunityField(forms.Field):
    """Choose one opportunity: from a list while it can be overseen, by typing its title beyond that.

    Make it where the form is made: it reads what there is. Its value is the key, or None where nothing was chosen.
    """

    def __init__(self, *, only_open: bool = False, but: uuid.UUID | None = None, **kwargs: Any) -> None:
        self._found = listed(None, only_open=only_open)
        if but is not None:
            self._found = self._found.exclude(pk=but)
        shown = list(self._found.values_list("pk", "title", "place")[: MOST_LISTED + 1])
        self.is_typed = len(shown) > MOST_LISTED
        self.is_empty = not shown
        kwargs["widget"] = _Typed(shown[:MOST_LISTED]) if self.is_typed else _list(shown, kwargs)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show what was chosen before by its title, where one types."""
        key = _uuid(str(value or ""))
        if not self.is_typed or key is None:
            return value
        row = self._found.filter(pk=key).values_list("pk", "title", "place").first()
        return _label(*row) if row else value

    def to_python(self, value: Any) -> uuid.UUID | None:
        """Return the key of what was chosen or typed.

        Raises
        ------
        ValidationError
            There is none, or more than one, that this can mean.
        """
        text = str(value or "").strip()
        if not text:
            return None
        keys = list(_meant(self._found, text).values_list("pk", flat=True)[:2])
        if not keys:
            raise ValidationError(_("There is none called so. Choose one that is proposed while you type."))
        if len(keys) > 1:
            raise ValidationError(
                _("More than one is called so. Choose from what is proposed, with its code.")
            )
        return keys[0]


class _Typed(forms.TextInput):
    """A box to type in, with the newest proposed; without scripts too."""

    def __init__(self, rows: Iterable[tuple[uuid.UUID, str, str]]) -> None:
        super().__init__({"autocomplete": "off"})
        self.rows = list(rows)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        key = f"{(attrs or {}).get('id', name)}-proposed"
        box = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((_label(*row),) for row in self.rows))
        return format_html('{}<datalist id="{}">{}</datalist>', box, key, options)


def _list(rows: Iterable[tuple[uuid.UUID, str, str]], field: dict[str, Any]) -> forms.Select:
    none = [] if field.get("required", True) else [("", "–")]
    return forms.Select(choices=[*none, *((str(key), title) for key, title, _place in rows)])


def _label(key: uuid.UUID, title: str, place: str) -> str:
    return f"{title}{f' – {place}' if place else ''} [{key.hex[-8:]}]"


def _meant(found: QuerySet[Opportunity], text: str) -> QuerySet[Opportunity]:
    if key := _uuid(text):
        return found.filter(pk=key)
    if code := _CODE.search(text):
        return found.annotate(code=Right(Cast("pk", CharField()), 8)).filter(code=code[1])
    return found.filter(title__iexact=text)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
