"""Needs: asked, answered, and opened as a vacancy."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.vacancies.forms import AnswerForm, RequisitionForm
from maatwerk.apps.vacancies.queries import requisitions
from maatwerk.apps.vacancies.requisitions import Need, answer_requisition, ask_for_colleague, open_approved
from maatwerk.apps.vacancies.rules import APPROVING_ROLES, ASKING_ROLES, OPENING_ROLES
from maatwerk.kernel.once import once
from maatwerk.kernel.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ASKING_ROLES)
def needs(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show the needs and ask for a colleague."""
    form = RequisitionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        need = Need(
            job_family=given["job_family"],
            title=given["title"],
            reason=given["reason"],
            why=given["why"],
            people=given["people"],
            pay_most_cents=round(given["pay_most"] * 100),
            pay_period=given["pay_period"],
        )
        try:
            once(request, lambda: ask_for_colleague(need=need, by=request.member))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Asked. Somebody who may approve it sees it here."))
            return redirect("vacancies:needs", organisation)
    context = {
        "rows": requisitions(request.member),
        "form": form,
        "answer": AnswerForm(),
        "slug": organisation,
        "show_form": bool(form.errors),
    }
    return render(request, "vacancies/needs.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*APPROVING_ROLES)
def answer(request: MemberRequest, organisation: str, requisition_id: uuid.UUID) -> HttpResponse:
    """Approve or refuse a need."""
    answer_requisition(
        requisition_id=requisition_id,
        approve="approve" in request.POST,
        answer=request.POST.get("answer", "")[:2_000],
        by=request.member,
    )
    messages.success(request, _("Answered."))
    return redirect("vacancies:needs", organisation)


@require_POST
@role_required(*OPENING_ROLES)
def open_one(request: MemberRequest, organisation: str, requisition_id: uuid.UUID) -> HttpResponse:
    """Open a vacancy for an approved need."""
    key = open_approved(requisition_id=requisition_id, by=request.member)
    return redirect("vacancies:edit", organisation, key)
