"""Vacancies kept as templates: what was good once begins the next one."""

import uuid
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import RequirementSpec, add_requirement, requirements
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.contracts import QuestionSpec, StepSpec
from maatwerk.apps.vacancies.models import VacancyTemplate
from maatwerk.apps.vacancies.operations import ask_questions, must_open, plan_steps
from maatwerk.apps.vacancies.queries import vacancy_of
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal

#: Terms that are true for the next vacancy too; pay and dates are of their moment.
_LASTING = (
    "language",
    "pay_period",
    "currency",
    "hours_low",
    "hours_high",
    "contract",
    "contract_months",
    "remote",
    "answer_days",
)


@transaction.atomic
def keep_template(
    *, vacancy_id: uuid.UUID, name: str, by: Member, is_default: bool = False
) -> VacancyTemplate:
    """Keep a vacancy under a name; as the default, it begins every next vacancy of its kind of work."""
    must_open(by)
    row = vacancy_of(vacancy_id)
    if not name.strip():
        raise Refusal(_("Give the template a name."), field="name", status=422)
    if VacancyTemplate.objects.filter(name=name.strip()).exists():
        raise Refusal(_("There is a template of this name already."), code="name_taken", field="name")
    if is_default:
        VacancyTemplate.objects.filter(job_family_id=row.job_family_id, is_default=True).update(
            is_default=False
        )
    terms = asdict(row.terms)
    content: dict[str, Any] = {
        "title": row.title,
        "description": row.description,
        "terms": {key: terms[key] for key in _LASTING},
        "requirements": [
            {
                "concept": str(one.concept_id),
                "need": one.need_code,
                "level": one.level,
                "weight": one.weight,
                "why": one.justification,
            }
            for one in requirements(vacancy_id)
        ],
        "questions": [
            {"kind": q.kind, "text": q.text, "choices": list(q.choices), "required": q.is_required}
            for q in row.questions
        ],
        "steps": [asdict(step) for step in row.steps],
    }
    kept = VacancyTemplate.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=row.job_family_id,
        name=name.strip(),
        content=content,
        is_default=is_default,
        made_by_id=by.user_id,
    )
    events.record("vacancies.template_kept", object_id=kept.pk, is_default=is_default)
    return kept


def drop_template(*, template_id: uuid.UUID, by: Member) -> None:
    """Forget a template; vacancies begun with it stay as they are."""
    must_open(by)
    VacancyTemplate.objects.get(pk=template_id).delete()
    events.record("vacancies.template_dropped", object_id=template_id)


def begin_from(*, vacancy_id: uuid.UUID, template_id: uuid.UUID, by: Member) -> None:
    """Give a vacancy the requirements, questions and steps of a template; what it asks already stays."""
    content = VacancyTemplate.objects.get(pk=template_id).content
    known = {one.concept_id for one in requirements(vacancy_id)}
    for one in content["requirements"]:
        key = uuid.UUID(one["concept"])
        if key not in known:
            wish = RequirementSpec(key, one["why"], one["need"], one["level"], one["weight"])
            add_requirement(opportunity_id=vacancy_id, wish=wish)
    if content["questions"]:
        asked = [
            QuestionSpec(q["kind"], q["text"], tuple(q["choices"]), q["required"])
            for q in content["questions"]
        ]
        ask_questions(vacancy_id=vacancy_id, questions=asked, by=by)
    if content["steps"]:
        plan_steps(vacancy_id=vacancy_id, steps=[StepSpec(**step) for step in content["steps"]], by=by)


def begin_from_default(*, vacancy_id: uuid.UUID, job_family_id: uuid.UUID, by: Member) -> None:
    """Begin with the default template of the kind of work, where there is one."""
    found = VacancyTemplate.objects.filter(job_family_id=job_family_id, is_default=True).first()
    if found is not None:
        begin_from(vacancy_id=vacancy_id, template_id=found.pk, by=by)
