"""One application: evidence, advice (opened by a click that is recorded), own view, decision, timeline."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.advice.public import advice_on
from maatwerk.apps.applications.public import (
    ApplicationRow,
    Choice,
    Decision,
    application,
    card,
    decide,
    may_be_taken_back,
    may_decide,
    may_see_names,
    next_stage,
    own_view,
    own_view_comes_first,
    panels_for,
    record_own_view,
    record_viewing,
    saw_advice,
    see_advice,
    timeline,
    was_advised,
)
from maatwerk.apps.assessments.public import caveat_sentences, result_words
from maatwerk.apps.evidence.public import EvidenceRow, Kind, evidence_for_selection
from maatwerk.apps.journeys.forms import DecisionForm, OwnViewForm
from maatwerk.apps.journeys.rules import HIRING_ROLES, LOG_ROLES
from maatwerk.apps.journeys.shortlists import names_for
from maatwerk.apps.journeys.stopped import stopping_of_vacancy
from maatwerk.apps.journeys.timelines import instant, moments
from maatwerk.apps.journeys.told_advice import told_advice
from maatwerk.apps.journeys.words import Words, words_for
from maatwerk.apps.opportunities.public import OpportunityRow
from maatwerk.apps.organisations.public import MemberRequest, Role, names, role_required
from maatwerk.apps.skills.public import ConceptRow, concepts
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui import formats


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One piece of evidence as the page shows it."""

    key: str
    label: str
    value: str
    source: str
    measured_on: dt.date | None
    is_newest: bool
    caveats: tuple[str, ...] = ()


@require_safe
@role_required(*HIRING_ROLES)
def show(request: MemberRequest, organisation: str, application_id: uuid.UUID) -> HttpResponse:
    """Show an application as this member may see it."""
    row = application(application_id)
    vacancy = visible_vacancy(row.opportunity_id, request.member)
    if may_see_names(request.member):
        record_viewing(application_id=row.id, person_id=row.person_id, by=request.member)
    return _page(request, row, vacancy)


@require_POST
@role_required(*HIRING_ROLES)
def open_advice(request: MemberRequest, organisation: str, application_id: uuid.UUID) -> HttpResponse:
    """Open the advice; that it was opened is recorded, because validity is reported by it."""
    visible_vacancy(application(application_id).opportunity_id, request.member)
    try:
        see_advice(application_id=application_id, by=request.member)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("journeys:application", organisation, application_id)


