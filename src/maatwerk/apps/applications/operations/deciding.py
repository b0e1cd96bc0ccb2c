"""Writes about applications. Only a signed-in human with the right role moves one, one at a time, with a reason."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice.public import advice_on, request_advice
from maatwerk.apps.applications.models import AdviceSeen, Application, Decision, OwnView, Stage
from maatwerk.apps.applications.rules import LEAST_REASON, may_decide, may_register, next_stage
from maatwerk.apps.opportunities.public import Opportunity, opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.outcomes.public import Hire, start_engagement
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.apps.vacancies.public import manager_of
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


def register_application(
    *, opportunity_id: uuid.UUID, contact: Contact, by: Member, source: str = ""
) -> Application:
    """Enter the application of a new person; never guesses that this is somebody who is known already."""
    if not may_register(by):
        raise NotAllowed(_("Your role does not include entering applications."))
    return apply_for(opportunity_id=opportunity_id, person_id=register_person(contact=contact), source=source)


def apply_for(*, opportunity_id: uuid.UUID, person_id: uuid.UUID, source: str = "") -> Application:
    """Enter the application of a person whose file exists; a second one for the same vacancy is refused."""
    if opportunity(opportunity_id).state != Opportunity.State.OPEN:
        raise Refusal(_("This vacancy is closed."))
    application, made = Application.objects.get_or_create(
        opportunity_id=opportunity_id,
        person_id=person_id,
        defaults={"organisation_id": tenancy.current_organisation(), "source": source},
    )
    if not made:
        raise Refusal(_("This person applied for this vacancy already."))
    events.record("applications.application_received", object_id=application.pk, person_id=person_id)
    return application


def ask_advice(*, opportunity_id: uuid.UUID) -> None:
    """Ask for advice on everybody who still takes part and has none."""
    taking_part = Application.objects.filter(opportunity_id=opportunity_id, closed_at__isnull=True)
    people = list(taking_part.values_list("person_id", flat=True))
    if people:
        request_advice(opportunity_id=opportunity_id, person_ids=people)


def record_own_view(*, application_id: uuid.UUID, opinion: int, note: str, by: Member) -> OwnView:
    """Keep what somebody thought before seeing the advice; after having seen it that can no longer be said."""
    if not may_decide(by):
        raise NotAllowed(_("Your role does not include deciding."))
    application = Application.objects.get(pk=application_id)
    if AdviceSeen.objects.filter(application=application, by_id=by.user_id).exists():
        raise Refusal(_("You saw the advice already, so a view formed without it can no longer be recorded."))
    if opinion not in range(1, 6):
        raise Refusal(_("Choose one of the five answers."), field="opinion")
    if len(note.strip()) < LEAST_REASON:
        raise Refusal(_("Say in a few words what your view rests on."), field="note")
    view = OwnView.objects.create(
        organisation_id=application.organisation_id,
        application=application,
        by_id=by.user_id,
        opinion=opinion,
        note=note,
    )
    events.record("applications.own_view_recorded", object_id=application.pk, person_id=application.person_id)
    return view


def see_advice(*, application_id: uuid.UUID, by: Member) -> None:
    """Note when somebody first opened the advice. Where the organisation asks for an own view, that comes first."""
    application = Application.objects.get(pk=application_id)
    advice = advice_on(application.opportunity_id, [application.person_id]).get(application.person_id)
    if advice is None:
        return
    if by.organisation.own_view_first and may_decide(by) and not _has_own_view(application, by):
        raise Refusal(_("Record your own view first; then the advice opens."), code="own_view_first")
    _seen, first = AdviceSeen.objects.get_or_create(
        application=application,
        by_id=by.user_id,
        advice_id=advice.id,
        defaults={"organisation_id": application.organisation_id},
    )
    if first:
        events.record(
            "applications.advice_seen",
            object_id=application.pk,
            person_id=application.person_id,
            advice=str(advice.id),
        )


def _has_own_view(application: Application, by: Member) -> bool:
    return OwnView.objects.filter(application=application, by_id=by.user_id).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a human chose, why, and (where it goes against the advice) which kind of reason that is."""

    choice: str
    reason: str
    deviation: str = ""


def decide(
    *, application_id: uuid.UUID, choice: Choice, by: Member, started_on: dt.date | None = None
) -> Decision:
    """Decide on one application: advance, hire or reject. The only way a stage ever changes.

    Hiring starts an engagement with its follow-ups, on `started_on` or today.
    """
    if not may_decide(by):
        raise NotAllowed(_("Your role does not include deciding."))
    application = Application.objects.select_for_update().get(pk=application_id)
    to_stage = next_stage(application.stage, choice.choice)
    if to_stage is None:
        raise Refusal(
            _("This choice is not possible at this stage (%(stage)s).")
            % {"stage": application.get_stage_display()}
        )
    if len(choice.reason.strip()) < LEAST_REASON:
        raise Refusal(
            _("Give your own reason, in a few words; also when you follow the advice."), field="reason"
        )
    decision = _write_decision(application, choice, to_stage, by)
    _move(application, to_stage)
    events.record(
        "applications.decision_made",
        object_id=application.pk,
        person_id=application.person_id,
        choice=choice.choice,
        to=to_stage,
        advice_seen=decision.advice_seen,
    )
    if to_stage == Stage.HIRED:
        _hire(application, decision, started_on or timezone.localdate())
    return decision


def _write_decision(application: Application, choice: Choice, to_stage: str, by: Member) -> Decision:
    seen = AdviceSeen.objects.filter(application=application, by_id=by.user_id).order_by("-first_at").first()
    return Decision.objects.create(
        organisation_id=application.organisation_id,
        application=application,
        choice=Decision.Choice(choice.choice),
        from_stage=application.stage,
        to_stage=to_stage,
        reason=choice.reason,
        deviation=choice.deviation,
        made_by_id=by.user_id,
        advice_id=seen.advice_id if seen else None,
        advice_seen=seen is not None,
        seconds_looked=int((timezone.now() - seen.first_at).total_seconds()) if seen else None,
    )


def _move(application: Application, to_stage: str) -> None:
    application.stage, application.stage_since = Stage(to_stage), timezone.now()
    if to_stage in {Stage.HIRED, Stage.REJECTED}:
        application.closed_at = timezone.now()
    application.save(update_fields=["stage", "stage_since", "closed_at"])


def _hire(application: Application, decision: Decision, started_on: dt.date) -> None:
    wanted = opportunity(application.opportunity_id)
    start_engagement(
        Hire(
            person_id=application.person_id,
            job_family_id=wanted.job_family_id,
            opportunity_id=wanted.id,
            started_on=started_on,
            manager_id=manager_of(wanted.id),
            source=application.source,
            under_advice=decision.advice_seen,
        )
    )
