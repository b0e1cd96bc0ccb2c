"""An approved need before a vacancy, for employers who want one: asked by one person, answered by another."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import ensure_job_family
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.models import Requisition, Vacancy
from maatwerk.apps.vacancies.operations import ask_questions, must_open, open_vacancy
from maatwerk.apps.vacancies.rules import LEAST_REASON, may_answer_requisition, may_ask_colleagues
from maatwerk.apps.vacancies.templates_kept import begin_from, default_template
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Why somebody is needed, and what it may cost at most."""

    job_family: str
    title: str
    reason: str
    why: str
    pay_most_cents: int
    pay_period: str = "month"
    people: int = 1


@transaction.atomic
def ask_for_colleague(*, need: Need, by: Member, through: uuid.UUID | None = None) -> uuid.UUID:
    """Ask for a new colleague; nothing is public yet. `through` is the connection of the system that asks."""
    if not may_ask_colleagues(by):
        raise NotAllowed(_("Your role does not include asking for a new colleague."))
    _check_need(need)
    made = Requisition.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=ensure_job_family(need.job_family).pk,
        title=need.title,
        reason=Requisition.Reason(need.reason),
        people=need.people,
        pay_most_cents=need.pay_most_cents,
        pay_period=need.pay_period,
        why=need.why.strip(),
        asked_by_id=by.user_id,
    )
    said: dict[str, Any] = {"through": str(through)} if through else {}
    events.record("vacancies.colleague_requested", object_id=made.pk, people=need.people, **said)
    return made.pk


def _check_need(need: Need) -> None:
    if len(need.why.strip()) < LEAST_REASON:
        raise Refusal(_("Say in a full sentence why somebody is needed."), field="why", status=422)
    if need.people < 1 or need.pay_most_cents <= 0:
        raise Refusal(_("Give at least one person, and what the post may cost."), field="people", status=422)


@transaction.atomic
def change_need(
    *, requisition_id: uuid.UUID, need: Need, by: Member, through: uuid.UUID | None = None
) -> None:
    """State a need anew while nobody answered it; who asked for it, or stands behind the system that did, alone may."""
    found = Requisition.objects.select_for_update().get(pk=requisition_id)
    if found.asked_by_id != by.user_id or not may_ask_colleagues(by):
        raise NotAllowed(_("Whoever asked for this changes it."))
    if found.state != Requisition.State.ASKED:
        raise Refusal(_("This was answered already."), code="answered")
    _check_need(need)
    found.job_family_id = ensure_job_family(need.job_family).pk
    found.title, found.why, found.people = need.title, need.why.strip(), need.people
    found.reason = Requisition.Reason(need.reason)
    found.pay_most_cents, found.pay_period = need.pay_most_cents, need.pay_period
    found.save()
    said: dict[str, Any] = {"through": str(through)} if through else {}
    events.record("vacancies.need_changed", object_id=requisition_id, people=need.people, **said)


@transaction.atomic
def answer_requisition(*, requisition_id: uuid.UUID, approve: bool, answer: str, by: Member) -> None:
    """Approve or refuse a need, once, with a word to who asked."""
    found = Requisition.objects.select_for_update().get(pk=requisition_id)
    if not may_answer_requisition(by, found.asked_by_id):
        raise NotAllowed(_("Somebody else than who asked answers this."))
    if found.state != Requisition.State.ASKED:
        raise Refusal(_("This was answered already."), code="answered")
    if not approve and not answer.strip():
        raise Refusal(_("Say why not."), field="answer", status=422)
    found.state = Requisition.State.APPROVED if approve else Requisition.State.REFUSED
    found.answer, found.answered_by_id, found.answered_at = answer.strip(), by.user_id, timezone.now()
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    events.record("vacancies.requisition_answered", object_id=requisition_id, approved=approve)


@transaction.atomic
def open_approved(*, requisition_id: uuid.UUID, by: Member) -> uuid.UUID:
    """Open a vacancy for an approved need; as many as it asks people, and none that pays more."""
    must_open(by)
    found = Requisition.objects.select_for_update().get(pk=requisition_id)
    if found.state != Requisition.State.APPROVED:
        raise Refusal(_("This need was not approved."), code="not_approved")
    if Vacancy.objects.filter(requisition_id=requisition_id).count() >= found.people:
        raise Refusal(_("There is a vacancy for everybody who was asked."), code="all_opened")
    vacancy = open_vacancy(job_family_id=found.job_family_id, title=found.title, by=by)
    Vacancy.objects.create(
        organisation_id=tenancy.current_organisation(),
        opportunity_id=vacancy.pk,
        requisition_id=requisition_id,
    )
    if template := default_template(job_family=found.job_family.name):
        begin_from(vacancy_id=vacancy.pk, template=template, by=by)
        ask_questions(vacancy_id=vacancy.pk, questions=template.questions, by=by)
    return vacancy.pk
