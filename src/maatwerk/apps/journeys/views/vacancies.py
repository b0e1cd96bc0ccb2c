"""Vacancies: the list, and the shortlist of one."""

import shutil
import tempfile
import uuid
from pathlib import Path

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.applications.public import ask_advice, may_register, register_application, vacancy_tabs
from maatwerk.apps.journeys.applicants import bring_in_applicants
from maatwerk.apps.journeys.forms import ApplicantForm
from maatwerk.apps.journeys.history import HistoryError, load_mapping
from maatwerk.apps.journeys.rules import HIRING_ROLES
from maatwerk.apps.journeys.shortlists import shortlist_of
from maatwerk.apps.journeys.stopped import stopping_of_vacancy
from maatwerk.apps.opportunities.public import OpportunityRow
from maatwerk.apps.organisations.public import (
    MemberRequest,
    Role,
    role_required,
)
from maatwerk.apps.outcomes.public import newest_mapping
from maatwerk.apps.people.public import Contact
from maatwerk.apps.vacancies.public import (
    may_open_vacancies,
    visible_vacancies,
    visible_vacancy,
)
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm

VACANCIES_SHOWN = 100
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@role_required(*HIRING_ROLES)
def vacancy_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the vacancies this member may see."""
    rows, page = visible_vacancies(request.member, request.GET.get("page"), size=VACANCIES_SHOWN)
    context = {
        "vacancies": rows,
        "page": page,
        "may_open": may_open_vacancies(request.member),
        "slug": organisation,
    }
    return render(request, "journeys/vacancies.html", context)


@require_safe
@role_required(*HIRING_ROLES)
def vacancy(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show the shortlist of a vacancy: everybody who applied, in bands."""
    row = visible_vacancy(vacancy_id, request.member)
    shortlist, page = shortlist_of(row, request.member, page=request.GET.get("page", "1"))
    context = {
        "vacancy": row,
        "shortlist": shortlist,
        "page": page,
        "may_register": may_register(request.member) and row.state == "open",
        "stopping": stopping_of_vacancy(row, request.member),
        "tabs": vacancy_tabs(row.id, organisation, "shortlist"),
        "slug": organisation,
    }
    return render(request, "journeys/vacancy.html", context)


@form_page
@role_required(Role.RECRUITER)
def new_applicant(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Enter an application that came by another way."""
    row = visible_vacancy(vacancy_id, request.member)
    form = ApplicantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        contact = Contact(name=wish["name"], email=wish["email"], phone=wish["phone"])
        try:
            register_application(
                opportunity_id=vacancy_id, contact=contact, by=request.member, source=wish["source"]
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The application of %(name)s is in.") % {"name": wish["name"]})
            return redirect("journeys:vacancy", organisation, vacancy_id)
    context = {"form": form, "vacancy": row, "slug": organisation}
    return render(request, "journeys/applicant_new.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(Role.RECRUITER, Role.MANAGER)
def advise_all(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Ask for advice on everybody who has none yet; the scoring worker answers within seconds."""
    row = visible_vacancy(vacancy_id, request.member)
    if stopping_of_vacancy(row, request.member).stop is not None:
        raise Refusal(
            _("Advice is stopped here. It is computed again once somebody lets it go on."), code="stopped"
        )
    ask_advice(opportunity_id=vacancy_id)
    messages.success(request, _("Advice is being computed. Load this page again in a moment."))
    return redirect("journeys:vacancy", organisation, vacancy_id)


class ApplicantsForm(RefusableForm):
    """People with their test results, as a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or Excel, with the columns of the history of this kind of work; outcomes may be missing. Columns called"
            " name, email and phone say who somebody is."
        ),
    )


@form_page
@role_required(Role.RECRUITER)
def applicants_file(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Bring in applicants with their results; the mapping is that of the newest history of this kind of work."""
    row = visible_vacancy(vacancy_id, request.member)
    form = ApplicantsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = _bring_in(row, form.cleaned_data["file"], request)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                ngettext("%(count)d applicant is in.", "%(count)d applicants are in.", count)
                % {"count": count},
            )
            return redirect("journeys:vacancy", organisation, vacancy_id)
    context = {"form": form, "vacancy": row, "columns": _columns(row), "slug": organisation}
    return render(request, "journeys/applicants_file.html", context, status=422 if form.errors else 200)


def _columns(row: OpportunityRow) -> list[str]:
    """Return the columns in which the newest history of this kind of work keeps its evidence."""
    text = newest_mapping(row.job_family_id)
    try:
        return [spec.column for spec in load_mapping(text).evidence] if text else []
    except HistoryError:  # written for an older version
        return []


def _bring_in(row: OpportunityRow, file: "UploadedFile[bytes]", request: MemberRequest) -> int:
    text = newest_mapping(row.job_family_id)
    if text is None:
        raise Refusal(
            _(
                "No history of this kind of work is in yet, so nobody knows what the columns mean. Import one first."
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        brought = Path(folder) / Path(file.name or "file").name  # messages name the file as its owner does
        with brought.open("wb") as target:
            shutil.copyfileobj(file, target)
        return bring_in_applicants(
            opportunity_id=row.id, path=brought, mapping=load_mapping(text), by=request.member
        )
