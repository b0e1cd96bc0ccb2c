"""Forms of cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.cases.rules import LONGEST_TEXT
from maatwerk.ui.forms import RefusableForm


class AnswerForm(RefusableForm):
    """What the person is told, and whether they are right."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "It goes by mail as you write it, and onto the person's own page beside your role, or your name where that is shown."
        ),
    )
    upheld = forms.TypedChoiceField(
        label=_("What does it come to?"),
        coerce=lambda value: value == "yes",
        choices=[
            ("no", _("This answers it; nothing else is to be done")),
            ("yes", _("They are right: something is still to be carried out")),
        ],
        widget=forms.RadioSelect,
        initial="no",
    )


class AssignForm(RefusableForm):
    """Who answers."""

    owner = forms.TypedChoiceField(label=_("Who answers this?"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]


class CloseForm(RefusableForm):
    """What was done."""

    done = forms.CharField(
        label=_("What was done?"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For colleagues. Leave names and other personal data out: this stays after erasure."),
    )
