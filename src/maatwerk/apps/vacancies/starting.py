"""The smallest employer first: one page, and the vacancy is on the board with a tracked link."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from maatwerk.apps.opportunities.public import (
    RequirementSpec,
    classify_family,
    ensure_job_family,
    job_family,
)
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.skills.public import adopt_skill
from maatwerk.apps.vacancies.contracts import Publication, QuestionSpec, StepSpec, Terms
from maatwerk.apps.vacancies.families import Family, families, family_like
from maatwerk.apps.vacancies.operations import ask_questions, open_vacancy, plan_steps, set_terms
from maatwerk.apps.vacancies.places import place_named
from maatwerk.apps.vacancies.publishing import publish_vacancy
from maatwerk.apps.vacancies.rules import QUICK_QUESTIONS
from maatwerk.apps.vacancies.templates_kept import begin_from, default_template, template_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What the one page asks."""

    title: str
    job_family: str
    place: str
    description: str
    terms: Terms
    questions: Sequence[QuestionSpec] = ()
    manager_id: uuid.UUID | None = None
    template_id: uuid.UUID | None = None


@transaction.atomic
def start_vacancy(*, start: Start, by: Member) -> tuple[uuid.UUID, Publication]:
    """Open a vacancy with everything its kind of work begins with, and put it on the board if nothing is in the way."""
    key = keep_vacancy(start=start, by=by)
    return key, publish_vacancy(vacancy_id=key, by=by)


@transaction.atomic
def keep_vacancy(*, start: Start, by: Member) -> uuid.UUID:
    """Open a vacancy with everything its kind of work begins with, for the time being out of sight."""
    language = start.terms.language
    known = _known(start)
    family = ensure_job_family(start.job_family or (known.label(language) if known else start.title))
    if known and not job_family(family.pk).isco:
        classify_family(job_family_id=family.pk, isco=known.isco, occupation_uri="")
    vacancy = open_vacancy(
        job_family_id=family.pk,
        title=start.title,
        place=start.place,
        description=start.description,
        by=by,
        requirements=default_requirements(known, language),
        manager_id=start.manager_id,
    )
    set_terms(vacancy_id=vacancy.pk, terms=_with_place(start, job_family(family.pk).isco), by=by)
    plan_steps(vacancy_id=vacancy.pk, steps=default_steps(language), by=by)
    chosen = template_of(start.template_id) if start.template_id else None
    if template := chosen or default_template(job_family=family.name):
        begin_from(vacancy_id=vacancy.pk, template=template, by=by)
    unseen = chosen.questions[QUICK_QUESTIONS:] if chosen else ()  # the page has room for the first ones
    ask_questions(vacancy_id=vacancy.pk, questions=(*start.questions, *unseen), by=by)
    return vacancy.pk


def _known(start: Start) -> Family | None:
    return family_like(start.job_family) or family_like(start.title)


def _with_place(start: Start, isco: str) -> Terms:
    found = place_named(start.place)
    terms = replace(start.terms, isco=start.terms.isco or isco)
    if terms.latitude is None and found is not None:
        return replace(terms, latitude=found.latitude, longitude=found.longitude)
    return terms


def default_requirements(family: Family | None, language: str) -> list[RequirementSpec]:
    """Return what this kind of work asks, with the reason, as requirements of the organisation's own skills."""
    if family is None:
        return []
    return [
        RequirementSpec(adopt_skill(skill.key).pk, skill.why(language), skill.need) for skill in family.skills
    ]


def default_steps(language: str) -> list[StepSpec]:
    """Return a short procedure: answers, a talk, an answer for everybody."""
    with override(language):
        return [
            StepSpec("applied", _("We read your answers"), 3),
            StepSpec("interview", _("We meet, for about 45 minutes"), 7),
            StepSpec("offer", _("You hear our decision, with the reason"), 4),
        ]


def default_questions(family: Family | None, language: str) -> list[QuestionSpec]:
    """Return three questions: those of the kind of work, else three that fit any work."""
    if family is not None:
        return list(family.questions(language))
    with override(language):
        return [
            QuestionSpec("short_text", _("Which work did you do that is like this?")),
            QuestionSpec("number", _("How many hours a week would you like to work?")),
            QuestionSpec("date", _("From when can you start?")),
        ]


def family_choices(language: str) -> list[tuple[str, str]]:
    """Return the kinds of work one can begin with, by name."""
    return sorted(((key, one.label(language)) for key, one in families().items()), key=lambda pair: pair[1])
