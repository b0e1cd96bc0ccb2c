"""Forms of validity: what people state, and what is written down before an experiment."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.validity.models import Experiment
from maatwerk.apps.validity.rules import FEWEST_PLANNED, MOST_PLANNED
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import DayInput

Words = forms.Textarea(attrs={"rows": 3})


class ReliabilityForm(RefusableForm):
    value = forms.FloatField(
        label=_("How reliably is work rated?"),
        localize=True,
        min_value=0.01,
        max_value=1,
        help_text=_(
            "Between 0 and 1: how far two raters of the same people agree, or one rater a month later."
        ),
    )
    source = forms.CharField(
        label=_("Where does this number come from?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Your own raters if you can. A published mean, as 0.52 for one rater (Viswesvaran 1996), is second best."
        ),
    )


class WorthForm(RefusableForm):
    base_rate = forms.FloatField(
        label=_("Of 100 applicants taken as they come, how many would do well?"),
        localize=True,
        min_value=1,
        max_value=99,
    )
    applicants = forms.IntegerField(label=_("Applicants in a year"), min_value=2)
    hired = forms.IntegerField(label=_("Hires in a year"), min_value=1)
    salary_euros = forms.IntegerField(
        label=_("Salary of a year, in euros"),
        min_value=1,
        required=False,
        help_text=_("Without an amount below, 40% of it counts as the difference (Schmidt & Hunter 1983)."),
    )
    sd_euros = forms.IntegerField(
        label=_("Difference a year between a good and a middling colleague, in euros"),
        min_value=1,
        required=False,
        help_text=_(
            "What somebody who does better than five in six yields more than somebody in the middle."
        ),
    )
    years = forms.FloatField(
        label=_("How many years does somebody stay?"), localize=True, min_value=0.1, max_value=40
    )
    cost_euros = forms.FloatField(
        label=_("Cost of testing one applicant, in euros"), localize=True, min_value=0
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the amount or the salary it follows from."""
        found = super().clean() or {}
        if not self.errors and not found.get("sd_euros") and not found.get("salary_euros"):
            self.add_error("sd_euros", _("Give this amount, or the salary above."))
        return found


class ExperimentForm(RefusableForm):
    family = forms.ChoiceField(label=_("For which work?"))
    way = forms.ChoiceField(
        label=_("Which step is tried in two ways?"),
        choices=[
            (
                Experiment.Way.OWN_VIEW_FIRST.value,
                _("Writing down an own view: before the advice opens, or free"),
            ),
            (Experiment.Way.DROP_PART.value, _("A part of the tests: left out, or taken")),
            (Experiment.Way.INTERVIEW_FIRST.value, _("The interview: before the tests, or after them")),
        ],
        help_text=_("Only ways that you may use for everybody."),
    )
    part = forms.ChoiceField(
        label=_("Which test is left out?"),
        required=False,
        help_text=_("Only where a part of the tests is left out. The advice may not rest on it."),
    )
    hypothesis = forms.CharField(
        label=_("What do you expect, and why?"),
        widget=Words,
        help_text=_("For example: whoever writes down an own view first follows the advice less blindly."),
    )
    outcome = forms.ChoiceField(
        label=_("By what do you see it?"),
        choices=[(code, capfirst(label)) for code, label in Experiment.Outcome.choices],
    )
    months = forms.IntegerField(
        label=_("After how many months?"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Only for “still here”."),
    )
    planned = forms.IntegerField(
        label=_("How many applications, both ways together?"),
        min_value=FEWEST_PLANNED,
        max_value=MOST_PLANNED,
    )
    stop_on = forms.DateField(label=_("Last day"), widget=DayInput)

    def __init__(
        self, *args: Any, families: list[tuple[str, str]], parts: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family"].choices = families  # type: ignore[attr-defined]
        self.fields["part"].choices = [("", "–"), *parts]  # type: ignore[attr-defined]


class ReasonForm(RefusableForm):
    reason = forms.CharField(label=_("Your reason"), widget=forms.Textarea(attrs={"rows": 2}))
