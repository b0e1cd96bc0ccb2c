"""Forms on a person's own pages."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.vacancies.public import DISTANCES, HOURS, PAYS
from maatwerk.ui import formats
from maatwerk.ui.forms import RefusableForm

LONGEST = 4000


class AskForm(RefusableForm):
    """Words of one's own."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, label: str | Promise, needs_words: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = str(label)
        self.fields["text"].required = needs_words


class ContactForm(RefusableForm):
    """Who a person is, corrected by that person."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )


class WishForm(RefusableForm):
    """What work somebody looks for. Everything may stay empty."""

    words = forms.CharField(
        label=_("What kind of work?"),
        required=False,
        max_length=80,
        help_text=_("In a few words, such as “customer service”."),
    )
    place = forms.CharField(label=_("Near which place?"), required=False, max_length=80)
    km = forms.TypedChoiceField(
        label=_("How far away at most?"),
        required=False,
        coerce=int,
        choices=[(str(km), f"{km} km") for km in DISTANCES],
        initial="25",
    )
    hours = forms.ChoiceField(label=_("Hours a week"), required=False)
    pay = forms.ChoiceField(label=_("Pay a month, full time, at least"), required=False)
    by_mail = forms.BooleanField(
        label=_("Tell me by mail"),
        required=False,
        help_text=_(
            "At most once a day, and only when something new fits. You can stop it here at any moment."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = ("", _("does not matter"))
        self.fields["hours"].choices = [anything, *((str(n), str(n)) for n in HOURS)]  # type: ignore[attr-defined]
        self.fields["pay"].choices = [anything, *((str(n), f"€ {formats.number(n)}") for n in PAYS)]  # type: ignore[attr-defined]
