"""Reads about vacancies: only those that the viewer works on, or all for roles that see all."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet

from maatwerk.apps.opportunities.public import (
    Opportunity,
    OpportunityRow,
    opportunity,
    page_of_opportunities,
    requirements,
)
from maatwerk.apps.organisations.public import Member, names
from maatwerk.apps.vacancies.contracts import Publication, QuestionRow, StepSpec, Terms, VacancyRow
from maatwerk.apps.vacancies.models import HiringTeamMember, Posting, Question, Requisition, Step, Vacancy
from maatwerk.apps.vacancies.rules import (
    LEAST_DESCRIPTION,
    may_answer_requisition,
    may_open_vacancies,
    sees_every_vacancy,
)
from maatwerk.apps.vacancies.writing import Finding, lint_question, lint_text

_TERMS = tuple(one.name for one in fields(Terms))
Keys = QuerySet[HiringTeamMember, uuid.UUID]


def visible_keys(member: Member) -> Keys | None:
    """Return the vacancies this member may see; None where they see all.

    What comes back is a question for the database to ask within another (`opportunity_id__in`): who works on 20,000
    vacancies is not made to wait for 20,000 keys.
    """
    return None if sees_every_vacancy(member) else works_on(member.user_id)


def visible_vacancies(
    member: Member, number: str | int | None, *, size: int, only_open: bool = False
) -> tuple[list[OpportunityRow], Page[Opportunity]]:
    """Return one page of the vacancies this member may see, open ones first, newest first."""
    return page_of_opportunities(number, size=size, among=visible_keys(member), only_open=only_open)


def visible_vacancy(key: uuid.UUID, member: Member) -> OpportunityRow:
    """Return one vacancy; `Opportunity.DoesNotExist` where this member may not see it."""
    if (
        not sees_every_vacancy(member)
        and not HiringTeamMember.objects.filter(opportunity_id=key, user_id=member.user_id).exists()
    ):
        raise Opportunity.DoesNotExist
    return opportunity(key)


def works_on(user_id: uuid.UUID) -> Keys:
    """Return the vacancies of whose hiring team an account is part, as a question for within another."""
    return HiringTeamMember.objects.filter(user_id=user_id).values_list("opportunity_id", flat=True)


def requisition_of(vacancy_id: uuid.UUID) -> uuid.UUID | None:
    """Return the approved need for which a vacancy was opened, if it was for one."""
    return Vacancy.objects.filter(opportunity_id=vacancy_id).values_list("requisition_id", flat=True).first()


def manager_of(vacancy_id: uuid.UUID) -> uuid.UUID | None:
    """Return the account of the hiring manager, who answers the follow-ups."""
    team = HiringTeamMember.objects.filter(opportunity_id=vacancy_id, task=HiringTeamMember.Task.MANAGER)
    return team.values_list("user_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class TeamRow:
    """Somebody who works on a vacancy."""

    user_id: uuid.UUID
    name: str
    task: str
    task_label: str


def team_of(vacancy_id: uuid.UUID) -> list[TeamRow]:
    """Return who works on a vacancy, by task."""
    team = list(HiringTeamMember.objects.filter(opportunity_id=vacancy_id).order_by("task", "id"))
    known = names({one.user_id for one in team})
    return [
        TeamRow(one.user_id, known.get(one.user_id, ""), one.task, one.get_task_display()) for one in team
    ]


def vacancy_of(key: uuid.UUID) -> VacancyRow:
    """Return a vacancy with its terms, questions and steps; one opened without terms has none yet."""
    row = opportunity(key)
    kept = Vacancy.objects.filter(opportunity_id=key).first()
    posting = Posting.objects.filter(pk=key).only("published_at").first()
    return VacancyRow(
        row.id,
        row.title,
        row.place,
        row.description,
        row.state,
        row.job_family_id,
        row.job_family,
        terms_of(kept),
        tuple(questions_of(key)),
        tuple(steps_of(key)),
        dict(kept.exceptions) if kept else {},
        posting is not None,
        posting.published_at if posting else None,
    )


def answer_days_of(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return within how many days each of these vacancies promises that everybody hears something."""
    kept = dict(Vacancy.objects.filter(opportunity_id__in=keys).values_list("opportunity_id", "answer_days"))
    return {key: kept.get(key, Terms().answer_days) for key in keys}


