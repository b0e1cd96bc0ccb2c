"""What the work of a vacancy asks, and why: the job analysis on which advice rests."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maatwerk.apps.journeys.forms import Rows
from maatwerk.apps.journeys.rules import HIRING_ROLES
from maatwerk.apps.opportunities.public import RequirementSpec, add_requirement, requirements
from maatwerk.apps.organisations.public import MemberRequest, require_role, role_required
from maatwerk.apps.skills.public import concepts
from maatwerk.apps.vacancies.public import OPENING_ROLES, may_open_vacancies, visible_vacancy
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm


class RequirementForm(RefusableForm):
    """One requirement with its reason."""

    concept_id = forms.ChoiceField(label=gettext_lazy("What does the work ask?"))
    need = forms.ChoiceField(
        label=gettext_lazy("From the first day?"),
        choices=[
            ("essential", gettext_lazy("Yes, it is essential")),
            ("learnable", gettext_lazy("No, it can be learned on the job")),
        ],
        widget=forms.RadioSelect,
    )
    justification = forms.CharField(
        label=gettext_lazy("Why does the work ask it?"),
        widget=Rows,
        help_text=gettext_lazy("Name a situation from the work itself. An applicant may read it."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["concept_id"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*HIRING_ROLES)
def show(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show what a vacancy asks; who may open vacancies adds to it."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    asked = requirements(vacancy_id)
    labels = {row.id: row.label for row in concepts()}
    taken = {row.concept_id for row in asked}
    choices = [(str(key), label) for key, label in labels.items() if key not in taken]
    form = RequirementForm(request.POST or None, choices=choices)
    if request.method == "POST":
        require_role(request.member, *OPENING_ROLES)
        if form.is_valid():
            wish = RequirementSpec(
                uuid.UUID(form.cleaned_data["concept_id"]),
                form.cleaned_data["justification"],
                form.cleaned_data["need"],
            )
            try:
                add_requirement(opportunity_id=vacancy_id, wish=wish)
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("Kept."))
                return redirect("journeys:requirements", organisation, vacancy_id)
    context = {
        "vacancy": vacancy,
        "requirements": [(row, labels[row.concept_id]) for row in asked],
        "form": form if choices and vacancy.state == "open" and may_open_vacancies(request.member) else None,
        "slug": organisation,
    }
    return render(request, "journeys/requirements.html", context, status=422 if form.errors else 200)
