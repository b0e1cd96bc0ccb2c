"""Forms of packages and orders."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.models import Module
from maatwerk.apps.opportunities.public import OpportunityField
from maatwerk.ui.forms import RefusableForm


class PackageForm(RefusableForm):
    """A new package."""

    name = forms.CharField(label=_("Name"), max_length=160)
    valid_days = forms.IntegerField(
        label=_("An invitation works for so many days"), min_value=1, max_value=90, initial=14
    )
    grants_nip_right = forms.BooleanField(
        label=_("Candidates see their results first and may withhold them"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opportunity"] = OpportunityField(
            only_open=True,
            label=_("For which vacancy"),
            required=False,
            help_text=_("Leave this open for a template: partners' systems order it by its key."),
        )
        self.order_fields(["name", "opportunity"])


class KeepForm(RefusableForm):
    """A template made of a package."""

    name = forms.CharField(label=_("What the template is called"), max_length=160)


class UseForm(RefusableForm):
    """A package used again for a vacancy."""

    def __init__(self, *args: Any, but: uuid.UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = OpportunityField(only_open=True, but=but, label=_("For which vacancy"))
        self.fields["vacancy"] = chooser
        self.has_vacancies = not chooser.is_empty


class ModuleForm(RefusableForm):
    """One test in a package, and how it is given."""

    instrument_id = forms.ChoiceField(label=_("Test"))
    delivery = forms.ChoiceField(
        label=_("How"), choices=Module.Delivery.choices, widget=forms.RadioSelect, initial="fixed"
    )
    minutes = forms.FloatField(
        label=_("Minutes for all of it"),
        required=False,
        min_value=0.5,
        max_value=240,
        help_text=_("Leave this open for no clock. More time that somebody was granted is added by itself."),
    )
    may_pause = forms.BooleanField(label=_("May be paused"), required=False, initial=True)
    max_length = forms.IntegerField(
        label=_("Most items per scale, where each next item fits the answers so far"),
        min_value=1,
        max_value=200,
        initial=15,
    )
    stop_se = forms.FloatField(
        label=_("Stop earlier once the standard error is at most"),
        required=False,
        min_value=0.05,
        max_value=1.5,
        initial=0.4,
        help_text=_("In standard deviations of the norm group."),
    )

    def __init__(self, *args: Any, tests: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument_id"].choices = tests  # type: ignore[attr-defined]


class ResponsibilityForm(RefusableForm):
    """What must be settled before anybody is tested."""

    agreement = forms.CharField(
        label=_("What was agreed with the client, and where is it kept?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    assessor = forms.ChoiceField(label=_("Who answers for giving and explaining these tests?"))
    competence = forms.CharField(
        label=_("What qualifies this assessor?"),
        help_text=_("A registration or certificate, for example NIP or EFPA level 2."),
    )

    def __init__(self, *args: Any, assessors: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessor"].choices = assessors  # type: ignore[attr-defined]


class AccommodationForm(RefusableForm):
    """What somebody needs to show what they can."""

    extra_time = forms.TypedChoiceField(
        label=_("More time"),
        coerce=float,
        choices=[
            ("0", _("no more time")),
            ("0.25", _("a quarter more")),
            ("0.5", _("half as much more")),
            ("1", _("twice the time")),
        ],
        widget=forms.RadioSelect,
        initial="0.25",
    )
    without_clock = forms.BooleanField(label=_("No clock at all"), required=False)
