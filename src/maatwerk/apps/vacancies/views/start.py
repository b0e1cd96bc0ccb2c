"""Opening a vacancy: the one page of who has no time, and what stands there afterwards."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maatwerk.apps.opportunities.public import job_families
from maatwerk.apps.organisations.public import MemberRequest, Role, colleagues, role_required
from maatwerk.apps.vacancies.contracts import Publication
from maatwerk.apps.vacancies.families import Family, families
from maatwerk.apps.vacancies.forms import NewVacancyForm, TermsForm
from maatwerk.apps.vacancies.operations import check_question
from maatwerk.apps.vacancies.places import towns
from maatwerk.apps.vacancies.starting import (
    Start,
    default_questions,
    family_choices,
    keep_vacancy,
    start_vacancy,
)
from maatwerk.apps.vacancies.templates_kept import (
    TEMPLATE_GONE,
    Template,
    default_template,
    template_of,
    templates,
)
from maatwerk.apps.vacancies.words import MISSING_WORDS, said_of
from maatwerk.apps.vacancies.writing import Finding, lint_text
from maatwerk.kernel import events
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.once import once
from maatwerk.kernel.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    """Open a vacancy on one page; what is in the way of publishing is said on it, and nothing is lost."""
    managers = [
        (str(row.user_id), row.name) for row in colleagues(Role.MANAGER, Role.RECRUITER, Role.ADMINISTRATOR)
    ]
    language = language_now()
    kind = families().get(request.GET.get("kind", ""))
    template = _template(request, kind, language) if request.method != "POST" else None
    initial = _initial(request, kind, language) | (_from_template(template) if template else {})
    form = NewVacancyForm(request.POST or None, managers=managers, initial=initial)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        findings = _findings(form)
        if not findings:
            try:
                made = once(request, lambda: _opened(request, form, organisation))
                return made or redirect("journeys:vacancies", organisation)
            except Refusal as refusal:
                form.refuse(refusal)
                if (
                    refusal.code == TEMPLATE_GONE
                ):  # sent again, it goes on without; what came of it is filled in
                    form.data = {**request.POST.dict(), "template": ""}
        else:
            events.record("vacancies.publication_refused", grounds=sorted({one.ground for one in findings}))
    wrong = bool(form.errors) or bool(findings)
    context = {
        "form": form,
        "findings": [said_of(one) for one in findings],
        "families": [row.name for row in job_families()],
        "kinds": family_choices(language),
        "kind": kind.key if kind else "",
        "templates": templates(),
        "template": template.id if template else None,
        "towns": [town.name for town in towns().values()],
        "slug": organisation,
    }
    return render(request, "vacancies/new.html", context, status=422 if wrong else 200)


def _template(request: MemberRequest, kind: Family | None, language: str) -> Template | None:
    """Return the template to begin with: the one asked for, else that of the kind of work."""
    if asked := request.GET.get("template"):
        try:
            return template_of(uuid.UUID(asked))
        except ValueError:
            return None
    return default_template(job_family=kind.label(language)) if kind else None


def _from_template(template: Template) -> dict[str, Any]:
    terms = TermsForm.initial_of(template.terms)
    del terms["contact_email"]  # of whoever opens it
    return (
        terms
        | {"template": template.id, "title": template.title, "job_family": template.job_family}
        | {"description": template.description}
        | NewVacancyForm.initial_questions(list(template.questions))
    )


def _initial(request: MemberRequest, kind: Family | None, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "manager": str(request.member.user_id),
        "contact_email": request.member.email,
        "language": language,
    }
    if kind is not None:
        found |= {
            "title": kind.label(language),
            "job_family": kind.label(language),
            "hours_low": f"{kind.hours[0]:g}",
            "hours_high": f"{kind.hours[1]:g}",
            "contract": kind.contract,
            "isco": kind.isco,
        }
    return found | NewVacancyForm.initial_questions(default_questions(kind, language))


def _findings(form: NewVacancyForm) -> tuple[Finding, ...]:
    """Return what the text touches; a draft is only kept, so it is told at its desk."""
    if form.is_draft:
        return ()
    given = form.cleaned_data
    return tuple(one for text in (given["title"], given["description"]) for one in lint_text(text))


def _opened(request: MemberRequest, form: NewVacancyForm, organisation: str) -> HttpResponse:
    given = form.cleaned_data
    for question in form.questions():
        check_question(question)
    start = Start(
        title=given["title"],
        job_family=given["job_family"],
        place=given["place"],
        description=given["description"],
        terms=form.terms(given["place"]),
        questions=form.questions(),
        manager_id=uuid.UUID(given["manager"]),
        template_id=given["template"],
    )
    if form.is_draft:
        key = keep_vacancy(start=start, by=request.member)
        sentence = _("“%(title)s” is kept; nobody outside sees it yet.")
        messages.success(request, sentence % {"title": start.title})
    else:
        key, result = start_vacancy(start=start, by=request.member)
        tell(request, result, start.title)
    return redirect("vacancies:desk", organisation, key)


def tell(request: MemberRequest, result: Publication, title: str) -> None:
    """Say how publishing went."""
    if result.is_ready:
        messages.success(request, _("“%(title)s” is on the board.") % {"title": title})
        return
    missing = ", ".join(str(MISSING_WORDS[name]) for name in result.missing)
    if missing:
        messages.warning(
            request, _("Not on the board yet. What is missing: %(missing)s.") % {"missing": missing}
        )
    if result.findings:
        messages.warning(request, _("Not on the board yet: look at what the text check found."))
