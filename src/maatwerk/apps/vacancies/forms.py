"""Forms of vacancies."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import HEAVIEST, LEVELS
from maatwerk.apps.vacancies.campaigns import Plan
from maatwerk.apps.vacancies.contracts import QuestionSpec, Terms
from maatwerk.apps.vacancies.models import Campaign, HiringTeamMember, Question, Requisition, Vacancy
from maatwerk.apps.vacancies.places import place_named
from maatwerk.apps.vacancies.rules import CURRENCIES, MOST_HOURS, QUICK_QUESTIONS
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import DayInput

CENTS = 100


class SearchForm(forms.Form):
    words = forms.CharField(label=_("Work, skill or employer"), max_length=80, required=False)
    place = forms.CharField(label=_("Town"), max_length=80, required=False)


class SavedSearchForm(RefusableForm):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Used for this only. One click in any mail ends it, and we forget the address."),
    )


def _choices(kind: Any) -> list[tuple[str, Any]]:
    return [(value, capfirst(label)) for value, label in kind.choices]


class TermsForm(RefusableForm):
    """What the employer promises. Each thing the law asks is asked in one sentence."""

    pay_low = forms.DecimalField(
        label=_("Pays from"),
        min_value=1,
        max_digits=10,
        decimal_places=2,
        required=False,
        help_text=_(
            "The law asks you to say before anybody applies what the work pays; never ask what they earned."
        ),
    )
    pay_high = forms.DecimalField(label=_("to"), min_value=1, max_digits=10, decimal_places=2, required=False)
    pay_period = forms.ChoiceField(label=_("Per"), choices=[
        ("hour", _("hour")), ("month", _("month")), ("year", _("year"))], initial="month")  # fmt: skip
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(one, one) for one in CURRENCIES], initial="EUR"
    )
    hours_low = forms.FloatField(
        label=_("Hours a week, from"), min_value=1, max_value=MOST_HOURS, required=False
    )
    hours_high = forms.FloatField(label=_("to"), min_value=1, max_value=MOST_HOURS, required=False)
    contract = forms.ChoiceField(label=_("Contract"), choices=_choices(Vacancy.Contract), required=False)
    contract_months = forms.IntegerField(
        label=_("Months, if it ends"), min_value=1, max_value=60, required=False
    )
    remote = forms.ChoiceField(
        label=_("Where is the work done?"), choices=_choices(Vacancy.Remote), initial="no"
    )
    latitude = forms.FloatField(label=_("Degrees north"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(
        label=_("Degrees east"),
        required=False,
        min_value=-180,
        max_value=180,
        help_text=_("Only where we do not know the town: then people can search by distance."),
    )
    starts_on = forms.DateField(label=_("Starts on"), widget=DayInput, required=False)
    apply_until = forms.DateField(
        label=_("Apply until"),
        widget=DayInput,
        required=False,
        help_text=_("The day after, it leaves the board by itself."),
    )
    answer_days = forms.IntegerField(
        label=_("Everybody hears something within so many days"), min_value=1, max_value=60, initial=5
    )
    contact_email = forms.EmailField(
        label=_("Where people can ask something"), help_text=_("Stands on the public page.")
    )
    language = forms.ChoiceField(label=_("Language of the vacancy"), choices=settings.LANGUAGES)
    isco = forms.RegexField(
        r"^\d{4}$",
        label=_("ISCO group"),
        required=False,
        help_text=_(
            "Four digits of the official classification of work. Filled in for kinds of work we know."
        ),
    )

    FOLDED: tuple[str, ...] = ("currency", "contract_months", "remote", "latitude", "longitude", "starts_on", "apply_until",
              "answer_days", "language", "isco")  # fmt: skip

    def terms(self, place: str) -> Terms:
        """Return what was filled in; the place gives its coordinates where we know it."""
        given = self.cleaned_data
        spot = place_named(place)
        latitude, longitude = given.get("latitude"), given.get("longitude")
        if latitude is None and longitude is None and spot is not None:
            latitude, longitude = spot.latitude, spot.longitude
        return Terms(
            language=given["language"],
            pay_low_cents=_cents(given.get("pay_low")),
            pay_high_cents=_cents(given.get("pay_high") or given.get("pay_low")),
            pay_period=given["pay_period"],
            currency=given["currency"],
            hours_low=given.get("hours_low"),
            hours_high=given.get("hours_high") or given.get("hours_low"),
            contract=given["contract"],
            contract_months=given.get("contract_months"),
            remote=given["remote"],
            latitude=latitude,
            longitude=longitude,
            starts_on=given.get("starts_on"),
            apply_until=given.get("apply_until"),
            answer_days=given["answer_days"],
            contact_email=given["contact_email"],
            isco=given.get("isco") or "",
        )

    def folded(self) -> list[forms.BoundField]:
        """Return the fields that have a good answer already; out of sight until somebody looks."""
        return [self[name] for name in self.FOLDED]

    def has_wrong_default(self) -> bool:
        """Whether an error stands in a field that is folded away."""
        return any(bound.errors for bound in self.folded())

    @staticmethod
    def initial_of(terms: Terms) -> dict[str, Any]:
        """Return what the form shows of existing terms."""
        found = {name: getattr(terms, name) for name in TermsForm.base_fields if hasattr(terms, name)}
        for end in ("low", "high"):
            cents = getattr(terms, f"pay_{end}_cents")
            found[f"pay_{end}"] = None if cents is None else cents / CENTS
            hours = getattr(terms, f"hours_{end}")
            found[f"hours_{end}"] = None if hours is None else f"{hours:g}"
        return found


class VacancyForm(TermsForm):
    """A vacancy told and its terms."""

    title = forms.CharField(label=_("Title"), max_length=160)
    place = forms.CharField(
        label=_("Town"), max_length=120, required=False, widget=forms.TextInput(attrs={"list": "towns"})
    )
    description = forms.CharField(
        label=_("What somebody will do"),
        required=False,
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "Three to six plain sentences are enough. Tell about the work, not about who should apply."
        ),
    )


class NewVacancyForm(VacancyForm):
    """The one page of who has no time."""

    job_family = forms.CharField(
        label=_("Kind of work"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "job-families", "autocomplete": "off"}),
        help_text=_(
            "Vacancies for the same kind of work share one model. Left empty, it follows from the title."
        ),
    )
    template = forms.UUIDField(required=False, widget=forms.HiddenInput)
    manager = forms.ChoiceField(
        label=_("Hiring manager"),
        help_text=_("Will be asked how the new colleague does, after 3, 6, 9 and 12 months."),
    )
    FOLDED = ("job_family", "manager", "template", *TermsForm.FOLDED)
    ASKED = ("title", "place", "pay_low", "pay_high", "pay_period", "hours_low", "hours_high", "contract", "description",
             "contact_email")  # fmt: skip
    #: Without these nothing goes on the board.
    NEEDED = ("place", "pay_low", "hours_low", "contract", "description")

    def __init__(self, *args: Any, managers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].choices = managers  # type: ignore[attr-defined]
        for name in self.NEEDED:
            is_home = name == "place" and self.data.get("remote") == "fully"
            self.fields[name].required = not self.is_draft and not is_home
            self.fields[name].error_messages["required"] = _("People need to know this before they apply.")
        kinds = _choices(Question.Kind)
        for number in range(1, QUICK_QUESTIONS + 1):
            self.fields[f"question_{number}"] = forms.CharField(
                label=_("Question %(number)d") % {"number": number}, max_length=300, required=False
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Answered by"), choices=kinds, initial="short_text"
            )
            self.fields[f"choices_{number}"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_draft(self) -> bool:
        """Whether it is to be kept without going on the board."""
        return "draft" in self.data

    def asked(self) -> list[forms.BoundField]:
        """Return the fields that need an answer."""
        return [self[name] for name in self.ASKED]

    def question_fields(self) -> list[forms.BoundField]:
        """Return the fields of the three questions."""
        return [
            self[f"{name}_{number}"]
            for number in range(1, QUICK_QUESTIONS + 1)
            for name in ("question", "kind", "choices")
        ]

    def questions(self) -> list[QuestionSpec]:
        """Return the questions that were written."""
        given = self.cleaned_data
        found = []
        for number in range(1, QUICK_QUESTIONS + 1):
            if text := given.get(f"question_{number}"):
                choices = tuple(
                    part.strip() for part in given[f"choices_{number}"].split("|") if part.strip()
                )
                found.append(QuestionSpec(given[f"kind_{number}"], text, choices))
        return found

    @staticmethod
    def initial_questions(questions: list[QuestionSpec]) -> dict[str, str]:
        """Return what the form shows of proposed questions."""
        found: dict[str, str] = {}
        for number, one in enumerate(questions[:QUICK_QUESTIONS], 1):
            found |= {
                f"question_{number}": one.text,
                f"kind_{number}": one.kind,
                f"choices_{number}": "|".join(one.choices),
            }
        return found


class QuestionForm(RefusableForm):
    kind = forms.ChoiceField(label=_("Answered by"), choices=_choices(Question.Kind), initial="short_text")
    text = forms.CharField(label=_("The question"), max_length=300)
    choices = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line; only for a choice."),
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)

    def spec(self) -> QuestionSpec:
        """Return the question."""
        given = self.cleaned_data
        choices = tuple(line.strip() for line in given["choices"].splitlines() if line.strip())
        return QuestionSpec(given["kind"], given["text"], choices, given["is_required"])


class StepsForm(RefusableForm):
    """The steps of a procedure, each with what happens and the days it takes."""

    MOST = 6

    def __init__(self, *args: Any, stages: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, self.MOST + 1):
            self.fields[f"label_{number}"] = forms.CharField(
                label=_("Step %(number)d") % {"number": number}, max_length=120, required=False
            )
            self.fields[f"stage_{number}"] = forms.ChoiceField(label=_("Belongs to"), choices=stages)
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=_("Days it takes"), min_value=0, max_value=90, initial=5
            )


class RequirementForm(RefusableForm):
    """One requirement with its reason."""

    concept_id = forms.ChoiceField(label=_("What does the work ask?"))
    need = forms.ChoiceField(
        label=_("From the first day?"),
        choices=[
            ("essential", _("Yes, it is essential")),
            ("learnable", _("No, it can be learned on the job")),
        ],
        widget=forms.RadioSelect,
    )
    justification = forms.CharField(
        label=_("Why does the work ask it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name a situation from the work itself. An applicant may read it."),
    )
    level = forms.TypedChoiceField(
        label=_("How well?"),
        required=False,
        coerce=float,
        empty_value=None,
        choices=[("", _("not said")), *zip(map(str, LEVELS), (
            _("1: with help"), _("2: by oneself, in plain cases"), _("3: by oneself"), _("4: in hard cases too"),
            _("5: teaches others")), strict=True)],
    )  # fmt: skip
    weight = forms.TypedChoiceField(
        label=_("How much does it count?"),
        required=False,
        coerce=float,
        empty_value="1",
        initial="1",
        choices=[(str(n), _("%(times)d times an ordinary one") % {"times": n} if n > 1 else _("as an ordinary one"))
                 for n in range(1, HEAVIEST + 1)],
        help_text=_("Your reason above should say why it counts for more. Weights never hide anybody."),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["concept_id"].choices = choices  # type: ignore[attr-defined]


class ExceptionForm(RefusableForm):
    ground = forms.CharField(widget=forms.HiddenInput)
    severity = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why does the work ask this?"), widget=forms.Textarea(attrs={"rows": 2}))


class TeamForm(RefusableForm):
    user_id = forms.ChoiceField(label=_("Colleague"))
    task = forms.ChoiceField(label=_("Task"), choices=_choices(HiringTeamMember.Task))

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = colleagues  # type: ignore[attr-defined]


class TemplateForm(RefusableForm):
    name = forms.CharField(label=_("Name of the template"), max_length=120)
    is_default = forms.BooleanField(
        label=_("Begin every next vacancy for this kind of work with it"), required=False
    )


class RequisitionForm(RefusableForm):
    title = forms.CharField(label=_("Title"), max_length=160)
    job_family = forms.CharField(label=_("Kind of work"), max_length=120)
    reason = forms.ChoiceField(label=_("Because"), choices=_choices(Requisition.Reason))
    why = forms.CharField(label=_("Why is somebody needed?"), widget=forms.Textarea(attrs={"rows": 3}))
    people = forms.IntegerField(label=_("How many people"), min_value=1, max_value=99, initial=1)
    pay_most = forms.DecimalField(label=_("May pay at most"), min_value=1, max_digits=10, decimal_places=2)
    pay_period = forms.ChoiceField(label=_("Per"), choices=[
        ("hour", _("hour")), ("month", _("month")), ("year", _("year"))], initial="month")  # fmt: skip


class CampaignForm(RefusableForm):
    name = forms.CharField(label=_("Name of the campaign"), max_length=80)
    budget = forms.DecimalField(label=_("Budget"), min_value=1, max_digits=9, decimal_places=2)
    bid = forms.ChoiceField(label=_("You pay"), choices=_choices(Campaign.Bid))
    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=7, decimal_places=2)
    starts_on = forms.DateField(label=_("From"), widget=DayInput)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput)
    place = forms.CharField(label=_("Around which town"), max_length=120, required=False)
    km = forms.IntegerField(label=_("Within how many kilometres"), min_value=1, max_value=500, initial=30)
    interests = forms.CharField(
        label=_("Interested in which work or skills"),
        max_length=400,
        required=False,
        help_text=_(
            "Words with commas between. Age, sex, origin, family and the like cannot be chosen:"
            " the law forbids to show work to some only."
        ),
    )

    def plan(self) -> Plan:
        """Return the campaign that was filled in."""
        given = self.cleaned_data
        targeting: dict[str, Any] = {}
        if given["place"]:
            targeting |= {"place": given["place"], "km": given["km"]}
        if interests := [part.strip() for part in given["interests"].split(",") if part.strip()]:
            targeting["interests"] = interests
        return Plan(
            name=given["name"],
            budget_cents=round(given["budget"] * CENTS),
            bid=given["bid"],
            bid_cents=round(given["amount"] * CENTS),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            targeting=targeting,
        )


class SpendForm(RefusableForm):
    channel = forms.ChoiceField(label=_("Channel"))
    day = forms.DateField(label=_("Day"), widget=DayInput)
    amount = forms.DecimalField(label=_("Cost"), min_value=0, max_digits=9, decimal_places=2)
    clicks = forms.IntegerField(label=_("Clicks, if the bill says"), min_value=0, required=False)
    impressions = forms.IntegerField(label=_("Views, if the bill says"), min_value=0, required=False)

    def __init__(self, *args: Any, channels: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]


class AnswerForm(RefusableForm):
    answer = forms.CharField(
        label=_("A word to who asked"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def _cents(amount: Any) -> int | None:
    return None if amount is None else round(amount * CENTS)
