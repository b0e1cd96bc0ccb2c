"""Interviews: one's own list, planning, one interview with its scores, moving and calling off, times that are offered."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.applications.public import application
from maatwerk.apps.interviews.forms import AddendumForm, MoveForm, OfferForm
from maatwerk.apps.interviews.operations import (
    add_addendum,
    cancel_interview,
    excuse_interviewer,
    invite_to_pick,
    move_interview,
    offer_slots,
    plan_interview,
    record_held_interview,
    withdraw_slot,
)
from maatwerk.apps.interviews.queries import (
    CardRow,
    InterviewRow,
    KitRow,
    QuestionRow,
    cards_of,
    focus_for,
    free_slots,
    interviews_of_member,
    kit,
    newest_kit,
    slots_of,
    unasked,
    visible_interview,
)
from maatwerk.apps.interviews.queries.desks import desks
from maatwerk.apps.interviews.rules import INTERVIEW_ROLES, PLANNING_ROLES, may_plan
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.people.public import names as person_names
from maatwerk.apps.vacancies.public import visible_vacancies, visible_vacancy
from maatwerk.kernel.refusals import Refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])
DESKS_SHOWN = 50


@require_safe
@role_required(*INTERVIEW_ROLES)
def mine(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show what this member has ahead of them, what they still have to score, and where interviews are prepared."""
    rows = interviews_of_member(request.member)
    open_ones, page = visible_vacancies(
        request.member, request.GET.get("page"), size=DESKS_SHOWN, only_open=True
    )
    context = {
        "to_score": [row for row in rows if row.waits_for(request.member.user_id)],
        "ahead": [row for row in rows if not row.waits_for(request.member.user_id)],
        "desks": desks([(row.id, row.title) for row in open_ones]),
        "page": page,
        "slug": organisation,
    }
    return render(request, "interviews/interviews.html", context)


