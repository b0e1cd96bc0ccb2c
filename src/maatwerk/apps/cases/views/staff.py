"""Cases for colleagues: what waits, one case, who answers it, the answer."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.cases.contracts import Answer, CaseDetail, CaseRow
from maatwerk.apps.cases.forms import AnswerForm, AssignForm, CloseForm
from maatwerk.apps.cases.operations import answer_case, assign_case, close_case
from maatwerk.apps.cases.queries import case, page_of_cases
from maatwerk.apps.cases.rules import ANSWERERS, CASE_ROLES, may_answer, may_assign
from maatwerk.apps.cases.subjects import subject_page
from maatwerk.apps.organisations.public import Member, MemberRequest, Role, colleagues, role_required
from maatwerk.apps.people.public import names, pseudonym
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.shapes import Tab

NAMES = (Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR)


@require_safe
@role_required(*CASE_ROLES)
def case_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the cases that wait, by deadline, or those that are done."""
    is_open = "done" not in request.GET
    rows, page = page_of_cases(request.member, is_open=is_open, number=request.GET.get("page"))
    shown = _people(request.member, rows)
    here = reverse("cases:list", args=[organisation])
    context = {
        "rows": [(row, shown.get(row.person_id, "") if row.person_id else "") for row in rows],
        "page": page,
        "query": "" if is_open else "done",
        "is_open": is_open,
        "tabs": (
            Tab(_("Waiting"), here, current=is_open),
            Tab(_("Answered"), here + "?done", current=not is_open),
        ),
        "slug": organisation,
    }
    return render(request, "cases/list.html", context)


@require_safe
@role_required(*CASE_ROLES)
def show(request: MemberRequest, organisation: str, case_id: uuid.UUID) -> HttpResponse:
    """Show a case with what this member may do about it."""
    return _page(request, case(case_id, request.member))


@require_POST
@role_required(*CASE_ROLES)
def assign(request: MemberRequest, organisation: str, case_id: uuid.UUID) -> HttpResponse:
    """Give the case to a colleague, or take it."""
    found = case(case_id, request.member)
    form = AssignForm(request.POST, choices=_eligible(found))
    if form.is_valid():
        try:
            assign_case(case_id=case_id, owner_id=uuid.UUID(form.cleaned_data["owner"]), by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The case has an owner."))
            return redirect("cases:case", organisation, case_id)
    return _page(request, found, assign=form)


@require_POST
@role_required(*CASE_ROLES)
def answer(request: MemberRequest, organisation: str, case_id: uuid.UUID) -> HttpResponse:
    """Answer the person."""
    found = case(case_id, request.member)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_case(case_id=case_id, answer=Answer(**form.cleaned_data), by=request.member)
        except NotAllowed:
            raise  # there is no form to show it beside
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Answered. It goes by mail and stands on the person's own page."))
            return redirect("cases:case", organisation, case_id)
    return _page(request, found, answer=form)


@require_POST
@role_required(*CASE_ROLES)
def close(request: MemberRequest, organisation: str, case_id: uuid.UUID) -> HttpResponse:
    """Close what is answered and done."""
    found = case(case_id, request.member)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            close_case(case_id=case_id, done=form.cleaned_data["done"], by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The case is closed."))
            return redirect("cases:list", organisation)
    return _page(request, found, close=form)


def _page(
    request: MemberRequest,
    found: CaseDetail,
    *,
    assign: RefusableForm | None = None,
    answer: RefusableForm | None = None,
    close: RefusableForm | None = None,
) -> HttpResponse:
    member, row = request.member, found.row
    eligible = _eligible(found)
    shown = _people(member, [row])
    gives = row.is_open and may_assign(member, kind=row.kind) and bool(eligible)
    answers = row.is_open and may_answer(member, kind=row.kind, not_by=found.not_by)
    context = {
        "case": found,
        "row": row,
        "person": shown.get(row.person_id, "") if row.person_id else "",
        "about": subject_page(row.subject, row.object_id, member),
        "nobody": row.is_open and not eligible,
        "is_excluded": member.user_id in found.not_by,
        "assign_form": (assign or AssignForm(choices=eligible, initial={"owner": str(row.owner_id or "")}))
        if gives
        else None,
        "answer_form": (answer or AnswerForm()) if answers else None,
        "close_form": (close or CloseForm()) if row.state in {"answered", "upheld"} else None,
        "slug": member.organisation.slug,
    }
    wrong = any(form is not None and form.errors for form in (assign, answer, close))
    return render(request, "cases/case.html", context, status=422 if wrong else 200)


def _eligible(found: CaseDetail) -> list[tuple[str, str]]:
    return [
        (str(one.user_id), f"{one.name} ({', '.join(one.role_labels)})")
        for one in colleagues(*ANSWERERS[found.row.kind])
        if one.user_id not in found.not_by
    ]


def _people(member: Member, rows: list[CaseRow]) -> dict[uuid.UUID, str]:
    """Return how this member may see each person: by name who works with people, by pseudonym who checks the work."""
    people = {row.person_id for row in rows if row.person_id}
    return names(people) if member.has(*NAMES) else {key: pseudonym(key) for key in people}
