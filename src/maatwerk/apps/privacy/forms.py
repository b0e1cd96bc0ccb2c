"""Forms of privacy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import opportunities
from maatwerk.apps.privacy.rules import LONGEST_REASON
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import DayInput


class HoldForm(RefusableForm):
    """Why an erasure is held, and when somebody looks again; whom, unless the page says so already."""

    subject = forms.ChoiceField(
        label=_("Everybody who applied for"), help_text=_("To hold one person, begin at that person.")
    )
    reason = forms.CharField(
        label=_("Why is it held?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For instance: a complaint or a lawsuit, with its number. Leave names out."),
    )
    review_on = forms.DateField(label=_("When does somebody look again?"), widget=DayInput())

    def __init__(self, *args: Any, has_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_person:
            del self.fields["subject"]
        else:
            choices = [(str(one.id), one.title) for one in opportunities()]
            self.fields["subject"].choices = choices  # type: ignore[attr-defined]


class EndForm(RefusableForm):
    """Why a hold is over."""

    because = forms.CharField(
        label=_("Why is the hold over?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leave names out."),
    )
