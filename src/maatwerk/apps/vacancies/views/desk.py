"""The desk of one vacancy: what is public, what is in the way, the link to share, and the text check."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.opportunities.public import Opportunity, close_opportunity, requirements
from maatwerk.apps.organisations.public import MemberRequest, Role, colleagues, role_required
from maatwerk.apps.skills.public import skill_words
from maatwerk.apps.vacancies.contracts import VacancyRow
from maatwerk.apps.vacancies.forms import ExceptionForm, TeamForm, TemplateForm, TermsForm, VacancyForm
from maatwerk.apps.vacancies.links import DIRECT, link_for, views_of
from maatwerk.apps.vacancies.operations import (
    describe_vacancy,
    join_team,
    leave_team,
    must_open,
    set_terms,
    state_exception,
)
from maatwerk.apps.vacancies.places import towns
from maatwerk.apps.vacancies.publishing import publish_vacancy, take_off
from maatwerk.apps.vacancies.qr import qr_svg
from maatwerk.apps.vacancies.queries import publication_of, team_of, vacancy_of, visible_vacancy
from maatwerk.apps.vacancies.rules import NEVER_EXCEPTED, may_open_vacancies
from maatwerk.apps.vacancies.templates_kept import keep_template
from maatwerk.apps.vacancies.views.start import tell
from maatwerk.apps.vacancies.words import BAND_WORDS, CODED_REASONS, MISSING_WORDS, said_of
from maatwerk.apps.vacancies.writing import coded_words, find_skills, readability
from maatwerk.kernel.refusals import Refusal

SEEING_ROLES = (Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR, Role.PSYCHOLOGIST, Role.AUDITOR)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@role_required(*SEEING_ROLES)
def desk(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show everything about a vacancy to who works on it."""
    visible_vacancy(vacancy_id, request.member)
    row = vacancy_of(vacancy_id)
    state = publication_of(row)
    may_open = may_open_vacancies(request.member)
    context = {
        "vacancy": row,
        "missing": [MISSING_WORDS[name] for name in state.missing if name != "open"],
        "findings": [_finding(one) for one in state.findings],
        "is_ready": state.is_ready,
        "check": _text_check(row),
        "proposals": _proposals(row),
        "team": team_of(vacancy_id),
        "may_open": may_open,
        "may_tell_all": request.member.has(Role.RECRUITER),  # as `applications.may_close`, which stands above
        "template_form": TemplateForm(initial={"name": row.title}) if may_open else None,
        "team_form": _team_form() if may_open else None,
        "slug": organisation,
    }
    return render(request, "vacancies/desk.html", context | _sharing(request, row))


def _sharing(request: MemberRequest, row: VacancyRow) -> dict[str, Any]:
    """Return the links of a vacancy that is public, and how often its page was opened."""
    if not row.is_public:
        return {}
    page = f"{settings.SITE_URL}/jobs/at/{request.member.organisation.slug}/{row.id}/"
    link = f"{page}?via={link_for(vacancy_id=row.id, channel=DIRECT)}"
    views = views_of(row.id)
    return {
        "page": page,
        "link": link,
        "qr": qr_svg(link, _("Code that opens the vacancy")),
        "views": sum(views.values()),
    }


def _finding(one: Any) -> dict[str, Any]:
    said, advice = said_of(one)
    return {
        "said": said,
        "advice": advice,
        "sentence": one.sentence,
        "ground": one.ground,
        "severity": one.severity,
        "may_except": one.ground not in NEVER_EXCEPTED,
    }


def _text_check(row: VacancyRow) -> dict[str, Any]:
    found = readability(row.description, row.terms.language)
    coded = coded_words(f"{row.title}. {row.description}", row.terms.language)
    return {
        "band": BAND_WORDS.get(found.band, ""),
        "ease": round(found.ease),
        "words": found.words,
        "long_sentences": found.long_sentences,
        "coded": [(one.word, one.times, CODED_REASONS[one.reason]) for one in coded],
        "masculine": sum(one.times for one in coded if one.code == "masculine"),
        "feminine": sum(one.times for one in coded if one.code == "feminine"),
    }


def _proposals(row: VacancyRow) -> list[tuple[str, str, str]]:
    """Return (key, label, sentence) of skills the text names that are no requirement yet."""
    known = {one.concept_id for one in requirements(row.id)}
    skills = {one.key: one for one in skill_words() if one.concept_id is None or one.concept_id not in known}
    found = find_skills(f"{row.title}\n{row.description}", {key: one.words for key, one in skills.items()})
    return [(one.key, skills[one.key].label, one.sentence) for one in found]


