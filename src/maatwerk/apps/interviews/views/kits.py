"""What is asked for a vacancy: made by one click, changed question by question, with how far interviewers agree."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.interviews.agreement import agreement_on
from maatwerk.apps.interviews.forms import QuestionForm
from maatwerk.apps.interviews.models import Kit
from maatwerk.apps.interviews.operations import (
    add_question,
    change_question,
    drop_question,
    generate_kit,
    move_question,
)
from maatwerk.apps.interviews.queries import KitRow, kit, kits_of, newest_kit
from maatwerk.apps.interviews.rules import INTERVIEW_ROLES, KIT_ROLES, may_plan, may_write_kits
from maatwerk.apps.interviews.words import agreement_words
from maatwerk.apps.opportunities.public import requirements
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.skills.public import concepts
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel.refusals import Refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])
SEEING_ROLES = INTERVIEW_ROLES


@require_safe
@role_required(*SEEING_ROLES)
def show(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, number: int = 0) -> HttpResponse:
    """Show a version of the questions, the newest one where none is named."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    versions = kits_of(vacancy_id)
    found = newest_kit(vacancy_id)
    if number:
        found = next((kit(key) for one, _at, key in versions if one == number), None)
        if found is None:
            raise Kit.DoesNotExist
    is_newest = not versions or (found is not None and found.number == versions[0][0])
    context = {
        "vacancy": vacancy,
        "kit": found,
        "versions": versions,
        "is_newest": is_newest,
        "may_write": may_write_kits(request.member) and is_newest,
        "may_plan": may_plan(request.member),
        "agreement": agreement_words(agreement_on(vacancy_id, found.id)) if found else (),
        "slug": organisation,
    }
    return render(request, "interviews/kit.html", context)


@require_POST
@role_required(*KIT_ROLES)
def generate(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Write the questions from what the vacancy asks."""
    generate_kit(opportunity_id=vacancy_id, by=request.member)
    messages.success(request, _("The questions are ready. Read them over and change what does not fit."))
    return redirect("interviews:kit", organisation, vacancy_id)


@form_page
@role_required(*KIT_ROLES)
def question(
    request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, position: int = 0
) -> HttpResponse:
    """Change a question, or add one."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    found = newest_kit(vacancy_id)
    initial = _initial(found, position) or {"concept_id": request.GET.get("about", "")}
    form = QuestionForm(request.POST or None, labels=_labels(vacancy_id), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {"opportunity_id": vacancy_id, "concept_id": form.concept, "by": request.member}
        try:
            if position:
                change_question(position=position, draft=form.draft(), **values)  # type: ignore[arg-type]
            else:
                add_question(draft=form.draft(), **values)  # type: ignore[arg-type]
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("interviews:kit", organisation, vacancy_id)
    context = {"vacancy": vacancy, "form": form, "position": position, "slug": organisation}
    return render(request, "interviews/question.html", context, status=422 if form.errors else 200)


def _labels(vacancy_id: uuid.UUID) -> dict[uuid.UUID, str]:
    asked = [row.concept_id for row in requirements(vacancy_id)]
    known = {row.id: row.label for row in concepts(asked)}
    return {key: known[key] for key in asked}


def _initial(found: KitRow | None, position: int) -> dict[str, object]:
    if found is None or not position:
        return {}
    if position > len(found.questions):
        raise Kit.DoesNotExist
    row = found.questions[position - 1]
    names = ("about", "text", "follow_up", "anchor_1", "anchor_3", "anchor_5")
    return {"concept_id": str(row.concept_id or "")} | {name: getattr(row, name) for name in names}


@require_POST
@role_required(*KIT_ROLES)
def arrange(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, position: int) -> HttpResponse:
    """Take a question out, or ask it earlier."""
    act = move_question if "earlier" in request.POST else drop_question
    act(opportunity_id=vacancy_id, position=position, by=request.member)
    return redirect("interviews:kit", organisation, vacancy_id)
