"""Decisions: the only way a stage changes by somebody else than the applicant. A human, one person, a reason."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.letters import Letter
from maatwerk.apps.applications.models import AdviceSeen, Application, Decision, Stage
from maatwerk.apps.applications.operations.clocks import due_after
from maatwerk.apps.applications.queries.procedure import last_decision
from maatwerk.apps.applications.rules import ENDED, LEAST_REASON, REJECTING, may_decide, next_stage
from maatwerk.apps.messages.public import Words, say
from maatwerk.apps.opportunities.public import opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.outcomes.public import Hire, start_engagement
from maatwerk.apps.people.public import contact_of, seal
from maatwerk.apps.vacancies.public import manager_of
from maatwerk.kernel import events
from maatwerk.kernel.dates import short_day
from maatwerk.kernel.refusals import NotAllowed, Refusal

A_MOMENT = dt.timedelta(minutes=10)  # so long the page offers to take a move back


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a human chose, why, and (where it goes against the advice) which kind of reason that is.

    `kind` says in a word why somebody is turned down; other choices have none.
    """

    choice: str
    reason: str
    deviation: str = ""
    kind: str = ""


def decide(
    *,
    application_id: uuid.UUID,
    choice: Choice,
    by: Member,
    started_on: dt.date | None = None,
    as_of: dt.datetime | None = None,
    letter: Letter | None = None,
    batch_id: uuid.UUID | None = None,
) -> Decision:
    """Decide on one application: advance, hire or reject.

    Hiring starts an engagement with its follow-ups, on `started_on` or today. `as_of` is since when the application
    stood where it stood on the page of who decides: if a colleague was first, nothing happens. A letter goes out in
    the same transaction.
    """
    if not may_decide(by):
        raise NotAllowed(_("Your role does not include deciding."))
    application = Application.objects.select_for_update().get(pk=application_id)
    refuse_if_moved(application, as_of)
    to_stage = next_stage(application.stage, choice.choice, interview_first=application.interview_first)
    if to_stage is None:
        raise Refusal(
            _("This choice is not possible at this stage (%(stage)s).")
            % {"stage": application.get_stage_display()}
        )
    _check(choice)
    decision = write_decision(application, choice, to_stage, by, letter=letter, batch_id=batch_id)
    move(application, to_stage)
    if to_stage == Stage.HIRED:
        _hire(application, decision, started_on or timezone.localdate())
    return decision


def refuse_if_moved(application: Application, as_of: dt.datetime | None) -> None:
    """Refuse where an application no longer stands where who decides saw it stand; say who moved it, and when."""
    if as_of is None or application.stage_since == as_of:
        return
    raise Refusal(moved_meanwhile(application), code="moved_meanwhile")


def moved_meanwhile(application: Application) -> str:
    """Say what happened to an application since somebody opened its page."""
    where = application.get_stage_display()
    if application.stage == Stage.WITHDRAWN:
        return str(_("The applicant withdrew while you had this page open. Nothing was changed."))
    last = last_decision(application.pk)
    if last is None:
        return str(
            _("This application was changed while you had this page open. Nothing was changed by you.")
        )
    at = timezone.localtime(last.made_at)
    return str(
        _(
            "%(name)s decided on this application on %(day)s at %(time)s: it stands at “%(stage)s” now."
            " Nothing was changed by you, and your text is still here."
        )
        % {"name": str(last.made_by), "day": short_day(at), "time": f"{at:%H:%M}", "stage": where}
    )


def _check(choice: Choice) -> None:
    if len(choice.reason.strip()) < LEAST_REASON:
        raise Refusal(
            _("Give your own reason, in a few words; also when you follow the advice."), field="reason"
        )
    if choice.choice == Decision.Choice.REJECT and (choice.kind or Decision.Kind.OTHER) not in REJECTING:
        raise Refusal(_("Choose which kind of reason it is."), field="kind", status=422)


def write_decision(
    application: Application,
    choice: Choice,
    to_stage: str,
    by: Member,
    *,
    letter: Letter | None = None,
    batch_id: uuid.UUID | None = None,
    undoes: Decision | None = None,
) -> Decision:
    """Keep a decision, send its letter, and write it into the log."""
    seen = AdviceSeen.objects.filter(application=application, by_id=by.user_id).order_by("-first_at").first()
    rejects = choice.choice == Decision.Choice.REJECT
    decision = Decision.objects.create(
        organisation_id=application.organisation_id,
        application=application,
        choice=Decision.Choice(choice.choice),
        from_stage=application.stage,
        to_stage=to_stage,
        reason=choice.reason,
        kind=choice.kind or (Decision.Kind.OTHER if rejects else ""),
        deviation=choice.deviation,
        made_by_id=by.user_id,
        advice_id=seen.advice_id if seen else None,
        advice_seen=seen is not None,
        seconds_looked=int((timezone.now() - seen.first_at).total_seconds()) if seen else None,
        batch_id=batch_id,
        undoes=undoes,
        told=_tell(application, letter, by) if letter else None,
    )
    events.record(
        "applications.decision_made",
        object_id=application.pk,
        person_id=application.person_id,
        decision=str(decision.pk),
        choice=choice.choice,
        to=to_stage,
        advice_seen=decision.advice_seen,
        told=letter is not None,
    )
    return decision


