"""Forms of the joined pages."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import Decision, Instant
from maatwerk.apps.journeys.words import REASONS
from maatwerk.apps.opportunities.public import JobFamilyRow
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import AnchoredScale, DayInput

Rows = forms.Textarea(attrs={"rows": 3})


class ApplicantForm(RefusableForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    source = forms.CharField(label=_("How they found us"), max_length=120, required=False)


class OwnViewForm(RefusableForm):
    opinion = forms.TypedChoiceField(
        label=_("Would this person do well in this job?"),
        coerce=int,
        choices=[
            (1, _("Surely not")),
            (2, _("Probably not")),
            (3, _("I cannot say")),
            (4, _("Probably")),
            (5, _("Surely")),
        ],
        widget=AnchoredScale,
    )
    note = forms.CharField(label=_("What does your view rest on?"), widget=Rows)


class DecisionForm(RefusableForm):
    choice = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Your own reason"),
        widget=Rows,
        help_text=_(
            "Also when you follow the advice: the decision is yours. The applicant may ask for this reason."
        ),
    )
    deviation = forms.ChoiceField(
        label=_("Does your choice go against the advice?"),
        required=False,
        choices=[(code, capfirst(label)) for code, label in Decision.Deviation.choices],
    )
    as_of = Instant(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], advised: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]
        if not advised:  # where nothing was advised, nothing can go against it
            del self.fields["deviation"]


class FollowUpForm(RefusableForm):
    still_here = forms.ChoiceField(
        label=_("Does this person still work here?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unknown", _("I cannot say"))],
        widget=forms.RadioSelect,
    )
    performance = forms.TypedChoiceField(
        label=_("How well does the work go?"),
        required=False,
        coerce=float,
        empty_value=None,
        widget=AnchoredScale,
        help_text=_(
            "Compared with what this job asks, not with other people. It is used to check our tests, never to appraise anybody."
        ),
    )
    separated_on = forms.DateField(
        label=_("Last day of work"), required=False, widget=DayInput, help_text=_("Only if the person left.")
    )
    reason_code = forms.ChoiceField(
        label=_("Why did the person leave?"),
        required=False,
        choices=[("", "—"), *REASONS.items()],
    )
    reason_note = forms.CharField(
        label=_("Anything to add?"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    missing_reason = forms.CharField(
        label=_("If you cannot say: why not?"),
        required=False,
        max_length=200,
        help_text=_("For example: moved to another team."),
    )

    def __init__(self, *args: Any, family: JobFamilyRow, early: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if early:  # before its day a question can only be closed: who is still here will be asked about then
            self.fields["still_here"].choices = [("no", _("No, the person left"))]  # type: ignore[attr-defined]
            self.fields["still_here"].initial = "no"
            del self.fields["missing_reason"]
            for name in ("separated_on", "reason_code"):
                self.fields[name].required = True
        low, high = int(family.rating_low), int(family.rating_high)
        ends = {low: _("far below what the job asks"), high: _("far above what the job asks")}
        middle = (low + high) // 2
        ends.setdefault(middle, _("what the job asks"))
        self.fields["performance"].choices = [  # type: ignore[attr-defined]
            (value, capfirst(ends.get(value, str(value)))) for value in range(low, high + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where nothing can be said."""
        found = super().clean() or {}
        if found.get("still_here") == "unknown" and not found.get("missing_reason"):
            self.add_error(
                "missing_reason", _("Say why you cannot answer; “I do not know this person” is an answer.")
            )
        return found


class ReasonForm(RefusableForm):
    reason = forms.CharField(label=_("Your reason"), widget=Rows)
