"""Tests for those who answer for them: fact sheet, scales and their gates, each item as candidates see it. Never a key."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.assessments.analysis.gates import scale_gates
from maatwerk.apps.assessments.content import CRITERIA, EFPA_FIELDS, JUDGEMENTS, DraftRefused, unfilled
from maatwerk.apps.assessments.library import names as built_in_names
from maatwerk.apps.assessments.library import titles as built_in_titles
from maatwerk.apps.assessments.operations import content as operations
from maatwerk.apps.assessments.operations.loading import load_built_in
from maatwerk.apps.assessments.queries import content as queries
from maatwerk.apps.assessments.queries.playing import PlayItem
from maatwerk.apps.assessments.rules import CONTENT_ROLES
from maatwerk.apps.assessments.screens import item_part
from maatwerk.apps.assessments.views.tabs import test_tabs
from maatwerk.apps.evidence.public import approve_instrument
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.shapes import Crumb

#: What models of items are called.
MODELS = {
    "graded": gettext_lazy("graded response model"),
    "2pl": gettext_lazy("two-parameter logistic model"),
    "sum": gettext_lazy("no item model"),
}
#: How a state is meant; its word stands beside it.
TONES = {
    "draft": "none",
    "published": "good",
    "retired": "plain",
    "active": "good",
    "withdrawn": "warning",
    "leaked": "bad",
    "proposed": "none",
    "approved": "good",
}


class SheetForm(RefusableForm):
    """The fact sheet: introduction, source, seven criteria with a judgement each, the fields of EFPA."""

    introduction = forms.CharField(
        label=gettext_lazy("What candidates read before the first item"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(
        label=gettext_lazy("Who made the items, and under which licence"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in CRITERIA:
            self.fields[f"criterion-{key}"] = forms.CharField(
                label=gettext_lazy("What is known about it"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"judgement-{key}"] = forms.ChoiceField(
                label=gettext_lazy("How it is judged"),
                choices=[("", "–"), *JUDGEMENTS.items()],
                required=False,
            )
        for key, label in EFPA_FIELDS.items():
            self.fields[f"field-{key}"] = forms.CharField(label=label, required=False, max_length=500)

    def criteria(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the criteria, each with its two fields."""
        return [
            (str(label), [self[f"criterion-{key}"], self[f"judgement-{key}"]])
            for key, label in CRITERIA.items()
        ]

    def description(self) -> list[forms.BoundField]:
        """Return the fields of EFPA."""
        return [self[f"field-{key}"] for key in EFPA_FIELDS]

    def draft(self) -> operations.SheetDraft:
        """Return what was filled in."""
        said = self.cleaned_data
        return operations.SheetDraft(
            introduction=said["introduction"],
            source=said["source"],
            criteria={
                key: {"text": said[f"criterion-{key}"], "judgement": said[f"judgement-{key}"]}
                for key in CRITERIA
            },
            fields={key: said[f"field-{key}"] for key in EFPA_FIELDS},
        )


class ApprovalForm(RefusableForm):
    """A psychologist's reason why results may feed advice."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it good enough for selection?"), widget=forms.Textarea(attrs={"rows": 3})
    )


@require_safe
@role_required(*CONTENT_ROLES)
def test_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show the organisation's tests, and those that can be brought in."""
    lines = queries.instrument_lines()
    here, language = {line.key for line in lines}, language_now()
    missing = [found for found in built_in_titles(language) if found.key not in here]
    return render(
        request,
        "assessments/tests.html",
        {
            "tests": lines,
            "tones": TONES,
            "built_in": missing,
            "tabs": test_tabs(request.member, "tests"),
            "slug": organisation,
        },
    )


@require_POST
@role_required(*CONTENT_ROLES)
def load(request: MemberRequest, organisation: str) -> HttpResponse:
    """Bring in a test that comes with Maatwerk."""
    name = request.POST.get("name", "")
    if name not in built_in_names():
        raise Refusal(_("There is no such test."), code="no_such_test", status=404)
    load_built_in(name, by=request.member)
    messages.success(request, _("The test is here, as a draft in each of its languages."))
    return redirect("assessments:tests", organisation)


@require_safe
@role_required(*CONTENT_ROLES)
def test(request: MemberRequest, organisation: str, instrument_id: uuid.UUID) -> HttpResponse:
    """Show one test."""
    return _page(request, organisation, instrument_id)


