"""Histories: what is in, bringing in a file, its check, its import, and the progress of long work."""

import uuid
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.journeys.queries import WorkRow, waiting_uploads, work
from maatwerk.apps.journeys.queries import upload as find_upload
from maatwerk.apps.journeys.rules import HISTORY_ROLES
from maatwerk.apps.journeys.uploads import Wish, change_mapping, keep_upload, queue_import
from maatwerk.apps.opportunities.public import job_families
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.outcomes.public import histories
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.files import FilesField
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.shapes import JobProgress


class UploadForm(RefusableForm):
    """The files and, where there is one, the mapping."""

    files = FilesField(  # type: ignore[assignment]
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
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "input--code"}),
    )


@require_safe
@role_required(*HISTORY_ROLES)
def history_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the histories that are in, and the files that wait for a yes."""
    families = {row.id: row.name for row in job_families()}
    context = {
        "histories": [(row, families[row.job_family_id]) for row in histories()],
        "uploads": waiting_uploads(),
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
    form = MappingForm(request.POST or None, initial={"mapping": find_upload(upload_id).mapping})
    if request.method == "POST" and form.is_valid():
        try:
            change_mapping(upload_id=upload_id, mapping=form.cleaned_data["mapping"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("journeys:check", organisation, upload_id)
    found = find_upload(upload_id)
    job = work(found.work_id) if found.work_id else None
    context = {
        "upload": found,
        "errors": found.sentences("errors"),
        "before": found.sentences("before"),
        "warnings": found.sentences("warnings_shown"),
        "dropped": found.sentences("dropped_shown"),
        "refused": job.refused if job else "",
        "job": job_progress(job, organisation) if job and (job.incident or not job.ended) else None,
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
    found = work(work_id)
    response = render(request, "ui/_progress.html", {"job": job_progress(found, organisation)})
    if found.ended:
        response["HX-Refresh"] = "true"
    return response


def job_progress(found: WorkRow, slug: str) -> JobProgress:
    """Return long work as its partial shows it."""
    labels = {
        "journeys.check": _("Checking the files"),
        "journeys.import": _("Importing"),
        "journeys.verify_log": _("Verifying the log"),
        "privacy.incident_letters": _("Writing to everybody on the list"),
        "advice.fit": _("Making a new version"),
        "advice.learn": _("Making a new version"),
        "advice.steer": _("Making a draft of another weighting"),
        "audits.steer": _("Drawing other weightings"),
        "applications.close_for_all": _("Telling everybody"),
        "moving.check": _("Checking the files"),
        "moving.bring_in": _("Bringing it in"),
        "moving.take_back": _("Taking it back"),
        "moving.pack": _("Packing everything"),
        "assessments.ready_package": _("Making the package ready"),
        "assessments.calibrate": _("Calibrating"),
        "assessments.look_for_copies": _("Looking at the answers"),
        "assessments.replay_order": _("Making the choices again"),
    }
    states = {Work.State.DONE: "finished", Work.State.FAILED: "failed", Work.State.REFUSED: "failed"}
    return JobProgress(
        key=str(found.id),
        label=labels.get(found.kind, found.kind),
        url=reverse("journeys:progress", args=[slug, found.id]),
        done=found.done,
        total=found.total or None,
        state=states.get(Work.State(found.state), found.state),  # type: ignore[arg-type]
        message=_("Something went wrong on our side (incident %(incident)s). Nothing was changed; try again.")
        % {"incident": found.incident}
        if found.incident
        else "",
    )
