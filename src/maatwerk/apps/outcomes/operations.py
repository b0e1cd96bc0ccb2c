"""Writes about engagements, follow-ups and outcomes."""

import datetime as dt
import uuid
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.organisations.public import Member, Organisation
from maatwerk.apps.outcomes.models import Engagement, FollowUp, Outcome
from maatwerk.apps.outcomes.rules import DAYS_PER_MONTH, LEAVING_REASONS, may_answer_follow_up
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.ui import formats


@dataclass(frozen=True, slots=True, kw_only=True)
class Hire:
    """The facts of somebody starting work."""

    person_id: uuid.UUID
    job_family_id: uuid.UUID
    opportunity_id: uuid.UUID
    started_on: dt.date
    manager_id: uuid.UUID | None
    source: str = ""
    evidence_occasion: uuid.UUID | None = None
    under_advice: bool = False


def start_engagement(hire: Hire) -> Engagement:
    """Begin an employment and plan its follow-ups on the organisation's schedule."""
    organisation = tenancy.current_organisation()
    engagement = Engagement.objects.create(
        organisation_id=organisation,
        person_id=hire.person_id,
        job_family_id=hire.job_family_id,
        opportunity_id=hire.opportunity_id,
        started_on=hire.started_on,
        source=hire.source,
        evidence_occasion=hire.evidence_occasion,
        under_advice=hire.under_advice,
    )
    months = Organisation.objects.values_list("follow_up_months", flat=True).get(pk=organisation)
    FollowUp.objects.bulk_create(
        FollowUp(
            organisation_id=organisation,
            engagement=engagement,
            months=after,
            due_on=hire.started_on + relativedelta(months=after),
            asked=hire.manager_id,
        )
        for after in months
    )
    events.record("outcomes.engagement_started", object_id=engagement.pk, person_id=hire.person_id)
    return engagement


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a manager says at a follow-up; `missing_reason` alone says that nothing can be said."""

    observed_on: dt.date
    still_here: bool | None = None
    performance: float | None = None
    separated_on: dt.date | None = None
    reason_code: str = ""
    reason_note: str = ""
    missing_reason: str = ""


def answer_follow_up(
    *, follow_up_id: uuid.UUID, answer: Answer, by: Member, saw_advice: bool | None
) -> Outcome:
    """Record the answer to a follow-up, or why there is none, and bring the engagement up to date.

    Safe to repeat only with the same content: an answered follow-up is final.
    """
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up_id)
    if not may_answer_follow_up(by, follow_up.asked):
        raise NotAllowed(_("This follow-up was put to somebody else."))
    if follow_up.state != FollowUp.State.OPEN:
        raise Refusal(_("This follow-up was answered already. An answer is final."))
    outcome = _write_outcome(
        follow_up.engagement_id, answer, follow_up_id=follow_up.pk, by=by.user_id, saw=saw_advice
    )
    follow_up.state = FollowUp.State.MISSING if answer.missing_reason else FollowUp.State.ANSWERED
    follow_up.save(update_fields=["state"])
    if answer.still_here is False:
        _close_remaining(follow_up)
    return outcome


def record_outcome(*, engagement_id: uuid.UUID, answer: Answer, by: uuid.UUID | None) -> Outcome:
    """Record an outcome that no follow-up asked for (a file of outcomes)."""
    return _write_outcome(engagement_id, answer, follow_up_id=None, by=by, saw=None)


def _write_outcome(
    engagement_id: uuid.UUID,
    answer: Answer,
    *,
    follow_up_id: uuid.UUID | None,
    by: uuid.UUID | None,
    saw: bool | None,
) -> Outcome:
    engagement = Engagement.objects.select_for_update().get(pk=engagement_id)
    _check(answer, engagement)
    outcome = Outcome.objects.create(
        organisation_id=engagement.organisation_id,
        engagement=engagement,
        follow_up_id=follow_up_id,
        observed_on=answer.observed_on,
        still_here=answer.still_here,
        separated_on=answer.separated_on,
        voluntary=_voluntary(answer),
        performance=answer.performance,
        reason_code=answer.reason_code,
        reason_note=answer.reason_note,
        missing_reason=answer.missing_reason,
        rated_by=by,
        rater_saw_advice=saw,
    )
    _bring_up_to_date(engagement, answer)
    events.record(
        "outcomes.outcome_recorded",
        object_id=outcome.pk,
        person_id=engagement.person_id,
        job_family=str(engagement.job_family_id),
        missing=bool(answer.missing_reason),
    )
    return outcome


def _check(answer: Answer, engagement: Engagement) -> None:
    if answer.missing_reason:
        return
    if answer.still_here is None:
        raise Refusal(
            _("Say whether the person still works here, or why you cannot say."), field="still_here"
        )
    if answer.observed_on > timezone.localdate():
        raise Refusal(_("The day of this observation lies in the future."), field="observed_on")
    if engagement.separated:
        raise Refusal(_("This person was recorded as having left already."))
    if answer.still_here is False:
        _check_leaving(answer, engagement)
    family = job_family(engagement.job_family_id)
    if answer.performance is not None and not family.rating_low <= answer.performance <= family.rating_high:
        raise Refusal(
            _("The rating must lie on the scale of the job: from %(low)g to %(high)g.")
            % {"low": family.rating_low, "high": family.rating_high},
            field="performance",
        )


def _check_leaving(answer: Answer, engagement: Engagement) -> None:
    if answer.separated_on is None:
        raise Refusal(_("Give the last day of work; an estimate is fine."), field="separated_on")
    if answer.separated_on > answer.observed_on:
        raise Refusal(_("The last day of work lies after the day of this observation."), field="separated_on")
    if engagement.started_on and answer.separated_on <= engagement.started_on:
        raise Refusal(
            _("The last day of work (%(left)s) must lie after the first (%(started)s).")
            % {"left": formats.day(answer.separated_on), "started": formats.day(engagement.started_on)},
            field="separated_on",
        )
    if answer.reason_code not in LEAVING_REASONS:
        raise Refusal(_("Choose why the person left; “unknown” is an answer too."), field="reason_code")


def _voluntary(answer: Answer) -> bool | None:
    return {"own_choice": True, "performance": False, "reorganisation": False, "contract_ended": False}.get(
        answer.reason_code
    )


def _bring_up_to_date(engagement: Engagement, answer: Answer) -> None:
    """Let the engagement say how long the person has been seen at work, and the last rating."""
    if answer.missing_reason:
        return
    until = answer.separated_on if answer.still_here is False else answer.observed_on
    if engagement.started_on and until and until > engagement.started_on:
        engagement.tenure_months = (until - engagement.started_on).days / DAYS_PER_MONTH
    engagement.separated = answer.still_here is False
    engagement.voluntary = _voluntary(answer)
    engagement.performance = answer.performance if answer.performance is not None else engagement.performance
    engagement.save(update_fields=["tenure_months", "separated", "voluntary", "performance"])


def _close_remaining(follow_up: FollowUp) -> None:
    """Nobody is asked again about a person who left."""
    FollowUp.objects.filter(engagement_id=follow_up.engagement_id, state=FollowUp.State.OPEN).update(
        state=FollowUp.State.MISSING
    )
