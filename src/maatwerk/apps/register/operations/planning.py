"""The plan of change: proposed, approved by a psychologist, settled with the works council; only then in force."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice.public import ModelVersion
from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.register.models import ChangePlan
from maatwerk.apps.register.rules import (
    LONGEST_TEXT,
    may_approve_plan,
    may_plan,
    may_speak_for_council,
)
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWish:
    """The bounds that somebody proposes: `largest_move` in log-odds per standard deviation, `may_enter` keys of concepts."""

    largest_move: float
    least_people: int
    verdicts: tuple[str, ...]
    reason: str
    may_enter: tuple[str, ...] = ()


@transaction.atomic
def propose_plan(*, job_family_id: uuid.UUID, wish: PlanWish, by: Member) -> uuid.UUID:
    """Propose how far the models of a job family may learn; the plan in force stays so until this one is."""
    if not may_plan(by):
        raise NotAllowed(_("A psychologist or an analyst proposes a plan of change."))
    _check(wish)
    job_family(job_family_id)
    made = ChangePlan.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=job_family_id,
        largest_move=wish.largest_move,
        may_enter=sorted({*wish.may_enter}),
        least_people=wish.least_people,
        verdicts=sorted({*wish.verdicts}),
        reason=wish.reason.strip()[:LONGEST_TEXT],
        made_by=by.user_id,
    )
    events.record("register.plan_proposed", object_id=made.pk, job_family=str(job_family_id))
    return made.pk


def _check(wish: PlanWish) -> None:
    if not 0 < wish.largest_move < float("inf"):
        raise Refusal(_("Say how far a weight may move: more than nought."), field="largest_move")
    if wish.least_people < 1:
        raise Refusal(_("Ask at least one person."), field="least_people")
    if not wish.verdicts or not {*wish.verdicts} <= {*ModelVersion.Verdict.values}:
        raise Refusal(_("Choose at least one verdict that may go live."), field="verdicts")
    if not wish.reason.strip():
        raise Refusal(_("Say why these bounds are right."), field="reason")


@transaction.atomic
def approve_plan(*, plan_id: uuid.UUID, by: Member) -> None:
    """Approve a plan, as a psychologist."""
    if not may_approve_plan(by):
        raise NotAllowed(_("Only a psychologist approves a plan of change."))
    plan = ChangePlan.objects.select_for_update().get(pk=plan_id)
    if plan.approved_at is not None:
        raise Refusal(_("A colleague approved this plan already."), code="approved_already")
    plan.approved_by, plan.approved_at = by.user_id, timezone.now()
    plan.save(update_fields=["approved_by", "approved_at"])
    events.record("register.plan_approved", object_id=plan.pk, job_family=str(plan.job_family_id))


@transaction.atomic
def settle_with_council(*, plan_id: uuid.UUID, answer: str, reason: str, by: Member) -> None:
    """Write down that the works council consented to a plan, or why it need not (WOR, article 27(1)(e) to (l))."""
    said = ChangePlan.Council(answer)
    if not may_speak_for_council(by, consents=said == ChangePlan.Council.CONSENT):
        raise NotAllowed(
            _("Consent is written down by somebody who speaks for the works council: the role of auditor.")
        )
    if not reason.strip():
        raise Refusal(
            _("Say where the consent stands (date and document), or why none is needed."), field="reason"
        )
    plan = ChangePlan.objects.select_for_update().get(pk=plan_id)
    if plan.council:
        raise Refusal(_("This was settled already."), code="settled_already")
    plan.council, plan.council_reason = said, reason.strip()[:LONGEST_TEXT]
    plan.council_by, plan.council_at = by.user_id, timezone.now()
    plan.save(update_fields=["council", "council_reason", "council_by", "council_at"])
    events.record(
        "register.council_settled",
        object_id=plan.pk,
        job_family=str(plan.job_family_id),
        outcome=plan.council,
    )