def terms_of(kept: Vacancy | None) -> Terms:
    """Return what an employer promises; the defaults where nothing was stated yet."""
    values: dict[str, Any] = {name: getattr(kept, name) for name in _TERMS} if kept else {}
    return Terms(**values)


def questions_of(key: uuid.UUID) -> list[QuestionRow]:
    """Return the questions of a vacancy in order."""
    return [
        QuestionRow(q.pk, q.kind, q.get_kind_display(), q.text, tuple(q.choices), q.is_required)
        for q in Question.objects.filter(opportunity_id=key).order_by("position")
    ]


def steps_of(key: uuid.UUID) -> list[StepSpec]:
    """Return the steps of a vacancy's procedure in order."""
    return [
        StepSpec(s.stage, s.label, s.expected_days)
        for s in Step.objects.filter(opportunity_id=key).order_by("position")
    ]


def steps_by_vacancy(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, list[StepSpec]]:
    """Return the steps of several procedures, each in order, in one query."""
    found: dict[uuid.UUID, list[StepSpec]] = {key: [] for key in keys}
    for one in Step.objects.filter(opportunity_id__in=keys).order_by("position"):
        found[one.opportunity_id].append(StepSpec(one.stage, one.label, one.expected_days))
    return found


def publication_of(row: VacancyRow) -> Publication:
    """Tell what still keeps a vacancy from the board."""
    return Publication(tuple(_missing(row)), tuple(_findings(row)))


def _missing(row: VacancyRow) -> list[str]:
    terms = row.terms
    present = {
        "title": bool(row.title.strip()),
        "description": len(row.description.strip()) >= LEAST_DESCRIPTION,
        "pay": terms.pay_low_cents is not None and terms.pay_high_cents is not None,
        "hours": terms.hours_low is not None and terms.hours_high is not None,
        "contract": bool(terms.contract),
        "place": bool(row.place.strip()) or terms.remote == "fully",
        "steps": bool(row.steps),  # GDP-19: the procedure is published with the vacancy
        "contact": bool(terms.contact_email),
        "open": row.state == "open",
    }
    return [name for name, is_there in present.items() if not is_there]


def _findings(row: VacancyRow) -> list[Finding]:
    reasons = [each.justification for each in requirements(row.id)]
    found = [one for text in (row.title, row.description, *reasons) for one in lint_text(text)]
    for question in row.questions:
        found += lint_question(question.text, question.choices)
    return [one for one in found if not _excepted(one, row.exceptions)]


def _excepted(finding: Finding, exceptions: dict[str, dict[str, str]]) -> bool:
    stated = exceptions.get(finding.ground)
    return stated is not None and (finding.severity == "asked" or stated["severity"] == "refused")


@dataclass(frozen=True, slots=True)
class RequisitionRow:
    """A need as its list shows it, and what this viewer may do with it."""

    id: uuid.UUID
    title: str
    job_family: str
    reason: str
    why: str
    people: int
    pay_most: float
    currency: str
    pay_period: str
    state: str
    state_label: str
    asked_by: str
    answer: str
    may_answer: bool
    may_open: bool


def requisitions(member: Member) -> list[RequisitionRow]:
    """Return the needs, those that wait first, newest first."""
    found = Requisition.objects.select_related("job_family", "asked_by").order_by("-asked_at")
    rows = [
        RequisitionRow(
            one.pk,
            one.title,
            one.job_family.name,
            one.get_reason_display(),
            one.why,
            one.people,
            one.pay_most_cents / 100,
            "EUR",
            str(Vacancy.Period(one.pay_period).label),
            one.state,
            one.get_state_display(),
            str(one.asked_by),
            one.answer,
            one.state == Requisition.State.ASKED and may_answer_requisition(member, one.asked_by_id),
            one.state == Requisition.State.APPROVED and may_open_vacancies(member),
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: row.state != Requisition.State.ASKED)
