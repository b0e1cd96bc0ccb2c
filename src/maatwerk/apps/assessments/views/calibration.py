"""Calibration for the psychologist: bring answers, watch them being computed, look at everything, approve or put away."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.assessments.analysis.item_words import Remark
from maatwerk.apps.assessments.analysis.pictures import dif_picture, information_picture
from maatwerk.apps.assessments.operations import calibrating
from maatwerk.apps.assessments.queries import calibrations as queries
from maatwerk.apps.assessments.queries.content import instrument_line
from maatwerk.apps.assessments.rules import CALIBRATION_ROLES
from maatwerk.apps.assessments.views.content import MODELS, TONES
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.shapes import Crumb
from maatwerk.ui.widgets import DayInput

RELIABILITIES = {
    "alpha": gettext_lazy("alpha"),
    "omega": gettext_lazy("omega"),
    "marginal": gettext_lazy("marginal reliability"),
    "empirical": gettext_lazy("reliability of the scores"),
}


class ResponsesForm(RefusableForm):
    """Answers from paper or another system, and who gave them."""

    file = forms.FileField(
        label=gettext_lazy("File with a row per person and a column per item (CSV or XLSX)")
    )
    population = forms.CharField(
        label=gettext_lazy("Who are these people, and how were they found?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    collected_on = forms.DateField(label=gettext_lazy("Collected on"), widget=DayInput)
    groups = forms.CharField(
        label=gettext_lazy("Columns with groups to compare items between"),
        required=False,
        help_text=gettext_lazy("Names, separated by commas. Only used to see whether items work alike."),
    )
    missing = forms.CharField(
        label=gettext_lazy("Codes that mean: no answer"),
        required=False,
        help_text=gettext_lazy("For instance 9 or 99."),
    )
    is_simulated = forms.BooleanField(label=gettext_lazy("These people are simulated"), required=False)


class OwnResponsesForm(RefusableForm):
    """Calibrate on what people answered here."""

    population = forms.CharField(
        label=gettext_lazy("Who are these people, and how were they found?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class JudgementForm(RefusableForm):
    """Approve or put away, with a reason."""

    reason = forms.CharField(label=gettext_lazy("Your reason"), widget=forms.Textarea(attrs={"rows": 3}))


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*CALIBRATION_ROLES)
def calibrate(request: MemberRequest, organisation: str, instrument_id: uuid.UUID) -> HttpResponse:
    """Show the sets of answers to a test, and take a new one."""
    own = request.method == "POST" and "own" in request.POST
    form = ResponsesForm(request.POST or None, request.FILES or None) if not own else ResponsesForm()
    own_form = OwnResponsesForm(request.POST if own else None)
    if request.method == "POST" and (own_form if own else form).is_valid():
        try:
            if own:
                _use_own(request, instrument_id, own_form)
            else:
                _upload(request, instrument_id, form)
        except Refusal as refusal:
            (own_form if own else form).refuse(refusal)
        else:
            messages.success(request, _("The answers are being calibrated."))
            return redirect("assessments:calibrate", organisation, instrument_id)
    context = {
        "test": instrument_line(instrument_id),
        "form": form,
        "own_form": own_form,
        "sets": queries.response_sets(instrument_id, language=language_now()),
        "tones": TONES,
        "slug": organisation,
        "crumbs": _crumbs(organisation, instrument_id),
    }
    status = 422 if form.errors or own_form.errors else 200
    return render(request, "assessments/calibrate.html", context, status=status)


def _upload(request: MemberRequest, instrument_id: uuid.UUID, form: ResponsesForm) -> None:
    said = form.cleaned_data
    file = said["file"]
    name = Path(file.name or "responses.csv").name
    # the upload lies in a temporary file whose name tells nothing; the reader goes by what is inside
    path = Path(file.temporary_file_path())
    if name.lower().endswith(".gz"):
        raise Refusal(_("Unpack the file first."), field="file")
    calibrating.upload_responses(
        instrument_id,
        calibrating.ResponseWish(
            path=path,
            name=name,
            population=said["population"],
            collected_on=said["collected_on"],
            is_simulated=said["is_simulated"],
            groups=_names(said["groups"]),
            missing=frozenset(_names(said["missing"])),
        ),
        by=request.member,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _use_own(request: MemberRequest, instrument_id: uuid.UUID, form: OwnResponsesForm) -> None:
    calibrating.use_own_responses(
        instrument_id, population=form.cleaned_data["population"], by=request.member
    )


@require_safe
@role_required(*CALIBRATION_ROLES)
def calibration(request: MemberRequest, organisation: str, calibration_id: uuid.UUID) -> HttpResponse:
    """Show one calibration whole."""
    return _page(request, organisation, calibration_id, JudgementForm())


@require_POST
@role_required(*CALIBRATION_ROLES)
def judge(request: MemberRequest, organisation: str, calibration_id: uuid.UUID) -> HttpResponse:
    """Approve a calibration, or put it away."""
    form = JudgementForm(request.POST)
    if form.is_valid():
        try:
            judged = calibrating.judge_calibration(
                calibration_id=calibration_id,
                approve="approve" in request.POST,
                reason=form.cleaned_data["reason"],
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if judged.withdrawn:
                messages.warning(request, _withdrawn(judged.withdrawn))
            return redirect("assessments:calibration", organisation, calibration_id)
    return _page(request, organisation, calibration_id, form, status=422)


def _withdrawn(reasons: Sequence[str]) -> str:
    return _("This test feeds no advice any more: its approval was withdrawn. %(reasons)s") % {
        "reasons": " ".join(reasons)
    }


def _page(
    request: MemberRequest, slug: str, calibration_id: uuid.UUID, form: JudgementForm, *, status: int = 200
) -> HttpResponse:
    found = queries.calibration_page(calibration_id, dutch=language_now() == "nl")
    report = found.report
    information = report.get("information")
    context = {
        "calibration": found,
        "model": MODELS.get(found.model, found.model),
        "reliabilities": [
            (label, report["reliability"][code])
            for code, label in RELIABILITIES.items()
            if report.get("reliability", {}).get(code)
        ],
        "items": [_item(row) for row in report.get("items", ())],
        "remarks": [str(Remark.from_dict(one)) for one in report.get("remarks", ())],
        "dimensionality": report.get("dimensionality"),
        "information": information_picture(information) if information else None,
        "comparisons": [(one, dif_picture(one)) for one in report.get("dif", ())],
        "collected_on": parse_date(str(found.norm.get("collected_on") or "")),
        "parameters": _parameters(found) if not report.get("items") else (),
        "tone": TONES[found.state],
        "leaving": sorted(calibrating.class_c_items(dict(report))),
        "form": form,
        "slug": slug,
        "crumbs": _crumbs(slug, found.instrument_id),
    }
    return render(request, "assessments/calibration.html", context, status=status)


def _parameters(found: queries.CalibrationPage) -> list[dict[str, Any]]:
    """Return what is assumed of items where no answers were computed: slope and difficulties."""
    return [
        {
            "name": name,
            "slope": one["slope"],
            "difficulties": [-value / one["slope"] for value in one["intercepts"]] if one["slope"] else [],
        }
        for name, one in found.parameters.items()
    ]


def _item(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"remarks": [str(Remark.from_dict(one)) for one in row["remarks"]]}


def _crumbs(slug: str, instrument_id: uuid.UUID) -> tuple[Crumb, ...]:
    return (
        Crumb(label=_("Tests"), url=reverse("assessments:tests", args=[slug])),
        Crumb(
            label=instrument_line(instrument_id).name,
            url=reverse("assessments:test", args=[slug, instrument_id]),
        ),
    )
