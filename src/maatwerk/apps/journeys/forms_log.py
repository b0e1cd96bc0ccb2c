"""The search of the event log."""

import uuid
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.journeys.event_words import kinds
from maatwerk.apps.organisations.public import colleagues
from maatwerk.ui.widgets import DayInput


class LogSearchForm(forms.Form):
    """By kind, colleague, days and key; every field may stay empty."""

    kind = forms.ChoiceField(label=_("What happened"), required=False)
    actor = forms.TypedChoiceField(label=_("Who did it"), required=False, coerce=uuid.UUID, empty_value=None)
    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("Up to and including"), required=False, widget=DayInput)
    key = forms.UUIDField(
        label=_("Key of a person, a colleague or a thing"),
        required=False,
        help_text=_("Follow a link under “About” below, or paste a key from an export."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "invalid": _("This is not a key. A key looks like 0190a3c2-7f1e-7a30-8c55-2b1f00c4d9e8.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [
            ("", _("Everything")),
            *((kind, capfirst(words)) for kind, words in kinds()),
        ]
        who = [(str(one.user_id), one.name) for one in colleagues()]
        fields["actor"].choices = [("", _("Everybody")), *who]

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        found = super().clean() or {}
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return found
