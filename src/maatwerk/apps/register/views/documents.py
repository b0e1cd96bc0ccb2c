"""The documents of a version."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.advice.public import version as version_row
from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.register.listening import PAPERS
from maatwerk.apps.register.queries import paper_content, papers
from maatwerk.apps.register.rules import PLANNERS, REGISTER_ROLES, may_plan
from maatwerk.apps.register.views.shell import tabs
from maatwerk.kernel import events, jobs

FORMS = {"pdf": "application/pdf", "md": "text/markdown; charset=utf-8"}


@require_safe
@role_required(*REGISTER_ROLES)
def paper_list(request: MemberRequest, organisation: str, version_id: uuid.UUID) -> HttpResponse:
    """List the documents of one version."""
    row = version_row(version_id)
    context = {
        "version": row,
        "family": job_family(row.job_family_id),
        "papers": sorted(papers(version_id), key=lambda row: row.language != get_language()),
        "may_make": may_plan(request.member) and row.live_at is not None,
        "tabs": tabs(request.member, "list"),
        "slug": organisation,
    }
    return render(request, "register/papers.html", context)


@require_POST
@role_required(*PLANNERS)
def make(request: MemberRequest, organisation: str, version_id: uuid.UUID) -> HttpResponse:
    """Make the documents that are not there; those that are stay as they are."""
    if version_row(version_id).live_at is None:
        messages.error(request, _("Documents are made when a version goes live; this one never did."))
    else:
        jobs.enqueue(PAPERS, object_id=version_id)
        messages.success(request, _("The documents are being made. Load this page again in a moment."))
    return redirect("register:papers", organisation, version_id)


@require_safe
@role_required(*REGISTER_ROLES)
def paper(request: MemberRequest, organisation: str, paper_id: uuid.UUID, form: str) -> HttpResponse:
    """Give one document as it was kept."""
    if form not in FORMS:
        raise Http404
    head, content = paper_content(paper_id, as_pdf=form == "pdf")
    events.record("register.paper_taken", object_id=paper_id, form=form)
    return HttpResponse(
        content,
        content_type=FORMS[form],
        headers={
            "Content-Disposition": f'attachment; filename="{head.kind}-{head.language}.{form}"',
            "Content-Language": head.language,
        },
    )
