"""Forms of the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice.public import ModelVersion
from maatwerk.apps.organisations.public import COLLEAGUES_ROLES, colleagues
from maatwerk.apps.register.models import ChangePlan, Component
from maatwerk.apps.register.rules import LONGEST_TEXT
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import DayInput


def _text(label: Any, *, help_text: Any = "", required: bool = True, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONGEST_TEXT, widget=widget
    )


class OwnerForm(RefusableForm):
    """A form in which somebody who answers for it is chosen."""

    owner_id = forms.TypedChoiceField(label=_("Who answers for it?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [  # type: ignore[attr-defined]
            (str(one.user_id), one.name) for one in colleagues(*COLLEAGUES_ROLES)
        ]


class StatementForm(OwnerForm):
    purpose = _text(_("What is it for?"))
    ground = forms.ChoiceField(label=_("Legal ground"), choices=Component.Ground.choices)
    profiles_people = forms.TypedChoiceField(
        label=_("Does it judge people?"),
        coerce=lambda said: said == "yes",
        choices=[("yes", _("Yes")), ("no", _("No"))],
        help_text=_("What judges people is high-risk by law, whatever else it does."),
    )
    field_order = ("purpose", "ground", "profiles_people", "owner_id")


class SheetForm(RefusableForm):
    origin = _text(_("Where do the data come from?"))
    original_purpose = _text(_("What were they collected for?"))
    gaps = _text(_("Who or what is missing in them?"))
    bias_check = _text(_("What was looked for between groups, and what was found?"))


class PreparationForm(RefusableForm):
    overseers = _text(
        _("Who oversees the advice, and what were they trained in?"), help_text=_("Roles, not names."), rows=2
    )
    overseers_on = forms.DateField(label=_("Trained on"), widget=DayInput)
    workers = _text(
        _("How were workers and their representatives told that it is used?"),
        help_text=_("Where nobody works yet whom it is used on, say so."),
        rows=2,
    )
    workers_on = forms.DateField(label=_("Workers were told on"), widget=DayInput)
    assessment = _text(
        _("Where does the data protection impact assessment stand?"),
        help_text=_("Title, version and place. Its data sheet is among the documents of a version."),
        rows=2,
    )
    assessment_on = forms.DateField(label=_("Signed on"), widget=DayInput)
    is_public_service = forms.TypedChoiceField(
        label=_("Is this a public body, or does it provide a public service?"),
        coerce=lambda said: said == "yes",
        choices=[("no", _("No")), ("yes", _("Yes"))],
        help_text=_("If so, the effect on fundamental rights is weighed first (AI Act, article 27)."),
    )
    rights = _text(
        _("Where does the assessment of fundamental rights stand?"),
        help_text=_("Only for public bodies and public services."),
        required=False,
        rows=2,
    )
    rights_on = forms.DateField(label=_("Assessed on"), widget=DayInput, required=False)


class PlanForm(RefusableForm):
    largest_move = forms.FloatField(
        label=_("How far may a weight move?"),
        min_value=0.01,
        max_value=10,
        localize=True,
        help_text=_("In log-odds per standard deviation; 0.3 is a clear change."),
    )
    least_people = forms.IntegerField(label=_("From at least how many people must it learn?"), min_value=1)
    may_enter = forms.MultipleChoiceField(
        label=_("What may come in that is not in it yet?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    verdicts = forms.MultipleChoiceField(
        label=_("With which findings may it go live?"),
        choices=ModelVersion.Verdict.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = _text(_("Why are these bounds right?"))

    def __init__(self, *args: Any, concepts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["may_enter"].choices = concepts  # type: ignore[attr-defined]


class CouncilForm(RefusableForm):
    answer = forms.ChoiceField(
        label=_("Works council"), choices=ChangePlan.Council.choices, widget=forms.RadioSelect
    )
    reason = _text(_("Where does the consent stand (date, document), or why is none needed?"), rows=2)


class ReasonForm(RefusableForm):
    reason = _text(_("Why?"), rows=2)


class ReviewForm(OwnerForm):
    interval_months = forms.IntegerField(label=_("Every how many months?"), min_value=1, max_value=120)
    next_on = forms.DateField(label=_("Next on"), widget=DayInput)
    field_order = ("owner_id", "interval_months", "next_on")


class OutcomeForm(RefusableForm):
    outcome = _text(_("What did you look at, what did you find, and what follows from it?"), rows=4)


class RiskForm(OwnerForm):
    hazard = _text(_("What may go wrong?"), rows=2)
    misuse = _text(_("Which misuse can one expect?"), required=False, rows=2)
    mitigation = _text(_("What is done about it?"), required=False, rows=2)
    test = _text(_("Which test shows that it works?"), required=False, rows=2)
    field_order = ("hazard", "misuse", "mitigation", "test", "owner_id")


class VisitForm(RefusableForm):
    email = forms.EmailField(label=_("E-mail address of the auditor"), max_length=254)
    firm = forms.CharField(label=_("Firm or body"), max_length=120)
    independence = _text(
        _("Why are they independent?"),
        help_text=_("Of your organisation, and of who supplies this platform."),
        rows=2,
    )
    until = forms.DateField(label=_("They may look until"), widget=DayInput)
