"""Forms of applying."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.applying.rules import MOST_SHORT_TEXT, holds_citizen_number
from maatwerk.apps.applications.models import Intake
from maatwerk.apps.people.public import Channel
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import DayInput

_YES_NO = [("yes", _("Yes")), ("no", _("No"))]
LARGEST_RESUME = 200_000


class YouForm(RefusableForm):
    """Who somebody is and how they want to hear: the first page."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send you a link to go on later. An address or a phone number is enough."),
    )
    phone = forms.RegexField(
        label=_("Your phone number"),
        regex=r"^\+?[0-9][0-9 ().-]{5,24}$",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"invalid": _("Type a phone number, with digits and spaces only.")},
    )
    channel = forms.ChoiceField(
        label=_("How do you want to hear from us?"),
        choices=[(value, capfirst(label)) for value, label in Channel.choices],
        widget=forms.RadioSelect,
        initial=Channel.MAIL,
    )
    language = forms.ChoiceField(
        label=_("In which language?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        """Hold the channel to what was given for it."""
        given = super().clean() or {}
        if self.errors:
            return given
        if not given.get("email") and not given.get("phone"):
            self.add_error("email", _("Fill in an e-mail address or a phone number, so that we can answer."))
        elif given.get("channel") == Channel.MAIL and not given.get("email"):
            self.add_error("channel", _("You gave no e-mail address; choose another way."))
        elif given.get("channel") != Channel.MAIL and not given.get("phone"):
            self.add_error("channel", _("You gave no phone number; choose another way."))
        return given


class QuestionsForm(RefusableForm):
    """The vacancy's own questions, each in its kind."""

    def __init__(self, *args: Any, questions: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, str] = {}
        for number, one in enumerate(questions, 1):
            self.keys[f"question_{number}"] = one["id"]
            self.fields[f"question_{number}"] = _field(one)

    def clean(self) -> dict[str, Any]:
        """Refuse what must not be asked for and is not needed: a citizen service number (GDP-14)."""
        given = super().clean() or {}
        for name, value in list(given.items()):
            if isinstance(value, str) and holds_citizen_number(value):
                self.add_error(
                    name, _("This looks like your citizen service number. Leave it out: nobody needs it now.")
                )
        return given

    def answers(self) -> dict[str, str]:
        """Return what was filled in and makes sense, by the key of its question."""
        return {
            self.keys[name]: value.isoformat() if isinstance(value, dt.date) else str(value)
            for name, value in self.cleaned_data.items()
            if name in self.keys and value not in (None, "")
        }


def _field(one: Mapping[str, Any]) -> forms.Field:
    common = {"label": one["text"], "required": bool(one["required"])}
    if one["kind"] == "yes_no":
        return forms.ChoiceField(choices=_YES_NO, widget=forms.RadioSelect, **common)
    if one["kind"] == "choice":
        choices = [(text, text) for text in one["choices"]]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if one["kind"] == "number":
        return forms.DecimalField(
            max_digits=12, decimal_places=2, widget=forms.NumberInput(attrs={"step": "any"}), **common
        )
    if one["kind"] == "date":
        return forms.DateField(widget=DayInput, **common)
    return forms.CharField(
        max_length=MOST_SHORT_TEXT, widget=forms.Textarea(attrs={"rows": 4}), strip=True, **common
    )


class CheckForm(RefusableForm):
    """The last page: one thing that must be, and two that are a free choice."""

    read = forms.BooleanField(label=_("I have read what happens with my data."))
    may_keep_longer = forms.BooleanField(
        label=_("You may keep my data for a year, to tell me of other work. I can take this back."),
        required=False,
    )
    may_keep_source = forms.BooleanField(
        label=_("You may keep with my file by which link I came, to see which channels work."), required=False
    )


class AgainForm(RefusableForm):
    """For who applied here before."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class IntakeForm(RefusableForm):
    """How people apply for one vacancy."""

    documents = forms.ChoiceField(
        label=_("What may people send along?"),
        choices=[(value, capfirst(label)) for value, label in Intake.Documents.choices],
        widget=forms.RadioSelect,
    )
    orders_test = forms.BooleanField(
        label=_("Invite everybody who applies to the tests of this vacancy at once"), required=False
    )
    hides_photo = forms.BooleanField(
        label=_("Show nobody's photo before somebody decided (for all vacancies)"), required=False
    )


def contact_from_resume(content: bytes) -> dict[str, str]:
    """Return name, mail and phone from a résumé in JSON (jsonresume.org); nothing else of it is read.

    >>> contact_from_resume(b'{"basics": {"name": "Noor", "email": "n@x.example", "label": "cook"}}')
    {'name': 'Noor', 'email': 'n@x.example'}
    """
    try:
        basics = json.loads(content.decode("utf-8-sig"))["basics"]
        found = {key: basics.get(key) for key in ("name", "email", "phone")}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {key: value[:200] for key, value in found.items() if isinstance(value, str) and value.strip()}
