"""Forms of audits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.audits.models import AlarmStep
from maatwerk.apps.audits.rules import LONGEST_TEXT
from maatwerk.ui.forms import RefusableForm


class StepForm(RefusableForm):
    """What somebody thinks, does or found about an alarm."""

    kind = forms.ChoiceField(
        label=_("What do you write down?"), choices=AlarmStep.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "It stays as you write it, with your name and the moment. Leave names of applicants out."
        ),
    )