def _tell(application: Application, letter: Letter, by: Member) -> bytes:
    """Send a letter in the conversation with the person, and return it sealed as part of the decision."""
    contact = contact_of(application.person_id)
    if contact is None or not contact.email:
        raise Refusal(
            _("There is no e-mail address of this person, so no letter can go out. Tell them another way."),
            code="no_address",
            field="send",
        )
    say(about=application.pk, words=Words(letter.body, letter.subject, kind="rejection"), by=by)
    kept = {"subject": letter.subject, "body": letter.body, "language": letter.language}
    return seal(application.person_id, kept, using="default")


def move(application: Application, to_stage: str, *, since: dt.datetime | None = None) -> None:
    """Let an application stand at a stage; `since` puts its clock back where a move is taken back."""
    application.stage, application.stage_since = Stage(to_stage), since or timezone.now()
    ended = application.stage in ENDED
    application.closed_at = timezone.now() if ended else None
    application.due_at = (
        None if ended else due_after(application.opportunity_id, to_stage, application.stage_since)
    )
    application.save(update_fields=["stage", "stage_since", "closed_at", "due_at"])


def undo(*, application_id: uuid.UUID, reason: str, by: Member, as_of: dt.datetime | None = None) -> Decision:
    """Take the last move back, by a new decision that stands beside it; the clock goes on from before.

    Not after a letter went out, or work began: what people were told stays true.
    """
    if not may_decide(by):
        raise NotAllowed(_("Your role does not include deciding."))
    application = Application.objects.select_for_update().get(pk=application_id)
    refuse_if_moved(application, as_of)
    last = last_decision(application_id)
    because = why_not_undone(application, last)
    if because or last is None:
        raise Refusal(because, code="not_undone")
    choice = Choice(choice=Decision.Choice.UNDO, reason=reason)
    _check(choice)
    decision = write_decision(application, choice, last.from_stage, by, undoes=last)
    before = (
        Decision.objects.filter(application_id=application_id, made_at__lt=last.made_at)
        .order_by("-made_at", "-id")
        .first()
    )
    move(application, last.from_stage, since=before.made_at if before else application.applied_at)
    return decision


def can_undo(application_id: uuid.UUID, by: Member) -> bool:
    """Whether a member can take back what they themselves decided a moment ago."""
    last = last_decision(application_id)
    if last is None or last.made_by_id != by.user_id or last.made_at < timezone.now() - A_MOMENT:
        return False
    return not why_not_undone(Application.objects.get(pk=application_id), last)


def may_be_taken_back(application_id: uuid.UUID) -> bool:
    """Whether the last move of an application can be taken back at all."""
    return not why_not_undone(Application.objects.get(pk=application_id), last_decision(application_id))


def why_not_undone(application: Application, last: Decision | None) -> str:
    """Return why the last move cannot be taken back; empty where it can."""
    if last is None or last.choice == Decision.Choice.UNDO:
        return str(_("There is no move to take back."))
    if last.to_stage != application.stage:
        return str(_("The applicant withdrew after it, so it cannot be taken back."))
    if last.choice == Decision.Choice.HIRE:
        return str(_("The employment began with this decision, so it cannot be taken back here."))
    if last.told is not None:
        return str(
            _(
                "The applicant was told already, so this cannot be taken back."
                " Write to them first; then they can apply anew."
            )
        )
    if last.choice == Decision.Choice.CLOSE:
        return str(_("The vacancy was closed with this decision, so it cannot be taken back."))
    return ""


def withdraw(*, application_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Let somebody stop taking part: their own act, at any moment before the end, without a reason."""
    application = Application.objects.select_for_update().get(pk=application_id, person_id=person_id)
    if application.stage in ENDED:
        raise Refusal(
            _("This application ended already (%(stage)s).") % {"stage": application.get_stage_display()},
            code="ended",
        )
    from_stage = application.stage
    move(application, Stage.WITHDRAWN)
    events.record(
        "applications.application_withdrawn",
        object_id=application.pk,
        person_id=person_id,
        from_stage=from_stage,
    )


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
