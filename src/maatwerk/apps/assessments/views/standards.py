"""Tests in and out as QTI 3 packages, and a person's results as a QTI report."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.assessments.content import DraftRefused, Problem
from maatwerk.apps.assessments.operations import results, standards
from maatwerk.apps.assessments.qti._package import MOST_BYTES
from maatwerk.apps.assessments.queries.content import instrument_line
from maatwerk.apps.assessments.queries.taking import TakerRow
from maatwerk.apps.assessments.rules import CONTENT_ROLES
from maatwerk.apps.assessments.views.player import by_link
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.shapes import Crumb


class PackageForm(RefusableForm):
    """A QTI 3 package, and what it may leave unsaid."""

    file = forms.FileField(label=gettext_lazy("QTI 3 package (a zip file)"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the test, where the package names none"),
        choices=[("nl", gettext_lazy("Dutch")), ("en", gettext_lazy("English"))],
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The package is larger than %(most)d MB.") % {"most": MOST_BYTES // 1_000_000}
            )
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*CONTENT_ROLES)
def bring(request: MemberRequest, organisation: str) -> HttpResponse:
    """Bring in a package, or say everything that is wrong with it."""
    form = PackageForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            key = standards.import_qti(content, by=request.member, language=form.cleaned_data["language"])
        except DraftRefused as refused:
            problems = refused.problems
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The test is here, as a draft."))
            return redirect("assessments:test", organisation, key)
    return render(
        request,
        "assessments/qti_import.html",
        {
            "form": form,
            "problems": problems,
            "slug": organisation,
            "crumbs": [Crumb(_("Tests"), reverse("assessments:tests", args=[organisation]))],
        },
        status=422 if form.is_bound else 200,
    )


@require_POST
@role_required(*CONTENT_ROLES)
def take_along(request: MemberRequest, organisation: str, instrument_id: uuid.UUID) -> HttpResponse:
    """Give a test as a package, keys included; asked by POST, since it is written down."""
    line = instrument_line(instrument_id)
    content = standards.export_qti(instrument_id, by=request.member)
    return _file(content, "application/zip", f"{line.key}-{line.version}-{line.language}.qti.zip")


@require_safe
@by_link
def results_xml(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Give a person their answers and scores as a QTI results report."""
    if found.state != "completed":
        raise Http404
    results.settle(found.order_id)
    return _file(standards.own_results_report(found.order_id), "application/xml", "qti-results.xml")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
