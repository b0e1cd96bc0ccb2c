"""A person's own pages about applying: with their own details, and what they sent."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.applications.applying.attaching import documents_by
from maatwerk.apps.applications.applying.drafts import keep_draft, new_start, start_token
from maatwerk.apps.applications.applying.filled import Filled
from maatwerk.apps.applications.applying.sending import sent_by
from maatwerk.apps.applications.models import Application
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.people.public import Own, contact_of, own_page, render_own
from maatwerk.apps.vacancies.public import posting


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def apply_with_own(request: HttpRequest, own: Own, vacancy_id: uuid.UUID) -> HttpResponse:
    """Apply with the details that the organisation has already; they can be corrected on the way."""
    job = posting(vacancy_id)
    if job is None or job.organisation_id != own.organisation_id:
        raise Http404
    already = Application.objects.filter(opportunity_id=vacancy_id, person_id=own.person_id).exists()
    contact = contact_of(own.person_id)
    if request.method == "POST" and not already:
        filled = Filled(
            name=contact.name if contact else "",
            email=contact.email if contact else "",
            phone=contact.phone if contact else "",
            channel=contact.channel if contact else "mail",
            language=own.language,
            code=request.GET.get("via", "")[:12],
            person=str(own.person_id),
        )
        token = start_token(request.POST.get("start", ""))
        row, _new = keep_draft(vacancy_id=vacancy_id, token=token, filled=filled)
        return redirect("applications:draft", row.organisation_id, row.token)
    context = {"job": job, "contact": contact, "already": already, "start": new_start()}
    return render_own(request, own, "applications/own/apply.html", context)


@require_safe
@own_page
def sent(request: HttpRequest, own: Own) -> HttpResponse:
    """Show a person what they sent with each application."""
    found = list(Application.objects.filter(person_id=own.person_id).order_by("-applied_at", "id"))
    named = titles({one.opportunity_id for one in found})
    came, files = sent_by(own.person_id), documents_by(own.person_id)
    rows = [
        (named[one.opportunity_id], one.applied_at, came.get(one.pk), files.get(one.pk, [])) for one in found
    ]
    return render_own(
        request, own, "applications/own/sent.html", {"rows": rows}, current="applications:own_sent"
    )
