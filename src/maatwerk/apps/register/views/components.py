"""The register: what scores people, what is stated about each, its data sheet and its plan of change."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.advice.public import VersionRow, versions
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.register import operations
from maatwerk.apps.register.clearing import reasons_against
from maatwerk.apps.register.contracts import Entry
from maatwerk.apps.register.forms import CouncilForm, PlanForm, PreparationForm, SheetForm, StatementForm
from maatwerk.apps.register.models import ChangePlan, Component
from maatwerk.apps.register.queries import entries, entry, plans, preparation_of_family, sheet_of_family
from maatwerk.apps.register.rules import (
    APPROVERS,
    COUNCIL_NEEDLESS,
    EXPORT_ROLES,
    PLANNERS,
    REGISTER_ROLES,
    RISK_ROLES,
    STATERS,
    may_approve_plan,
    may_plan,
    may_prepare,
    may_speak_for_council,
    may_state,
)
from maatwerk.apps.register.views.shell import tabs
from maatwerk.apps.skills.public import concepts
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm

MOVING = ("draft", "reviewed", "approved")


@require_safe
@role_required(*REGISTER_ROLES)
def component_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List everything that scores people here."""
    rows = entries()
    context = {
        "rows": rows,
        "unstated": sum(row.is_in_use and row.statement is None for row in rows),
        "may_export": request.member.has(*EXPORT_ROLES),
        "tabs": tabs(request.member, "list"),
        "slug": organisation,
    }
    return render(request, "register/list.html", context)


@require_safe
@role_required(*REGISTER_ROLES)
def show(request: MemberRequest, organisation: str, key: str) -> HttpResponse:
    """Show one component."""
    return _page(request, entry(key))


