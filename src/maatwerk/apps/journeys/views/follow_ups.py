"""Follow-ups: what is asked of a manager, and the two-minute form. No score is shown anywhere here."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.applications.public import saw_advice
from maatwerk.apps.journeys.forms import FollowUpForm
from maatwerk.apps.journeys.outcome_files import COLUMNS, open_questions, record_answers
from maatwerk.apps.journeys.rules import FOLLOW_UP_ROLES
from maatwerk.apps.journeys.words import REASONS
from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.organisations.public import MemberRequest, Role, role_required
from maatwerk.apps.outcomes.public import (
    Answer,
    FollowUp,
    FollowUpRow,
    answer_follow_up,
    follow_up,
    may_answer_follow_up,
    open_follow_ups,
)
from maatwerk.apps.people.public import names
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm


@require_safe
@role_required(*FOLLOW_UP_ROLES)
def follow_up_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the questions put to this member; administrators see all."""
    everything = request.member.has(Role.ADMINISTRATOR)
    found = open_follow_ups(asked=None if everything else request.member.user_id)
    known = names({row.person_id for row in found})
    today = timezone.localdate()
    context = {
        "due": [(row, known[row.person_id]) for row in found if row.due_on <= today],
        "later": _next_of_each([row for row in found if row.due_on > today], known),
        "slug": organisation,
    }
    return render(request, "journeys/follow_ups.html", context)


def _next_of_each(
    rows: Sequence[FollowUpRow], known: Mapping[uuid.UUID, str]
) -> list[tuple[FollowUpRow, str]]:
    """Return the question that comes next about each person at work, soonest first."""
    first: dict[uuid.UUID, FollowUpRow] = {}
    for row in sorted(rows, key=lambda one: one.due_on):
        first.setdefault(row.engagement_id, row)
    return [(row, known[row.person_id]) for row in first.values()]


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FOLLOW_UP_ROLES)
def answer(request: MemberRequest, organisation: str, follow_up_id: uuid.UUID) -> HttpResponse:
    """Ask how somebody does, or record why nobody can say."""
    row = follow_up(follow_up_id)
    if not may_answer_follow_up(request.member, row.asked):
        raise FollowUp.DoesNotExist
    early = row.due_on > timezone.localdate()
    form = FollowUpForm(request.POST or None, family=job_family(row.job_family_id), early=early)
    if request.method == "POST" and form.is_valid():
        try:
            _record(row, form, request)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Thank you. Your answer makes the next advice better."))
            return redirect("journeys:follow_ups", organisation)
    context = {
        "form": form,
        "follow_up": row,
        "early": early,
        "name": names([row.person_id])[row.person_id],
        "slug": organisation,
    }
    return render(request, "journeys/follow_up.html", context, status=422 if form.errors else 200)


def _record(row: FollowUpRow, form: FollowUpForm, request: MemberRequest) -> None:
    said = form.cleaned_data
    here = {"yes": True, "no": False, "unknown": None}[said["still_here"]]
    seen = row.opportunity_id is not None and saw_advice(
        request.member.user_id, opportunity_id=row.opportunity_id, person_id=row.person_id
    )
    answered = Answer(
        observed_on=timezone.localdate(),
        still_here=here,
        performance=said["performance"] if here is not None else None,
        separated_on=said["separated_on"] if here is False else None,
        reason_code=said["reason_code"] if here is False else "",
        reason_note=said["reason_note"],
        missing_reason=said.get("missing_reason", "") if here is None else "",
    )
    answer_follow_up(follow_up_id=row.id, answer=answered, by=request.member, saw_advice=seen)


class OutcomesForm(RefusableForm):
    """The filled-in file."""

    file = forms.FileField(label=gettext_lazy("The filled-in file"))


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FOLLOW_UP_ROLES)
def outcomes_file(request: MemberRequest, organisation: str) -> HttpResponse:
    """Give the open questions as a file, and take it back filled in."""
    everything = request.member.has(Role.ADMINISTRATOR)
    if "download" in request.GET:
        rows = open_follow_ups(
            asked=None if everything else request.member.user_id, until=timezone.localdate()
        )
        text = open_questions(rows, names({row.person_id for row in rows}))
        return HttpResponse(
            text,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="follow-ups.csv"'},
        )
    form = OutcomesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            path, name = Path(file.temporary_file_path()), Path(file.name).name
            count = record_answers(path, name=name, by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                ngettext("%(count)d answer is in.", "%(count)d answers are in.", count) % {"count": count},
            )
            return redirect("journeys:follow_ups", organisation)
    return render(
        request,
        "journeys/outcomes_file.html",
        {"form": form, "columns": COLUMNS, "reasons": REASONS.values(), "slug": organisation},
        status=422 if form.errors else 200,
    )
