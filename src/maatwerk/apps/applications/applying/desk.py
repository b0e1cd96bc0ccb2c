"""What staff see of applying: answers and documents on an application's page, and how people apply for a vacancy."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.applications.applying.attaching import DocumentRow, documents_of, open_document
from maatwerk.apps.applications.applying.doubles import double_of
from maatwerk.apps.applications.applying.forms import IntakeForm
from maatwerk.apps.applications.applying.rules import may_read_submissions
from maatwerk.apps.applications.applying.sending import intake_of, sent_with
from maatwerk.apps.applications.applying.settling import hides_photo, settle_intake
from maatwerk.apps.applications.models import Document
from maatwerk.apps.applications.queries import ApplicationRow
from maatwerk.apps.organisations.public import Member, MemberRequest, Role, role_required
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel.refusals import NotAllowed, Refusal

READERS = (Role.RECRUITER, Role.MANAGER)


def panel(row: ApplicationRow, member: Member) -> dict[str, object] | None:
    """Return what somebody sent, for who decides; None where the application came by another way."""
    if not may_read_submissions(member):
        return None
    sent, files, may_be_double = sent_with(row.id), documents_of(row.id), double_of(row.person_id)
    if sent is None and not files and not may_be_double:
        return None
    hidden = hides_photo() and row.closed_at is None
    shown = [one for one in files if one.kind != Document.Kind.PHOTO or not hidden]
    return {
        "sent": sent,
        "files": shown,
        "may_be_double": may_be_double,
        "photo_hidden": len(shown) < len(files),
        "unscanned": _unscanned(shown),
    }


def _unscanned(files: list[DocumentRow]) -> bool:
    return any(not one.is_scanned for one in files)


@require_safe
@role_required(*READERS)
def document(
    request: MemberRequest, organisation: str, application_id: uuid.UUID, document_id: uuid.UUID
) -> HttpResponse:
    """Hand out a document as a file to keep, never as a page; that it was opened is written down."""
    found = Document.objects.select_related("application").get(pk=document_id, application_id=application_id)
    assert found.application is not None
    visible_vacancy(found.application.opportunity_id, request.member)
    if found.kind == Document.Kind.PHOTO and hides_photo() and found.application.closed_at is None:
        raise NotAllowed(_("Your organisation shows no photo before somebody decided."), code="photo_hidden")
    try:
        content, name = open_document(found)
    except (LookupError, FileNotFoundError) as gone:
        raise Refusal(_("This document was erased."), code="erased", status=410) from gone
    return HttpResponse(
        content,
        content_type=found.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def intake(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Settle how people apply for a vacancy. Nothing has to be settled: the defaults serve."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    now = intake_of(vacancy_id)
    first = {"documents": now.documents, "orders_test": now.orders_test, "hides_photo": hides_photo()}
    form = IntakeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        settle_intake(vacancy_id=vacancy_id, by=request.member, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("applications:intake", organisation, vacancy_id)
    context = {"form": form, "vacancy": vacancy, "slug": organisation}
    return render(request, "applications/intake.html", context, status=422 if form.errors else 200)