def _page(
    request: MemberRequest,
    organisation: str,
    instrument_id: uuid.UUID,
    *,
    refused: Refusal | None = None,
    approval: ApprovalForm | None = None,
) -> HttpResponse:
    line = queries.instrument_line(instrument_id)
    content, sheet = queries.content_of(instrument_id), queries.sheet_of(instrument_id)
    gates = {gate.key: gate for gate in scale_gates(instrument_id)}
    counts = {scale.key: sum(item.scale == scale.key for item in content.items) for scale in content.scales}
    return render(
        request,
        "assessments/test.html",
        {
            "test": line,
            "content": content,
            "scales": [(scale, gates[scale.key], counts[scale.key]) for scale in content.scales],
            "calibrations": queries.calibration_rows(instrument_id),
            "models": MODELS,
            "criteria": [(label, _criterion(sheet.criteria.get(key, {}))) for key, label in CRITERIA.items()],
            "fields": [(label, sheet.fields.get(key) or "–") for key, label in EFPA_FIELDS.items()],
            "sheet": sheet,
            "missing": unfilled(sheet.criteria, sheet.fields) if line.state == "draft" else (),
            "may_approve": bool(gates) and all(gate.passes for gate in gates.values()),
            "refused": refused,
            "approval": approval or ApprovalForm(),
            "tones": TONES,
            "slug": organisation,
            "crumbs": [_list_crumb(request)],
        },
        status=refused.status if refused else 200,
    )


def _criterion(said: Any) -> tuple[str, str]:
    return said.get("text", ""), str(JUDGEMENTS.get(said.get("judgement", ""), "–"))


def _list_crumb(request: MemberRequest) -> Crumb:
    from django.urls import reverse

    return Crumb(_("Tests"), reverse("assessments:tests", args=[request.member.organisation.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*CONTENT_ROLES)
def sheet(request: MemberRequest, organisation: str, instrument_id: uuid.UUID) -> HttpResponse:
    """Fill in the fact sheet of a draft."""
    line, found = queries.instrument_line(instrument_id), queries.sheet_of(instrument_id)
    form = SheetForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            operations.fill_sheet(instrument_id, form.draft(), by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The fact sheet is kept."))
            return redirect("assessments:test", organisation, instrument_id)
    return render(
        request,
        "assessments/fact_sheet.html",
        {"form": form, "test": line, "slug": organisation, "crumbs": [_list_crumb(request)]},
        status=422 if form.is_bound else 200,
    )


def _initial(found: queries.Sheet) -> dict[str, str]:
    made = {"introduction": found.introduction, "source": found.source}
    made |= {f"criterion-{key}": said.get("text", "") for key, said in found.criteria.items()}
    made |= {f"judgement-{key}": said.get("judgement", "") for key, said in found.criteria.items()}
    return made | {f"field-{key}": text for key, text in found.fields.items()}


@require_POST
@role_required(*CONTENT_ROLES)
def publish(request: MemberRequest, organisation: str, instrument_id: uuid.UUID) -> HttpResponse:
    """Publish a test, or show on its page everything that stands in the way."""
    try:
        operations.publish_instrument(instrument_id, by=request.member)
    except DraftRefused as refused:
        return _page(request, organisation, instrument_id, refused=refused)
    messages.success(request, _("The test is published: packages may hold it, and its content stands."))
    return redirect("assessments:test", organisation, instrument_id)


@require_POST
@role_required(*CONTENT_ROLES)
def retire(request: MemberRequest, organisation: str, instrument_id: uuid.UUID) -> HttpResponse:
    """Retire a test."""
    operations.retire_instrument(instrument_id, by=request.member)
    messages.success(request, _("The test is retired: no new package can hold it."))
    return redirect("assessments:test", organisation, instrument_id)


@require_POST
@role_required(*CONTENT_ROLES)
def approve(request: MemberRequest, organisation: str, instrument_id: uuid.UUID) -> HttpResponse:
    """Let results of this test feed advice, with a reason, where its gates allow it."""
    form = ApprovalForm(request.POST)
    if form.is_valid():
        try:
            approve_instrument(
                instrument_id=instrument_id, reason=form.cleaned_data["reason"], by=request.member
            )
        except Refusal as refusal:
            return _page(request, organisation, instrument_id, refused=refusal, approval=form)
        messages.success(request, _("Results of this test may feed advice."))
        return redirect("assessments:test", organisation, instrument_id)
    return _page(request, organisation, instrument_id, approval=form)


@require_safe
@role_required(*CONTENT_ROLES)
def item(request: MemberRequest, organisation: str, item_id: uuid.UUID) -> HttpResponse:
    """Show one item as candidates see it."""
    found = queries.item_content(item_id)
    line = queries.instrument_line(queries.instrument_of(item_id))
    shown = PlayItem(str(found.id), found.key, found.kind, found.content, {}, found.scale, found.area, None)
    with translation.override(line.language):
        part = item_part(shown, line.language)
    return render(
        request,
        "assessments/test_item.html",
        {
            "item": found,
            "test": line,
            "part": part,
            "tones": TONES,
            "slug": organisation,
            "crumbs": [_list_crumb(request)],
        },
    )


@require_POST
@role_required(*CONTENT_ROLES)
def item_state(request: MemberRequest, organisation: str, item_id: uuid.UUID) -> HttpResponse:
    """Take an item out, or bring it back."""
    wished = request.POST.get("state", "")
    if wished not in ("active", "withdrawn", "leaked"):
        raise Refusal(_("Choose what happens with the item."), code="state", status=422)
    operations.set_item_state(item_id, wished, by=request.member)
    messages.success(request, _("The item is kept so. Tests that run go on with what they began with."))
    return redirect("assessments:test_item", organisation, item_id)
