"""Histories: what is in, bringing in a file, its check, its import, and the progress of long work."""

import uuid
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.journeys.models import HistoryUpload
from maatwerk.apps.journeys.rules import HISTORY_ROLES
from maatwerk.apps.journeys.uploads import Wish, change_mapping, keep_upload, queue_import
from maatwerk.apps.opportunities.public import job_families
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.outcomes.public import histories
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.shapes import JobProgress


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One or more files."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return a list, whatever the number."""
        return [
            super(_FilesField, self).clean(each, initial)
            for each in (data if isinstance(data, list) else [data])
        ]


class UploadForm(RefusableForm):
    """The files and, where there is one, the mapping."""

    files = _FilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy("CSV or Excel. Linked files: choose them together."),
    )
    mapping = forms.FileField(
        label=gettext_lazy("Mapping"),
        required=False,
        help_text=gettext_lazy(
            "A TOML file that says what each column means. Without one, a first version is proposed."
        ),
    )


class MappingForm(RefusableForm):
    """The mapping as text, to correct."""

    mapping = forms.CharField(
        label=gettext_lazy("What each column means"),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )


@require_safe
@role_required(*HISTORY_ROLES)
def history_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the histories that are in, and the files that wait for a yes."""
    context = {
        "histories": histories(),
        "families": {row.id: row.name for row in job_families()},
        "uploads": list(
            HistoryUpload.objects.exclude(state=HistoryUpload.State.IMPORTED)
            .order_by("-uploaded_at")
            .values("pk", "filename", "uploaded_at")[:20]
        ),
        "slug": organisation,
    }
    return render(request, "journeys/histories.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*HISTORY_ROLES)
def upload(request: MemberRequest, organisation: str) -> HttpResponse:
    """Bring in files."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            wish = Wish(form.cleaned_data["files"], _text(form.cleaned_data["mapping"]))
            kept = keep_upload(wish=wish, by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("journeys:check", organisation, kept.pk)
    return render(
        request,
        "journeys/upload.html",
        {"form": form, "slug": organisation},
        status=422 if form.errors else 200,
    )


def _text(file: Any) -> str:
    if file is None:
        return ""
    try:
        return str(file.read(1_000_000).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refusal(
            _("%(name)s is no text file.") % {"name": Path(file.name).name}, field="mapping", status=422
        ) from None


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*HISTORY_ROLES)
def check(request: MemberRequest, organisation: str, upload_id: uuid.UUID) -> HttpResponse:
    """Show the check of an upload, and its mapping to correct."""
    found = HistoryUpload.objects.get(pk=upload_id)
    form = MappingForm(request.POST or None, initial={"mapping": found.mapping})
    if request.method == "POST" and form.is_valid():
        try:
            change_mapping(upload_id=upload_id, mapping=form.cleaned_data["mapping"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("journeys:check", organisation, upload_id)
    work = Work.objects.filter(pk=found.work_id).first() if found.work_id else None
    language = "nl" if (get_language() or "nl").startswith("nl") else "en"
    report = found.report
    context = {
        "upload_id": found.pk,
        "filename": found.filename,
        "state": found.state,
        "report": report,
        "errors": [each["sentences"][language] for each in report.get("errors", [])],
        "warnings": [each["sentences"][language] for each in report.get("warnings_shown", [])],
        "dropped": [each["sentences"][language] for each in report.get("dropped_shown", [])],
        "refused": work.result.get("sentences", {}).get(language)
        if work and work.state == Work.State.REFUSED
        else "",
        "job": job_progress(work, organisation) if work else None,
        "form": form,
        "slug": organisation,
    }
    return render(request, "journeys/check.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*HISTORY_ROLES)
def bring_in(request: MemberRequest, organisation: str, upload_id: uuid.UUID) -> HttpResponse:
    """Say yes to a check."""
    try:
        queue_import(upload_id=upload_id, by=request.member)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("journeys:check", organisation, upload_id)


@require_safe
@role_required()
def progress(request: MemberRequest, organisation: str, work_id: uuid.UUID) -> HttpResponse:
    """Answer with the progress of long work; once it has ended, the page around it is loaded again."""
    work = Work.objects.get(pk=work_id)
    response = render(request, "ui/_progress.html", {"job": job_progress(work, organisation)})
    if work.state not in {Work.State.WAITING, Work.State.RUNNING}:
        response["HX-Refresh"] = "true"
    return response


def job_progress(work: Work, slug: str) -> JobProgress:
    """Return long work as its partial shows it."""
    labels = {
        "journeys.check": _("Checking the files"),
        "journeys.import": _("Importing"),
        "advice.fit": _("Fitting a new version"),
        "advice.learn": _("Learning from new outcomes"),
    }
    states = {Work.State.DONE: "finished", Work.State.FAILED: "failed", Work.State.REFUSED: "failed"}
    incident = work.result.get("incident", "") if work.state == Work.State.FAILED else ""
    return JobProgress(
        key=str(work.pk),
        label=labels.get(work.kind, work.kind),
        url=reverse("journeys:progress", args=[slug, work.pk]),
        done=work.done,
        total=work.total or None,
        state=states.get(Work.State(work.state), work.state),  # type: ignore[arg-type]
        message=_("Something went wrong on our side (incident %(incident)s). Nothing was changed; try again.")
        % {"incident": incident}
        if incident
        else "",
    )