@form_page
@role_required(*PLANNING_ROLES)
def plan(request: MemberRequest, organisation: str, application_id: uuid.UUID) -> HttpResponse:
    """Plan an interview, write down one that took place, or let the applicant pick a time (`invite`)."""
    row = application(application_id)
    vacancy = visible_vacancy(row.opportunity_id, request.member)
    form = MoveForm(request.POST or None, initial={"interviewers": [str(request.member.user_id)]})
    if request.method == "POST" and form.is_valid():
        act = record_held_interview if "held" in request.POST else plan_interview
        try:
            key = act(application_id=application_id, meeting=form.meeting(), by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = _("Written down. Now everybody who asked can score it.")
            if "held" not in request.POST:
                said = _("Planned. Everybody gets an invitation for their calendar.")
            messages.success(request, said)
            return redirect("interviews:interview", organisation, key)
    focus, asked = focus_for(vacancy.id, row.person_id), newest_kit(vacancy.id)
    context = {
        "application": row,
        "vacancy": vacancy,
        "name": person_names([row.person_id])[row.person_id],
        "focus": focus,
        "unasked": {one.concept_id for one in unasked(asked, focus)} if asked else set(),
        "form": form,
        "free": len(free_slots(vacancy.id)),
        "has_kit": asked is not None,
        "slug": organisation,
    }
    return render(request, "interviews/plan.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*PLANNING_ROLES)
def invite(request: MemberRequest, organisation: str, application_id: uuid.UUID) -> HttpResponse:
    """Let the applicant pick one of the times that are offered."""
    key = invite_to_pick(application_id=application_id, by=request.member)
    messages.success(request, _("The applicant is asked by mail to pick a time."))
    return redirect("interviews:interview", organisation, key)


@require_safe
@role_required()
def show(request: MemberRequest, organisation: str, interview_id: uuid.UUID) -> HttpResponse:
    """Show an interview: when, with whom, what is asked, and the scores that this viewer may read."""
    return _page(request, visible_interview(interview_id, request.member))


def _page(request: MemberRequest, row: InterviewRow, addendum: AddendumForm | None = None) -> HttpResponse:
    member = request.member
    asked = kit(row.kit_id) if row.kit_id else newest_kit(row.opportunity_id)
    cards = cards_of(row.id)
    own_in = any(card.by_id == member.user_id for card in cards)
    context = {
        "interview": row,
        "kit": asked,
        "focus": set(row.focus),
        "cards": cards,
        "table": _table(asked, cards),
        "waits_for_me": row.waits_for(member.user_id),
        "may_plan": may_plan(member) and row.state != "cancelled" and row.kit_id is None,
        "may_excuse": may_plan(member) and row.has_begun,
        "me": member.user_id,
        "addendum": (addendum or AddendumForm()) if own_in else None,
        "slug": member.organisation.slug,
    }
    return render(request, "interviews/interview.html", context, status=422 if addendum else 200)


def _table(asked: KitRow | None, cards: list[CardRow]) -> list[tuple[QuestionRow, list[tuple[str, Any]]]]:
    """Return each question with what the opened cards give it, by name."""
    opened = [card for card in cards if card.is_open]
    if asked is None or not opened:
        return []
    return [(q, [(card.by, card.scores.get(q.id, (None, ""))) for card in opened]) for q in asked.questions]


@form_page
@role_required(*PLANNING_ROLES)
def move(request: MemberRequest, organisation: str, interview_id: uuid.UUID) -> HttpResponse:
    """Put an interview at another time, in another place or before others."""
    row = visible_interview(interview_id, request.member)
    if row.starts_at is None:
        raise Refusal(_("The applicant still picks a time."), code="no_time")
    form = MoveForm(request.POST or None, initial=MoveForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            move_interview(interview_id=interview_id, meeting=form.meeting(), by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Changed. Everybody gets a new invitation that replaces the earlier one.")
            )
            return redirect("interviews:interview", organisation, interview_id)
    context = {"interview": row, "form": form, "slug": organisation}
    return render(request, "interviews/move.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*PLANNING_ROLES)
def cancel(request: MemberRequest, organisation: str, interview_id: uuid.UUID) -> HttpResponse:
    """Call an interview off."""
    visible_interview(interview_id, request.member)
    cancel_interview(interview_id=interview_id, by=request.member)
    messages.success(request, _("Called off. Whoever had it in their calendar is told."))
    return redirect("interviews:interview", organisation, interview_id)


@require_POST
@role_required(*PLANNING_ROLES)
def excuse(
    request: MemberRequest, organisation: str, interview_id: uuid.UUID, user_id: uuid.UUID
) -> HttpResponse:
    """Wait no longer for an interviewer's scores."""
    visible_interview(interview_id, request.member)
    excuse_interviewer(interview_id=interview_id, user_id=user_id, by=request.member)
    messages.success(request, _("Their scores are no longer waited for."))
    return redirect("interviews:interview", organisation, interview_id)


@require_POST
@role_required()
def addendum(request: MemberRequest, organisation: str, interview_id: uuid.UUID) -> HttpResponse:
    """Add words to one's own scorecard."""
    row = visible_interview(interview_id, request.member)
    form = AddendumForm(request.POST)
    if form.is_valid():
        try:
            add_addendum(interview_id=interview_id, text=form.cleaned_data["text"], by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Added; your scores stay as they were."))
            return redirect("interviews:interview", organisation, interview_id)
    return _page(request, row, form)


@form_page
@role_required(*INTERVIEW_ROLES)
def slots(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show the times that are offered for a vacancy, and offer more."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    form = OfferForm(request.POST or None, initial={"interviewers": [str(request.member.user_id)]})
    if request.method == "POST" and form.is_valid():
        try:
            count = offer_slots(opportunity_id=vacancy_id, offer=form.offer(), by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = ngettext("%(count)d time is offered.", "%(count)d times are offered.", count)
            messages.success(request, said % {"count": count})
            return redirect("interviews:slots", organisation, vacancy_id)
    rows = slots_of(vacancy_id)
    context = {
        "vacancy": vacancy,
        "form": form,
        "rows": [(row, name) for row, name in zip(rows, _takers(rows), strict=True)],
        "slug": organisation,
    }
    return render(request, "interviews/slots.html", context, status=422 if form.errors else 200)


def _takers(rows: list[Any]) -> list[str]:
    known = person_names({row.taken_by for row in rows if row.taken_by})
    return [known[row.taken_by] if row.taken_by else "" for row in rows]


@require_POST
@role_required(*INTERVIEW_ROLES)
def withdraw(
    request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, slot_id: uuid.UUID
) -> HttpResponse:
    """Offer a time no longer."""
    withdraw_slot(slot_id=slot_id, by=request.member)
    return redirect("interviews:slots", organisation, vacancy_id)
