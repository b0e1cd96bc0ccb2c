"""Writes about vacancies: opening, terms, questions, steps and the hiring team."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import (
    Opportunity,
    RequirementSpec,
    describe_opportunity,
    open_opportunity,
    opportunity,
)
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies import words
from maatwerk.apps.vacancies.contracts import QuestionSpec, StepSpec, Terms
from maatwerk.apps.vacancies.models import HiringTeamMember, Question, Requisition, Step, Vacancy
from maatwerk.apps.vacancies.rules import (
    CURRENCIES,
    LEAST_REASON,
    MOST_HOURS,
    MOST_QUESTIONS,
    MOST_STEPS,
    NEVER_EXCEPTED,
    STAGES,
    may_open_vacancies,
    may_state_exceptions,
    month_cents,
)
from maatwerk.apps.vacancies.writing import GROUNDS, lint_question
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


def open_vacancy(
    *,
    job_family_id: uuid.UUID,
    title: str,
    by: Member,
    place: str = "",
    description: str = "",
    requirements: Sequence[RequirementSpec] = (),
    manager_id: uuid.UUID | None = None,
) -> Opportunity:
    """Open a vacancy; who opens it is its recruiter, and the manager will be asked how the hire turns out."""
    must_open(by)
    vacancy = open_opportunity(
        job_family_id=job_family_id,
        title=title,
        place=place,
        description=description,
        requirements=requirements,
    )
    _join(vacancy.pk, by.user_id, HiringTeamMember.Task.RECRUITER)
    _join(vacancy.pk, manager_id or by.user_id, HiringTeamMember.Task.MANAGER)
    events.record("vacancies.vacancy_opened", object_id=vacancy.pk)
    return vacancy


@transaction.atomic
def set_terms(*, vacancy_id: uuid.UUID, terms: Terms, by: Member) -> None:
    """State or change what the employer promises; pay is a range and stays within what was approved."""
    must_open(by)
    row = opportunity(vacancy_id)
    _check_terms(terms)
    kept = Vacancy.objects.select_for_update().filter(opportunity_id=row.id).first()
    if kept is None:
        kept = Vacancy(organisation_id=tenancy.current_organisation(), opportunity_id=row.id)
    _within_requisition(kept.requisition_id, terms)
    values = asdict(terms)
    changed = sorted(name for name, value in values.items() if getattr(kept, name) != value)
    for name, value in values.items():
        setattr(kept, name, value)
    kept.save()
    if changed:
        events.record("vacancies.terms_set", object_id=vacancy_id, changed=changed)


def describe_vacancy(*, vacancy_id: uuid.UUID, title: str, place: str, description: str, by: Member) -> None:
    """Change how a vacancy is told."""
    must_open(by)
    describe_opportunity(opportunity_id=vacancy_id, title=title, place=place, description=description)


@transaction.atomic
def ask_questions(*, vacancy_id: uuid.UUID, questions: Sequence[QuestionSpec], by: Member) -> None:
    """Ask these questions in the post, in this order, instead of those before."""
    must_open(by)
    opportunity(vacancy_id)
    if len(questions) > MOST_QUESTIONS:
        raise Refusal(
            _("Ask at most %(most)d questions: each one more costs you applicants.")
            % {"most": MOST_QUESTIONS},
            field="questions",
            status=422,
        )
    for question in questions:
        check_question(question)
    Question.objects.filter(opportunity_id=vacancy_id).delete()
    Question.objects.bulk_create(
        Question(
            organisation_id=tenancy.current_organisation(),
            opportunity_id=vacancy_id,
            position=position,
            kind=one.kind,
            text=one.text.strip(),
            choices=list(one.choices) if one.kind == Question.Kind.CHOICE else [],
            is_required=one.is_required,
        )
        for position, one in enumerate(questions)
    )
    events.record("vacancies.questions_set", object_id=vacancy_id, count=len(questions))


def check_question(question: QuestionSpec) -> None:
    """Refuse a question that nobody may ask, or that cannot be answered."""
    if question.kind not in Question.Kind.values:
        raise Refusal(_("Choose what kind of answer you ask for."), code="no_kind", field="kind", status=422)
    if not question.text.strip():
        raise Refusal(_("Write the question."), code="no_text", field="text", status=422)
    if question.kind == Question.Kind.CHOICE and len({*map(str.strip, question.choices)} - {""}) < 2:
        raise Refusal(
            _("Give at least two answers to choose from."), code="no_choices", field="choices", status=422
        )
    found = lint_question(question.text, question.choices)
    if found:
        raise Refusal(
            words.refused_question(found[0]), code=f"ground_{found[0].ground}", field="text", status=422
        )


@transaction.atomic
def plan_steps(*, vacancy_id: uuid.UUID, steps: Sequence[StepSpec], by: Member) -> None:
    """State the steps of the procedure with their expected days, instead of those before."""
    must_open(by)
    opportunity(vacancy_id)
    if not 1 <= len(steps) <= MOST_STEPS:
        raise Refusal(
            _("A procedure has from 1 to %(most)d steps.") % {"most": MOST_STEPS}, field="steps", status=422
        )
    if any(step.stage not in STAGES or not step.label.strip() for step in steps):
        raise Refusal(_("Say of each step what it is."), field="steps", status=422)
    order = [STAGES.index(step.stage) for step in steps]
    if order != sorted(order):
        raise Refusal(_("The steps must follow the order of the procedure."), field="steps", status=422)
    Step.objects.filter(opportunity_id=vacancy_id).delete()
    Step.objects.bulk_create(
        Step(
            organisation_id=tenancy.current_organisation(),
            opportunity_id=vacancy_id,
            position=position,
            stage=step.stage,
            label=step.label.strip(),
            expected_days=step.expected_days,
        )
        for position, step in enumerate(steps)
    )
    events.record("vacancies.steps_planned", object_id=vacancy_id, count=len(steps))


@transaction.atomic
def state_exception(*, vacancy_id: uuid.UUID, ground: str, severity: str, reason: str, by: Member) -> None:
    """State why the text may say what touches a protected ground: by law, or because the work truly asks it."""
    must_open(by)
    if ground not in GROUNDS or ground in NEVER_EXCEPTED:
        raise Refusal(
            _("No reason allows this. Write it differently."), code="never", field="reason", status=422
        )
    if severity == "refused" and not may_state_exceptions(by):
        raise NotAllowed(_("Ask an administrator or psychologist to say why the law allows this."))
    if len(reason.strip()) < LEAST_REASON:
        raise Refusal(_("Say in a full sentence why the work asks this."), field="reason", status=422)
    kept = Vacancy.objects.select_for_update().get(opportunity_id=vacancy_id)
    kept.exceptions = kept.exceptions | {
        ground: {"severity": severity, "reason": reason.strip(), "by": str(by.user_id)}
    }
    kept.save(update_fields=["exceptions"])
    events.record("vacancies.exception_stated", object_id=vacancy_id, ground=ground, severity=severity)


@transaction.atomic
def join_team(*, vacancy_id: uuid.UUID, user_id: uuid.UUID, task: str, by: Member) -> None:
    """Let a colleague work on a vacancy; safe to repeat."""
    must_open(by)
    opportunity(vacancy_id)
    if not HiringTeamMember.objects.filter(opportunity_id=vacancy_id, user_id=user_id, task=task).exists():
        _join(vacancy_id, user_id, HiringTeamMember.Task(task))
        events.record("vacancies.colleague_joined", object_id=vacancy_id, task=task)


@transaction.atomic
def leave_team(*, vacancy_id: uuid.UUID, user_id: uuid.UUID, task: str, by: Member) -> None:
    """End a colleague's work on a vacancy; somebody stays to answer for each of recruiting and managing."""
    must_open(by)
    Opportunity.objects.select_for_update().get(pk=vacancy_id)  # two who leave at once wait for one another
    same = HiringTeamMember.objects.filter(opportunity_id=vacancy_id, task=task)
    mine = same.filter(user_id=user_id)
    if not mine.exists():
        return
    if task != HiringTeamMember.Task.INTERVIEWER and same.count() == 1:
        raise Refusal(_("Nobody else does this for the vacancy. Add a colleague first."), code="last_of_team")
    mine.delete()
    events.record("vacancies.colleague_left", object_id=vacancy_id, task=task)


