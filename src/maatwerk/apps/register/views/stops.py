"""The stop button, and the list of stops."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.advice.public import (
    StopRow,
    may_resume,
    resume,
    stop_of,
    stop_vacancy,
    stop_version,
    stops,
    versions,
)
from maatwerk.apps.advice.public import version as version_row
from maatwerk.apps.opportunities.public import job_families, job_family, titles
from maatwerk.apps.organisations.public import MemberRequest, Role, names, role_required
from maatwerk.apps.register.forms import ReasonForm
from maatwerk.apps.register.rules import STOP_ROLES
from maatwerk.apps.register.views.shell import tabs
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel.refusals import Refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@role_required(*STOP_ROLES)
def stop_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List what is stopped, and what was."""
    rows = stops()
    known = names({key for row in rows for key in (row.stopped_by, row.resumed_by) if key})
    called = _called(rows)
    context = {
        "rows": [
            (
                row,
                called[row.id],
                known.get(row.stopped_by, ""),
                known.get(row.resumed_by, "") if row.resumed_by else "",
            )
            for row in rows
        ],
        "may_resume": may_resume(request.member),
        "tabs": tabs(request.member, "stops"),
        "slug": organisation,
    }
    return render(request, "register/stops.html", context)


def _called(rows: list[StopRow]) -> dict[uuid.UUID, str]:
    """Say what each stop is about."""
    vacancies = titles({row.opportunity_id for row in rows if row.opportunity_id})
    families = {row.id: row.name for row in job_families()} if rows else {}
    models = {row.id: row for row in versions()} if any(row.version_id for row in rows) else {}
    found = {}
    for row in rows:
        if row.opportunity_id:
            found[row.id] = vacancies.get(row.opportunity_id, "")
        elif row.version_id:
            model = models[row.version_id]
            found[row.id] = _("%(family)s, version %(number)d") % {
                "family": families.get(model.job_family_id, ""),
                "number": model.number,
            }
    return found


@form_page
@role_required(Role.RECRUITER, Role.MANAGER, Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
def vacancy(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Stop the advice on one vacancy."""
    row = visible_vacancy(vacancy_id, request.member)
    return _stop(
        request,
        title=row.title,
        back=reverse("journeys:vacancy", args=[organisation, vacancy_id]),
        held=stop_of(opportunity_id=vacancy_id),
        act=lambda reason: stop_vacancy(opportunity_id=vacancy_id, reason=reason, by=request.member),
    )


@form_page
@role_required(Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
def version(request: MemberRequest, organisation: str, version_id: uuid.UUID) -> HttpResponse:
    """Stop what one version says, everywhere."""
    row = version_row(version_id)
    title = _("%(family)s, version %(number)d") % {
        "family": job_family(row.job_family_id).name,
        "number": row.number,
    }
    return _stop(
        request,
        title=title,
        back=reverse("journeys:version", args=[organisation, version_id]),
        held=stop_of(version_id=version_id),
        act=lambda reason: stop_version(version_id=version_id, reason=reason, by=request.member),
    )


def _stop(
    request: MemberRequest, *, title: str, back: str, held: StopRow | None, act: Callable[[str], object]
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The advice is stopped, from now on and everywhere."))
            return redirect(back)
    context = {
        "title": title,
        "form": form,
        "back": back,
        "held": held,
        "tabs": tabs(request.member, "stops"),
        "slug": request.member.organisation.slug,
    }
    return render(request, "register/stop.html", context, status=422 if form.errors else 200)


@form_page
@role_required(Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
def go_on(request: MemberRequest, organisation: str, stop_id: uuid.UUID) -> HttpResponse:
    """Let stopped advice go on."""
    found = next((row for row in stops() if row.id == stop_id), None)
    form = ReasonForm(request.POST or None)
    if found is not None and request.method == "POST" and form.is_valid():
        try:
            resume(stop_id=stop_id, reason=form.cleaned_data["reason"], by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Advice goes on. Who waited for it gets an answer now."))
            return redirect("register:stops", organisation)
    if found is None:
        raise Refusal(_("There is no such stop."), code="no_stop", status=404)
    context = {
        "title": _called([found])[found.id],
        "form": form,
        "stop": found,
        "by": names({found.stopped_by}).get(found.stopped_by, ""),
        "tabs": tabs(request.member, "stops"),
        "slug": organisation,
    }
    return render(request, "register/resume.html", context, status=422 if form.errors else 200)
