"""Invented data for the style guide. Nobody here exists, and no number was measured."""

from datetime import UTC, date, datetime
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maatwerk.ui import charts, formats
from maatwerk.ui.shapes import (
    Action,
    AdvicePanel,
    Contribution,
    Crumb,
    JobProgress,
    Moment,
    NavItem,
    OrganisationChoice,
    RangeRow,
    Shortlist,
    ShortlistBand,
    ShortlistRow,
    Tab,
    Tile,
)
from maatwerk.ui.widgets import AnchoredScale, DayInput

PARTS: Final = {
    "basics": _("Basics"),
    "parts": _("Parts"),
    "forms": _("Forms"),
    "tables": _("Tables"),
    "advice": _("Advice"),
    "charts": _("Charts"),
    "public": _("Public page"),
}
JOB_TOTAL: Final = 2000
SCALE: Final = (
    _("far below what the job asks"),
    _("a little below"),
    _("what the job asks"),
    _("a little above"),
    _("far above what the job asks"),
)


class ReasonForm(forms.Form):
    """The form of the sample dialog."""

    reason = forms.CharField(label=_("Your reason"), widget=forms.Textarea(attrs={"rows": 3}))


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name of the vacancy"), max_length=60)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("We only use it for this vacancy."))
    about = forms.CharField(
        label=_("What will somebody do?"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    family = forms.ChoiceField(
        label=_("Job family"), choices=[("", "–"), ("care", _("Care")), ("contact", _("Customer contact"))]
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    hours = forms.IntegerField(label=_("Hours per week"), min_value=0, max_value=40, required=False)
    contract = forms.ChoiceField(
        label=_("Contract"),
        widget=forms.RadioSelect,
        choices=[("fixed", _("For a fixed time")), ("open", _("Without an end date"))],
    )
    works = forms.ChoiceField(
        label=_("How well does this person do the job?"),
        help_text=_("Compare with others in the same job, not with yourself."),
        widget=AnchoredScale,
        choices=list(enumerate(SCALE, start=1)),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages at work"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("nl", "Nederlands"), ("en", "English"), ("pl", "Polski")],
        required=False,
    )
    history = forms.FileField(
        label=_("History"), help_text=_("CSV or Excel, at most 200 MB."), required=False
    )
    agree = forms.BooleanField(label=_("I have read how long the data are kept"))


class FollowUpForm(forms.Form):
    """The two-minute form of the public page."""

    here = forms.ChoiceField(
        label=_("Does Sanne still work with you?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))],
    )
    works = forms.ChoiceField(
        label=_("How well does Sanne do the job?"),
        help_text=_("Compare with others in the same job, not with yourself."),
        widget=AnchoredScale,
        choices=list(enumerate(SCALE, start=1)),
    )
    remark = forms.CharField(
        label=_("Anything else that we should know?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


def shell(part: str) -> dict[str, Any]:
    """Return what the base page reads: navigation, organisation, crumbs, tabs."""
    root = reverse("ui:styleguide")
    hire = NavItem(
        _("Hire"),
        root,
        children=(NavItem(_("Vacancies"), root, current=True), NavItem(_("Follow-up"), "#follow-up")),
    )
    others = (_("Shifts"), _("Grow"), _("Advocate"), _("Events"), _("Insight"), _("Govern"))
    return {
        "navigation": [hire, *(NavItem(label, f"#{number}") for number, label in enumerate(others))],
        "organisation": {"name": "Zorggroep De Linde"},
        "organisations": [
            OrganisationChoice("linde", "Zorggroep De Linde", current=True),
            OrganisationChoice("molen", "Callcenter De Molen"),
        ],
        "organisation_switch_url": root,
        "simulated": True,
        "crumbs": [Crumb(_("Hire"), root), Crumb(_("Vacancies"), root)],
        "tabs": [
            Tab(label, reverse("ui:styleguide_part", args=[key]), current=key == part)
            for key, label in PARTS.items()
        ],
    }


def context(part: str) -> dict[str, Any]:
    """Return the sample data of one part."""
    makers = {"parts": _parts, "tables": _tables, "advice": _advice, "charts": _charts}
    return makers[part]() if part in makers else {}


def job(done: int) -> JobProgress:
    """Return the sample job after some people."""
    done = min(done, JOB_TOTAL)
    following = reverse("ui:styleguide_job", args=[min(done + 250, JOB_TOTAL)])
    return JobProgress(
        key="fit",
        label=_("Reading the history"),
        url=following,
        done=done,
        total=JOB_TOTAL,
        state="finished" if done == JOB_TOTAL else "running",
        message=_("You can leave this page; it goes on without you."),
    )


def _parts() -> dict[str, Any]:
    """Return data for tiles, timeline, facts, progress and the empty state."""
    return {
        "tiles": [
            Tile(_("Applicants"), "62", _("11 new this week"), "#rows"),
            Tile(_("Waiting for a decision"), "9", _("the oldest waits 6 days"), "#rows"),
            Tile(_("Still here after 12 months"), "81–87%", _("of 412 hired")),
        ],
        "job": job(750),
        "waiting": JobProgress(
            key="import",
            label=_("Checking the file"),
            url="",
            state="failed",
            message=_("Line 18 has no hire date. Nothing was saved."),
        ),
        "moments": [
            Moment(
                _("Decision: invited for a second talk"),
                datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
                _("Calm in the role play; wants the early shifts."),
                "Noor Dekker",
                now=True,
            ),
            Moment(_("Advice given"), datetime(2026, 11, 18, 9, 30, tzinfo=UTC)),
            Moment(_("Applied"), date(2026, 11, 12), by="Website"),
        ],
        "facts": [
            (_("Source"), "Website"),
            (_("Kept until"), formats.day(date(2026, 12, 20))),
            (_("Owner"), "Noor Dekker"),
        ],
        "empty_action": Action(_("Publish a vacancy"), "#new"),
    }


def _applicant(code: str) -> str:
    """Return a name as somebody without the right to names sees it."""
    return gettext("Applicant %(code)s") % {"code": code}


def _bands() -> tuple[ShortlistBand, ...]:
    """Return the bands of a shortlist, the one without advice included."""
    row = ShortlistRow
    return (
        ShortlistBand(
            label=_("Highest band"),
            position=1,
            explanation=_("The model cannot tell these three apart."),
            rows=(
                row(
                    name=_applicant("3F8K"),
                    url="#1",
                    stage=_("Interview"),
                    low=0.78,
                    high=0.91,
                    days_in_stage=3,
                ),
                row(name=_applicant("9QTM"), url="#2", stage=_("New"), low=0.76, high=0.9, days_in_stage=1),
                row(
                    name=_applicant("52WB"),
                    url="#3",
                    stage=_("New"),
                    low=0.75,
                    high=0.9,
                    days_in_stage=6,
                    note=_("one test not taken"),
                ),
            ),
        ),
        ShortlistBand(
            label=_("Middle band"),
            position=2,
            rows=(
                row(
                    name=_applicant("H7RD"),
                    url="#4",
                    stage=_("Interview"),
                    low=0.66,
                    high=0.84,
                    days_in_stage=3,
                ),
                row(name=_applicant("4XCN"), url="#5", stage=_("New"), low=0.62, high=0.81, days_in_stage=2),
            ),
        ),
        ShortlistBand(
            label=_("Lowest band"),
            position=3,
            rows=(
                row(name=_applicant("P2VE"), url="#6", stage=_("New"), low=0.47, high=0.71, days_in_stage=9),
            ),
        ),
        ShortlistBand(
            label=_("No advice"),
            explanation=_("Too little evidence. This says nothing about the person."),
            rows=(row(name=_applicant("8JAZ"), url="#7", stage=_("New"), days_in_stage=1),),
        ),
    )


def _tables() -> dict[str, Any]:
    """Return data for the shortlist and the wide table."""
    people = [f"Applicant {number}" for number in range(1, 63)]
    return {
        "shortlist": Shortlist(
            caption=_("Applicants in bands"),
            bands=_bands(),
            horizon=_("Still here after 12 months"),
            reference=0.74,
        ),
        "page": Paginator(people, 20).page(2),
        "impact": [
            (_("Women"), 118, 41, 0.347, (0.78, 1.24), _("no signal")),
            (_("Men"), 96, 34, 0.354, None, _("reference")),
            (_("Not told"), 14, 5, 0.357, (0.52, 1.83), _("too few to say")),
        ],
    }


def _advice() -> dict[str, Any]:
    """Return an advice, and one that honestly says nothing."""
    advice = AdvicePanel(
        model_name=_("Staying in customer contact"),
        model_version="3",
        model_url="#model",
        advised_on=date(2026, 11, 18),
        approved_by="dr. H. Willems",
        approved_on=date(2026, 10, 2),
        headline=_("Likely to stay longer than most people in this job"),
        basis=_(
            "Established here: on people it had not seen, it did better than no model (412 hired, 131 left)."
        ),
        ranges=(
            RangeRow(label=_("after 3 months"), low=0.9, high=0.96, reference=0.88),
            RangeRow(label=_("after 6 months"), low=0.84, high=0.93, reference=0.8),
            RangeRow(label=_("after 12 months"), low=0.74, high=0.88, reference=0.69),
        ),
        reference_group=_("everybody hired for this job family since 2023"),
        n=412,
        contributions=(
            Contribution(
                label=_("Service orientation"), size=0.41, value=_("higher than 78 of 100"), url="#evidence-1"
            ),
            Contribution(
                label=_("Stress tolerance"), size=-0.22, value=_("lower than 64 of 100"), url="#evidence-2"
            ),
            Contribution(
                label=_("Conscientiousness"), size=0.13, value=_("higher than 55 of 100"), url="#evidence-3"
            ),
            Contribution(label=_("Typing"), size=-0.01, value=_("41 words a minute"), url="#evidence-4"),
            Contribution(label=_("Verbal ability"), size=0.0, missing=True),
        ),
        not_used=(_("name"), _("address"), _("CV"), _("photo"), _("social media")),
        exceptions=(
            _("By exception: hours worked earlier. Dr. Willems allowed it, because the job is part-time."),
        ),
        would_change=_(
            "A stress tolerance of the middle of the group would move this person to the highest band."
        ),
        limits=(
            _("Verbal ability was not measured, so the average of the group was taken."),
            _("The model does not know how well the person works, only whether people like this stay."),
        ),
    )
    silent = AdvicePanel(
        model_name=_("Staying in care"),
        model_version="1",
        advised_on=date(2026, 11, 18),
        approved_by="dr. H. Willems",
        approved_on=date(2026, 10, 2),
        insufficient=_(
            "There are enough outcomes (822 people), but the test scores told nothing about who stayed."
        ),
        limits=(_("Another test, or other questions, may tell more. That is not known yet."),),
    )
    return {"advice": advice, "silent": silent}


def _charts() -> dict[str, Any]:
    """Return one chart of each kind."""
    months = tuple(range(0, 25, 3))
    return {
        "charts": [
            charts.curves(
                title=_("How long people stay"),
                sentence=_("Of 412 people hired, about 69 of 100 were still here after 12 months."),
                axis=_("months"),
                lines=(
                    charts.Line(
                        _("all hired"),
                        months,
                        (1, 0.92, 0.86, 0.77, 0.69, 0.64, 0.6, 0.57, 0.55),
                        (1, 0.89, 0.82, 0.72, 0.64, 0.59, 0.54, 0.51, 0.48),
                        (1, 0.95, 0.9, 0.82, 0.74, 0.69, 0.66, 0.63, 0.62),
                    ),
                    charts.Line(_("model, before"), months, (1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.66, 0.62)),
                ),
            ),
            charts.forest(
                title=_("Weights of the model"),
                sentence=_("Two of four weights lie clearly away from nothing."),
                middle=0.0,
                rows=(
                    charts.ForestRow(_("Service orientation"), 0.41, 0.22, 0.6),
                    charts.ForestRow(_("Conscientiousness"), 0.18, -0.02, 0.38),
                    charts.ForestRow(_("Stress tolerance"), 0.3, 0.1, 0.5),
                    charts.ForestRow(_("Handwriting"), -0.01, -0.19, 0.18),
                ),
            ),
        ]
    }
