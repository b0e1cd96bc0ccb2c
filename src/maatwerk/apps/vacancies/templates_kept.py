"""Vacancies kept as templates: what was good once begins the next one."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import RequirementSpec, add_requirement, requirements
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.contracts import QuestionSpec, StepSpec, Terms
from maatwerk.apps.vacancies.models import VacancyTemplate
from maatwerk.apps.vacancies.operations import must_open, plan_steps
from maatwerk.apps.vacancies.queries import vacancy_of
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal

TEMPLATE_GONE = "template_gone"
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


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template as its list shows it."""

    id: uuid.UUID
    name: str
    job_family: str
    is_default: bool
    made_by: str
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Template:
    """What the next vacancy begins with; pay, dates and place are its own."""

    id: uuid.UUID
    job_family: str
    title: str
    description: str
    terms: Terms
    requirements: tuple[RequirementSpec, ...]
    questions: tuple[QuestionSpec, ...]
    steps: tuple[StepSpec, ...]


def templates() -> list[TemplateRow]:
    """Return the templates of this organisation, by kind of work."""
    found = VacancyTemplate.objects.select_related("job_family", "made_by").order_by(
        "job_family__name", "name"
    )
    return [
        TemplateRow(row.pk, row.name, row.job_family.name, row.is_default, row.made_by.name, row.made_at)
        for row in found
    ]


def template_of(template_id: uuid.UUID) -> Template:
    """Return one template; refuse where it is gone."""
    return _read(_row(template_id))


def default_template(*, job_family: str) -> Template | None:
    """Return what every next vacancy for a kind of work, by its name, begins with."""
    found = VacancyTemplate.objects.select_related("job_family").filter(
        job_family__name=job_family, is_default=True
    )
    row = found.first()
    return _read(row) if row else None


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
        _no_default(row.job_family_id)
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


@transaction.atomic
def choose_default(*, template_id: uuid.UUID, is_default: bool, by: Member) -> None:
    """Let a template begin every next vacancy for its kind of work, instead of another, or no longer."""
    must_open(by)
    row = _row(template_id)
    if is_default:
        _no_default(row.job_family_id)
    row.is_default = is_default
    row.save(update_fields=["is_default"])
    events.record("vacancies.template_chosen", object_id=template_id, is_default=is_default)


@transaction.atomic
def drop_template(*, template_id: uuid.UUID, by: Member) -> None:
    """Forget a template; vacancies begun with it stay as they are."""
    must_open(by)
    _row(template_id).delete()
    events.record("vacancies.template_dropped", object_id=template_id)


def begin_from(*, vacancy_id: uuid.UUID, template: Template, by: Member) -> None:
    """Give a vacancy the requirements and steps of a template; requirements that it has stay as they are."""
    known = {one.concept_id for one in requirements(vacancy_id)}
    for wish in template.requirements:
        if wish.concept_id not in known:
            add_requirement(opportunity_id=vacancy_id, wish=wish)
    if template.steps:
        plan_steps(vacancy_id=vacancy_id, steps=template.steps, by=by)


def _row(template_id: uuid.UUID) -> VacancyTemplate:
    row = VacancyTemplate.objects.select_related("job_family").filter(pk=template_id).first()
    if row is None:
        raise Refusal(_("This template is no longer there."), code=TEMPLATE_GONE, status=404)
    return row


def _no_default(job_family_id: uuid.UUID) -> None:
    VacancyTemplate.objects.filter(job_family_id=job_family_id, is_default=True).update(is_default=False)


def _read(row: VacancyTemplate) -> Template:
    content = row.content
    return Template(
        id=row.pk,
        job_family=row.job_family.name,
        title=content["title"],
        description=content["description"],
        terms=replace(Terms(), **content["terms"]),
        requirements=tuple(
            RequirementSpec(uuid.UUID(one["concept"]), one["why"], one["need"], one["level"], one["weight"])
            for one in content["requirements"]
        ),
        questions=tuple(
            QuestionSpec(q["kind"], q["text"], tuple(q["choices"]), q["required"])
            for q in content["questions"]
        ),
        steps=tuple(StepSpec(**step) for step in content["steps"]),
    )
