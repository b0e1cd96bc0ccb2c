"""The scorecard: every question with its anchors, kept for good in one go."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maatwerk.apps.interviews.forms import ScorecardForm
from maatwerk.apps.interviews.operations import submit_scorecard
from maatwerk.apps.interviews.queries import kit, newest_kit, visible_interview
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@role_required()
def scorecard(request: MemberRequest, organisation: str, interview_id: uuid.UUID) -> HttpResponse:
    """Score what was heard; afterwards it is locked."""
    row = visible_interview(interview_id, request.member)
    asked = kit(row.kit_id) if row.kit_id else newest_kit(row.opportunity_id)
    if asked is None or not asked.questions:
        raise Refusal(
            _("There are no questions yet. Somebody who works on the vacancy makes them first."),
            code="no_kit",
        )
    if not row.waits_for(request.member.user_id):
        return redirect("interviews:interview", organisation, interview_id)
    form = ScorecardForm(request.POST or None, kit=asked)
    if request.method == "POST" and form.is_valid():
        try:
            submit_scorecard(
                interview_id=interview_id,
                kit_id=asked.id,
                scores=form.scores(),
                summary=form.cleaned_data["summary"],
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Your scores are in. Now you see those of the others."))
            return redirect("interviews:interview", organisation, interview_id)
    context = {"interview": row, "kit": asked, "form": form, "focus": set(row.focus), "slug": organisation}
    return render(request, "interviews/scorecard.html", context, status=422 if form.errors else 200)