@require_POST
@role_required(Role.RECRUITER, Role.MANAGER)
def record_view(request: MemberRequest, organisation: str, application_id: uuid.UUID) -> HttpResponse:
    """Keep the member's own view, formed before the advice."""
    row = application(application_id)
    vacancy = visible_vacancy(row.opportunity_id, request.member)
    form = OwnViewForm(request.POST)
    if form.is_valid():
        try:
            record_own_view(application_id=application_id, by=request.member, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("journeys:application", organisation, application_id)
    return _page(request, row, vacancy, own_view_form=form)


@require_POST
@role_required(Role.RECRUITER, Role.MANAGER)
def make_decision(request: MemberRequest, organisation: str, application_id: uuid.UUID) -> HttpResponse:
    """Decide on this one application."""
    row = application(application_id)
    vacancy = visible_vacancy(row.opportunity_id, request.member)
    form = DecisionForm(request.POST, choices=_choices(row), advised=was_advised(row, request.member.user_id))
    if form.is_valid():
        try:
            wish = form.cleaned_data
            as_of = wish.pop("as_of")
            made = decide(
                application_id=application_id, choice=Choice(**wish), by=request.member, as_of=as_of
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Decided: %(choice)s.") % {"choice": made.get_choice_display()})
            return redirect("journeys:application", organisation, application_id)
    return _page(request, row, vacancy, decision_form=form)


def _page(
    request: MemberRequest,
    row: ApplicationRow,
    vacancy: OpportunityRow,
    *,
    own_view_form: OwnViewForm | None = None,
    decision_form: DecisionForm | None = None,
) -> HttpResponse:
    member = request.member
    seen = saw_advice(member.user_id, opportunity_id=row.opportunity_id, person_id=row.person_id)
    view = own_view(row.id, member.user_id)
    view_label = dict(OwnViewForm.base_fields["opinion"].choices).get(view[0], "") if view else ""  # type: ignore[attr-defined]
    decides = may_decide(member) and bool(_choices(row))
    words = words_for(vacancy.job_family_id)
    above, below = panels_for(row, request)
    before = instant(request.GET.get("before", ""))
    happened, older = timeline(row.id, row.person_id, before=before)
    context = {
        "application": row,
        "panels_above": above,
        "panels_below": below,
        "vacancy": vacancy,
        "name": names_for(member, [row.person_id])[row.person_id],
        "evidence": _evidence(row.person_id, words),
        "advice": told_advice(row, vacancy, slug=member.organisation.slug, words=words) if seen else None,
        "has_advice": bool(advice_on(row.opportunity_id, [row.person_id])) if not seen else True,
        "stopping": stopping_of_vacancy(vacancy, member),
        "own_view": (view_label, view[1]) if view else None,
        "own_view_form": (own_view_form or OwnViewForm()) if decides and not seen and view is None else None,
        "own_view_first": decides and view is None and own_view_comes_first(row.id, member),
        "decision_form": (
            decision_form
            or DecisionForm(
                choices=_choices(row),
                advised=was_advised(row, member.user_id),
                initial={"as_of": row.stage_since.isoformat()},
            )
        )
        if decides
        else None,
        "moments": moments(row, words, happened, is_last=older is None),
        "older": older.isoformat() if older else "",
        "is_newest": before is None,
        "arranged": card(row.id),
        "owner": names({row.owner_id}).get(row.owner_id, "") if row.owner_id else "",
        "can_take_back": may_decide(member) and may_be_taken_back(row.id),
        "may_read_log": member.has(*LOG_ROLES),
        "slug": member.organisation.slug,
    }
    wrong = (own_view_form and own_view_form.errors) or (decision_form and decision_form.errors)
    return render(request, "journeys/application.html", context, status=422 if wrong else 200)


def _choices(row: ApplicationRow) -> list[tuple[str, str]]:
    """Return what can be chosen here; turning somebody down has a page of its own, with the letter."""
    labels = {
        Decision.Choice.ADVANCE: _("On to the next step"),
        Decision.Choice.HIRE: _("Hire"),
    }
    return [
        (choice, label)
        for choice, label in labels.items()
        if next_stage(row.stage, choice, interview_first=row.interview_first)
    ]


def _evidence(person_id: uuid.UUID, words: Words) -> list[EvidenceLine]:
    """Return the evidence about a person by name; of what was measured twice the newest comes first."""
    rows = evidence_for_selection([person_id])
    known = {concept.id: concept for concept in concepts({row.concept_id for row in rows})}
    newest = {row.concept_id: row.id for row in rows}
    lines = [
        _line(row, known[row.concept_id], words, is_newest=newest[row.concept_id] == row.id) for row in rows
    ]
    return sorted(lines, key=lambda line: (line.label.lower(), not line.is_newest))


def _line(row: EvidenceRow, concept: ConceptRow, words: Words, *, is_newest: bool) -> EvidenceLine:
    value = words.level(concept.key, row.level) if row.value is None else formats.number(row.value)
    if row.value is not None and row.standard_error and row.unit == "sd":
        value = result_words(row.value, row.standard_error)  # a test given here: a band, never a bare decimal
    elif row.standard_error:
        value = f"{value} ± {formats.number(row.standard_error)}"
    source = row.instrument or capfirst(str(Kind(row.kind).label))
    caveats = tuple(caveat_sentences(row.caveats))
    return EvidenceLine(concept.key, concept.label, value, source, row.measured_on, is_newest, caveats)