def leave_all_teams(vacancies: Collection[uuid.UUID]) -> None:
    """End everybody's work on vacancies that are taken back."""
    HiringTeamMember.objects.filter(opportunity_id__in=vacancies).delete()


def must_open(by: Member) -> None:
    """Refuse who does not open vacancies."""
    if not may_open_vacancies(by):
        raise NotAllowed(_("Your role does not include opening vacancies."))


def _join(vacancy_id: uuid.UUID, user_id: uuid.UUID, task: str) -> None:
    HiringTeamMember.objects.create(
        organisation_id=tenancy.current_organisation(), opportunity_id=vacancy_id, user_id=user_id, task=task
    )


def _check_terms(terms: Terms) -> None:
    low, high = terms.pay_low_cents, terms.pay_high_cents
    if (low is None) != (high is None) or (low is not None and high is not None and not 0 < low <= high):
        raise Refusal(_("Give the pay from low to high; both may be the same."), field="pay_low", status=422)
    if terms.currency not in CURRENCIES:
        raise Refusal(_("Choose a currency from the list."), field="currency", status=422)
    least, most = terms.hours_low, terms.hours_high
    if (least is None) != (most is None) or (
        least is not None and most is not None and not 0 < least <= most <= MOST_HOURS
    ):
        raise Refusal(
            _("Give the hours a week from low to high, at most %(most)d.") % {"most": int(MOST_HOURS)},
            field="hours_low",
            status=422,
        )
    if terms.contract and terms.contract not in Vacancy.Contract.values:
        raise Refusal(_("Choose a contract from the list."), field="contract", status=422)
    if (terms.latitude is None) != (terms.longitude is None) or not (
        -90 <= (terms.latitude or 0) <= 90 and -180 <= (terms.longitude or 0) <= 180
    ):
        raise Refusal(_("Coordinates are degrees north and east."), field="latitude", status=422)


def _within_requisition(requisition_id: uuid.UUID | None, terms: Terms) -> None:
    if requisition_id is None or terms.pay_high_cents is None:
        return
    approved = Requisition.objects.get(pk=requisition_id)
    if month_cents(terms.pay_high_cents, terms.pay_period) > month_cents(
        approved.pay_most_cents, approved.pay_period
    ):
        raise Refusal(
            _("This pays more than was approved for this post."), code="above_approved", field="pay_high"
        )
