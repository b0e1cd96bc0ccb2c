"""Forms of audits."""

from collections.abc import Sequence
from typing import Any

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


class WeightingForm(RefusableForm):
    """Which weighting somebody chooses, and why. There is no other field: nothing in it can be of one group."""

    weighting = forms.ChoiceField(label=_("Which weighting?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why this one?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "It stays with the version and in its documents, with your name. Who decides later reads it."
        ),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weighting"].choices = choices  # type: ignore[attr-defined]
