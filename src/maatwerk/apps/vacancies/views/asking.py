"""What a vacancy asks: requirements with their reasons, questions in the post, steps of the procedure."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maatwerk.apps.opportunities.public import (
    RequirementSpec,
    add_requirement,
    change_requirement,
    drop_requirement,
    requirements,
)
from maatwerk.apps.organisations.public import MemberRequest, require_role, role_required
from maatwerk.apps.skills.public import adopt_skill, skill_words
from maatwerk.apps.skills.public import concepts as all_concepts
from maatwerk.apps.vacancies.contracts import QuestionSpec, StepSpec
from maatwerk.apps.vacancies.forms import QuestionForm, RequirementForm, StepsForm
from maatwerk.apps.vacancies.operations import ask_questions, check_question, plan_steps
from maatwerk.apps.vacancies.queries import questions_of, steps_of, vacancy_of, visible_vacancy
from maatwerk.apps.vacancies.rules import OPENING_ROLES, STAGES, may_open_vacancies
from maatwerk.apps.vacancies.views.desk import SEEING_ROLES, _kept
from maatwerk.kernel.refusals import Refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])
_CURATED = "skill:"


@form_page
@role_required(*SEEING_ROLES)
def requirement_page(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show what a vacancy asks; who may open vacancies adds to it and changes it."""
    visible_vacancy(vacancy_id, request.member)
    vacancy = vacancy_of(vacancy_id)
    asked = requirements(vacancy_id)
    labels = {row.id: row.label for row in all_concepts()}
    taken = {row.concept_id for row in asked}
    form = RequirementForm(
        request.POST or None,
        choices=_choices(labels, taken),
        initial={"concept_id": request.GET.get("skill", "")},
    )
    if request.method == "POST":
        require_role(request.member, *OPENING_ROLES)
        if form.is_valid():
            try:
                add_requirement(opportunity_id=vacancy_id, wish=_wish(form.cleaned_data))
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                _kept(request, vacancy)
                return redirect("vacancies:requirements", organisation, vacancy_id)
    context = {
        "vacancy": vacancy,
        "requirements": [(row, labels[row.concept_id]) for row in asked],
        "form": form if vacancy.state == "open" and may_open_vacancies(request.member) else None,
        "slug": organisation,
    }
    return render(request, "vacancies/requirements.html", context, status=422 if form.errors else 200)


def _choices(labels: dict[uuid.UUID, str], taken: set[uuid.UUID]) -> list[tuple[str, str]]:
    """Return the organisation's own concepts, then curated skills nobody used here yet."""
    own = [(str(key), label) for key, label in labels.items() if key not in taken]
    curated = [(_CURATED + row.key, row.label) for row in skill_words() if row.concept_id is None]
    return own + sorted(curated, key=lambda pair: pair[1].lower())


def _wish(given: dict[str, Any]) -> RequirementSpec:
    chosen = given["concept_id"]
    key = adopt_skill(chosen.removeprefix(_CURATED)).pk if chosen.startswith(_CURATED) else uuid.UUID(chosen)
    return RequirementSpec(key, given["justification"], given["need"], given["level"], float(given["weight"]))


@form_page
@role_required(*OPENING_ROLES)
def requirement(
    request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, concept_id: uuid.UUID
) -> HttpResponse:
    """Change one requirement, or take it back."""
    visible_vacancy(vacancy_id, request.member)
    vacancy = vacancy_of(vacancy_id)
    label = next((row.label for row in all_concepts([concept_id])), "")
    now = next((row for row in requirements(vacancy_id) if row.concept_id == concept_id), None)
    if now is None:
        return redirect("vacancies:requirements", organisation, vacancy_id)
    initial = {
        "concept_id": str(concept_id),
        "need": now.need_code,
        "justification": now.justification,
        "level": "" if now.level is None else f"{now.level:g}",
        "weight": f"{now.weight:g}",
    }
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["concept_id"] = str(concept_id)
    form = RequirementForm(data, choices=[(str(concept_id), label)], initial=initial)
    if request.method == "POST":
        if "drop" in request.POST:
            drop_requirement(opportunity_id=vacancy_id, concept_id=concept_id)
            _kept(request, vacancy)
            return redirect("vacancies:requirements", organisation, vacancy_id)
        if form.is_valid():
            try:
                change_requirement(opportunity_id=vacancy_id, wish=_wish(form.cleaned_data))
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                _kept(request, vacancy)
                return redirect("vacancies:requirements", organisation, vacancy_id)
    context = {"vacancy": vacancy, "label": label, "form": form, "slug": organisation}
    return render(request, "vacancies/requirement.html", context, status=422 if form.errors else 200)


@form_page
@role_required(*OPENING_ROLES)
def question_page(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show the questions in the post and add one; a question that nobody may ask is refused here."""
    visible_vacancy(vacancy_id, request.member)
    vacancy = vacancy_of(vacancy_id)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_question(form.spec())
            asked = _specs(vacancy_id)
            if form.spec() not in asked:  # a page that is sent twice asks it once
                ask_questions(vacancy_id=vacancy_id, questions=[*asked, form.spec()], by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _kept(request, vacancy)
            return redirect("vacancies:questions", organisation, vacancy_id)
    context = {"vacancy": vacancy, "form": form, "slug": organisation}
    return render(request, "vacancies/questions.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*OPENING_ROLES)
def drop_question(
    request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, question_id: uuid.UUID
) -> HttpResponse:
    """Take one question out."""
    visible_vacancy(vacancy_id, request.member)
    vacancy = vacancy_of(vacancy_id)
    ask_questions(vacancy_id=vacancy_id, questions=_specs(vacancy_id, but=question_id), by=request.member)
    _kept(request, vacancy)
    return redirect("vacancies:questions", organisation, vacancy_id)


def _specs(vacancy_id: uuid.UUID, but: uuid.UUID | None = None) -> list[QuestionSpec]:
    return [
        QuestionSpec(row.kind, row.text, row.choices, row.is_required)
        for row in questions_of(vacancy_id)
        if row.id != but
    ]


@form_page
@role_required(*OPENING_ROLES)
def step_page(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show and change the steps of the procedure."""
    visible_vacancy(vacancy_id, request.member)
    vacancy = vacancy_of(vacancy_id)
    words = {
        "applied": _("reading what people sent"),
        "assessed": _("tests"),
        "interview": _("talking"),
        "offer": _("deciding"),
    }
    form = StepsForm(
        request.POST or None, stages=[(stage, words[stage]) for stage in STAGES], initial=_steps(vacancy_id)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        steps = [
            StepSpec(given[f"stage_{number}"], given[f"label_{number}"], given[f"days_{number}"])
            for number in range(1, StepsForm.MOST + 1)
            if given[f"label_{number}"]
        ]
        try:
            plan_steps(vacancy_id=vacancy_id, steps=steps, by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept."))
            if vacancy.is_public:
                _kept(request, vacancy)
            return redirect("vacancies:desk", organisation, vacancy_id)
    context = {"vacancy": vacancy, "form": form, "slug": organisation}
    return render(request, "vacancies/steps.html", context, status=422 if form.errors else 200)


def _steps(vacancy_id: uuid.UUID) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, step in enumerate(steps_of(vacancy_id)[: StepsForm.MOST], 1):
        found |= {
            f"label_{number}": step.label,
            f"stage_{number}": step.stage,
            f"days_{number}": step.expected_days,
        }
    return found