def _team_form(data: Any = None) -> TeamForm:
    return TeamForm(data, colleagues=[(str(row.user_id), row.name) for row in colleagues()])


@form_page
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def edit(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Change how a vacancy is told and what it promises; what is public already follows, if it may."""
    visible_vacancy(vacancy_id, request.member)
    row = vacancy_of(vacancy_id)
    initial = TermsForm.initial_of(row.terms) | {
        "title": row.title,
        "place": row.place,
        "description": row.description,
        "contact_email": row.terms.contact_email or request.member.email,
    }
    form = VacancyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            describe_vacancy(
                vacancy_id=vacancy_id,
                title=given["title"],
                place=given["place"],
                description=given["description"],
                by=request.member,
            )
            set_terms(vacancy_id=vacancy_id, terms=form.terms(given["place"]), by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _kept(request, row)
            return redirect("vacancies:desk", organisation, vacancy_id)
    context = {
        "form": form,
        "vacancy": row,
        "slug": organisation,
        "towns": [town.name for town in towns().values()],
    }
    return render(request, "vacancies/edit.html", context, status=422 if form.errors else 200)


def _kept(request: MemberRequest, row: VacancyRow) -> None:
    """Say that a change is kept, and bring it to the public copy where there is one."""
    if not row.is_public:
        messages.success(request, _("Kept."))
        return
    result = publish_vacancy(vacancy_id=row.id, by=request.member)
    if result.is_ready:
        messages.success(request, _("Kept, and on the board."))
    else:
        messages.warning(request, _("Kept, but the board still shows how it was: something is in the way."))


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def publish(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Put a vacancy on the board."""
    row = visible_vacancy(vacancy_id, request.member)
    tell(request, publish_vacancy(vacancy_id=vacancy_id, by=request.member), row.title)
    return redirect("vacancies:desk", organisation, vacancy_id)


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def unpublish(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Take a vacancy off the board; it stays open inside."""
    visible_vacancy(vacancy_id, request.member)
    if take_off(vacancy_id=vacancy_id, because="asked"):
        messages.success(request, _("It is off the board, the feeds and the sitemap."))
    return redirect("vacancies:desk", organisation, vacancy_id)


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def close(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Mark a vacancy filled or withdrawn. Nothing happens to anybody's application by this alone."""
    visible_vacancy(vacancy_id, request.member)
    must_open(request.member)
    state = request.POST.get("state", "")
    if state not in (Opportunity.State.FILLED, Opportunity.State.WITHDRAWN):
        raise Refusal(_("Say whether it is filled or withdrawn."), code="no_state", status=422)
    close_opportunity(opportunity_id=vacancy_id, state=state)
    messages.success(
        request,
        _("The vacancy is closed and off the board. Everybody who applied still gets an answer from you."),
    )
    return redirect("vacancies:desk", organisation, vacancy_id)


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def state_reason(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """State why the text may say what the check found."""
    visible_vacancy(vacancy_id, request.member)
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Say in a full sentence why the work asks this."), status=422)
    given = form.cleaned_data
    state_exception(
        vacancy_id=vacancy_id,
        ground=given["ground"],
        severity=given["severity"],
        reason=given["reason"],
        by=request.member,
    )
    messages.success(request, _("Your reason is kept with the vacancy and in the log."))
    return redirect("vacancies:desk", organisation, vacancy_id)


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def team(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Let a colleague work on a vacancy, or no longer."""
    visible_vacancy(vacancy_id, request.member)
    form = _team_form(request.POST)
    if not form.is_valid():
        raise Refusal(_("Choose a colleague and a task."), status=422)
    given = form.cleaned_data
    act = leave_team if "leave" in request.POST else join_team
    act(vacancy_id=vacancy_id, user_id=uuid.UUID(given["user_id"]), task=given["task"], by=request.member)
    messages.success(request, _("Kept."))
    return redirect("vacancies:desk", organisation, vacancy_id)


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def template(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Keep a vacancy as a template."""
    visible_vacancy(vacancy_id, request.member)
    form = TemplateForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Give the template a name."), status=422)
    keep_template(vacancy_id=vacancy_id, by=request.member, **form.cleaned_data)
    messages.success(request, _("The template is kept."))
    return redirect("vacancies:desk", organisation, vacancy_id)