@require_POST
@role_required(*STATERS)
def state(request: MemberRequest, organisation: str, key: str) -> HttpResponse:
    """State what a component is for."""
    found = entry(key)
    form = StatementForm(request.POST)
    if form.is_valid():
        wish = form.cleaned_data
        statement = operations.Statement(
            kind=found.kind,
            object_id=found.object_id,
            purpose=wish["purpose"],
            ground=wish["ground"],
            owner_id=uuid.UUID(wish["owner_id"]),
            profiles_people=wish["profiles_people"],
            is_high_risk=wish["ground"] != Component.Ground.NONE,
        )
        try:
            operations.state_component(statement=statement, by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The statement is kept; the one before stays in the register."))
            return redirect("register:entry", organisation, key)
    return _page(request, found, statement=form)


@require_POST
@role_required(*PLANNERS)
def sheet(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Write the data sheet."""
    found = entry(_key(family_id))
    form = SheetForm(request.POST)
    if form.is_valid():
        try:
            operations.write_sheet(
                job_family_id=family_id, sheet=operations.Sheet(**form.cleaned_data), by=request.member
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The data sheet is kept."))
            return redirect("register:entry", organisation, found.key)
    return _page(request, found, sheet=form)


@require_POST
@role_required(*RISK_ROLES)
def preparation(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Write down how people were prepared."""
    found = entry(_key(family_id))
    form = PreparationForm(request.POST)
    if form.is_valid():
        try:
            operations.write_preparation(
                job_family_id=family_id, prepared=operations.Prepared(**form.cleaned_data), by=request.member
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept: this is how people were prepared."))
            return redirect("register:entry", organisation, found.key)
    return _page(request, found, preparation=form)


@require_POST
@role_required(*PLANNERS)
def plan(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Propose a plan of change."""
    found = entry(_key(family_id))
    form = PlanForm(request.POST, concepts=_concepts())
    if form.is_valid():
        wish = form.cleaned_data
        try:
            operations.propose_plan(
                job_family_id=family_id,
                wish=operations.PlanWish(
                    largest_move=wish["largest_move"],
                    least_people=wish["least_people"],
                    verdicts=tuple(wish["verdicts"]),
                    reason=wish["reason"],
                    may_enter=tuple(wish["may_enter"]),
                ),
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The plan is proposed. A psychologist approves it."))
            return redirect("register:entry", organisation, found.key)
    return _page(request, found, plan=form)


@require_POST
@role_required(*APPROVERS)
def approve(request: MemberRequest, organisation: str, plan_id: uuid.UUID) -> HttpResponse:
    """Approve a plan of change."""
    key = _key(ChangePlan.objects.get(pk=plan_id).job_family_id)
    try:
        operations.approve_plan(plan_id=plan_id, by=request.member)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The plan is approved. Now the works council is settled."))
    return redirect("register:entry", organisation, key)


@require_POST
@role_required(*COUNCIL_NEEDLESS)
def council(request: MemberRequest, organisation: str, plan_id: uuid.UUID) -> HttpResponse:
    """Settle a plan with the works council."""
    found = entry(_key(ChangePlan.objects.get(pk=plan_id).job_family_id))
    form = CouncilForm(request.POST)
    if form.is_valid():
        try:
            operations.settle_with_council(plan_id=plan_id, by=request.member, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept. The plan is in force once a psychologist approved it."))
            return redirect("register:entry", organisation, found.key)
    return _page(request, found, council=form)


def _key(family_id: uuid.UUID) -> str:
    return f"{Component.Kind.MODEL.value}-{family_id}"


def _concepts() -> list[tuple[str, str]]:
    return [(row.key, row.label) for row in concepts() if row.kind in {"construct", "job_fact"}]


def _page(
    request: MemberRequest,
    found: Entry,
    *,
    statement: RefusableForm | None = None,
    sheet: RefusableForm | None = None,
    preparation: RefusableForm | None = None,
    plan: RefusableForm | None = None,
    council: RefusableForm | None = None,
) -> HttpResponse:
    stated = found.statement
    initial = (
        {
            "purpose": stated.purpose,
            "ground": stated.ground,
            "profiles_people": "yes" if stated.profiles_people else "no",
            "owner_id": str(stated.owner_id),
        }
        if stated
        else {"owner_id": str(request.member.user_id)}
    )
    context: dict[str, Any] = {
        "entry": found,
        "statement_form": (statement or StatementForm(initial=initial))
        if may_state(request.member)
        else None,
        "is_open": {
            "statement": statement is not None,
            "sheet": sheet is not None,
            "preparation": preparation is not None,
            "plan": plan is not None,
        },
        "tabs": tabs(request.member, "list"),
        "slug": request.member.organisation.slug,
    }
    if found.kind == Component.Kind.MODEL and found.object_id is not None:
        context |= _model(
            request, found.object_id, sheet=sheet, preparation=preparation, plan=plan, council=council
        )
    wrong = any(form is not None for form in (statement, sheet, preparation, plan, council))
    return render(request, "register/entry.html", context, status=422 if wrong else 200)


def _model(
    request: MemberRequest,
    family_id: uuid.UUID,
    *,
    sheet: RefusableForm | None,
    preparation: RefusableForm | None,
    plan: RefusableForm | None,
    council: RefusableForm | None,
) -> dict[str, Any]:
    """Return what stands on the page of a model beside its statement."""
    member = request.member
    written, known = sheet_of_family(family_id), plans(family_id)
    newest = known[0] if known else None
    initial_sheet = (
        {name: getattr(written, name) for name in SheetForm.base_fields} if written is not None else {}
    )
    initial_plan = (
        {name: getattr(newest, name) for name in PlanForm.base_fields}
        if newest is not None
        else {"largest_move": 0.3, "least_people": 100, "verdicts": ["established"]}
    )
    prepared = preparation_of_family(family_id)
    initial_preparation = (
        {name: getattr(prepared, name) for name in PreparationForm.base_fields}
        | {"is_public_service": "yes" if prepared.is_public_service else "no"}
        if prepared is not None
        else {}
    )
    rows, labels = versions(family_id), dict(_concepts())
    return {
        "is_model": True,
        "family_id": family_id,
        "sheet": written,
        "sheet_form": (sheet or SheetForm(initial=initial_sheet)) if may_plan(member) else None,
        "prepared": prepared,
        "preparation_form": (preparation or PreparationForm(initial=initial_preparation))
        if may_prepare(member)
        else None,
        "plans": [(row, [labels.get(key, key) for key in row.may_enter]) for row in known],
        "in_force": next((row for row in known if row.is_in_force), None),
        "newest": newest,
        "may_approve": may_approve_plan(member),
        "plan_form": (plan or PlanForm(initial=initial_plan, concepts=_concepts()))
        if may_plan(member)
        else None,
        "council_form": (council or CouncilForm(auto_id="council_%s"))
        if newest and not newest.council and may_speak_for_council(member, consents=False)
        else None,
        "versions": rows,
        "against": _against(rows),
    }


def _against(rows: list[VersionRow]) -> tuple[VersionRow, list[str]] | None:
    """Return the newest version that waits, with what stands between it and going live."""
    waiting = next((row for row in rows if row.state in MOVING), None)
    return (waiting, reasons_against(waiting.id)) if waiting else None
