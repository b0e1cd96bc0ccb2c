"""Forms of privacy."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import OpportunityField
from maatwerk.apps.organisations.public import Role, colleagues
from maatwerk.apps.privacy.models import Incident, IncidentScope, IncidentStep
from maatwerk.apps.privacy.queries import accounts
from maatwerk.apps.privacy.rules import LONGEST_REASON
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import DayInput, MomentInput


class HoldForm(RefusableForm):
    """Why an erasure is held, and when somebody looks again; whom, unless the page says so already."""

    reason = forms.CharField(
        label=_("Why is it held?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For instance: a complaint or a lawsuit, with its number. Leave names out."),
    )
    review_on = forms.DateField(label=_("When does somebody look again?"), widget=DayInput())

    def __init__(self, *args: Any, has_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_person:
            self.fields["subject"] = OpportunityField(
                label=_("Everybody who applied for"),
                help_text=_("To hold one person, begin at that person."),
            )
            self.order_fields(["subject"])


class EndForm(RefusableForm):
    """Why a hold is over."""

    because = forms.CharField(
        label=_("Why is the hold over?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leave names out."),
    )


def _offered(kinds: type[TextChoices]) -> list[tuple[str, str]]:
    """Return choices as they stand alone, each beginning with a capital."""
    return [(value, capfirst(label)) for value, label in kinds.choices]


class IncidentForm(RefusableForm):
    """What is known of an incident."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    what = forms.CharField(
        label=_("What happened?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Which data or which advice, how it came to light. Leave names out."),
    )
    aware_at = forms.DateTimeField(
        label=_("When did somebody here become aware of it?"),
        widget=MomentInput(),
        help_text=_("The clock begins at this moment, not when you fill this in."),
    )
    happened_at = forms.DateTimeField(
        label=_("When did it happen?"),
        required=False,
        widget=MomentInput(),
        help_text=_("Leave it empty as long as nobody knows."),
    )
    consequences = forms.CharField(
        label=_("What may it lead to for the people concerned?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner_id = forms.TypedChoiceField(label=_("Who answers for it?"), coerce=uuid.UUID)
    is_exercise = forms.BooleanField(
        label=_("This is an exercise"),
        required=False,
        help_text=_("It says so on every page and paper, and nobody outside is written to."),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _offered(Incident.Kind)  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = [  # type: ignore[attr-defined]
            (str(one.user_id), one.name) for one in colleagues(Role.ADMINISTRATOR)
        ]
        if not is_new:
            del self.fields["is_exercise"]


class ScopeForm(RefusableForm):
    """Whom an incident concerns; which of the fields count depends on the first."""

    kind = forms.ChoiceField(label=_("Who is concerned?"), widget=forms.RadioSelect)
    account = forms.TypedChoiceField(
        label=_("Account"),
        required=False,
        coerce=uuid.UUID,
        empty_value=None,
        help_text=_("From the log: files, documents and advice opened, and lists taken along. A list looked at on the "
                    "screen is not in the log: choose its vacancy as well."),
    )  # fmt: skip
    since = forms.DateTimeField(label=_("From"), required=False, widget=MomentInput())
    until = forms.DateTimeField(label=_("Up to and including"), required=False, widget=MomentInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = [("", "–")]
        self.fields["kind"].choices = _offered(IncidentScope.Kind)  # type: ignore[attr-defined]
        self.fields["vacancy"] = OpportunityField(label=_("Vacancy"), required=False)
        self.order_fields(["kind", "vacancy"])
        self.fields["account"].choices = none + [  # type: ignore[attr-defined]
            (str(key), name if here else _("%(name)s (no colleague any more)") % {"name": name})
            for key, name, here in accounts()
        ]


class StepForm(RefusableForm):
    """What was done about an incident."""

    kind = forms.ChoiceField(label=_("What was done?"), widget=forms.RadioSelect)
    at = forms.DateTimeField(label=_("When?"), widget=MomentInput())
    words = forms.CharField(
        label=_("How, with which reference, or why not?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave names out."),
    )
    why_late = forms.CharField(
        label=_("If the authority was told after the clock: why?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, is_breach: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = _offered(IncidentStep.Kind)
        if is_breach:
            offered = [one for one in offered if one[0] != IncidentStep.Kind.PROVIDER]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]


class LetterToPeopleForm(RefusableForm):
    """One letter to everybody on the list, in each language that people are written to in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in settings.LANGUAGES:
            self.fields[f"words_{language}"] = forms.CharField(
                label=_("The letter in %(language)s") % {"language": name},
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 5, "lang": language}),
            )

    def words(self) -> dict[str, str]:
        """Return what is written, by language."""
        return {language: self.cleaned_data[f"words_{language}"] for language, _name in settings.LANGUAGES}


class LearnedForm(RefusableForm):
    """What an incident taught."""

    learned = forms.CharField(
        label=_("What did you learn, and what changes because of it?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Leave names out."),
    )
