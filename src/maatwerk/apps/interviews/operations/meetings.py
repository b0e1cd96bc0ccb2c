"""Planning, moving and cancelling interviews, by who works on the vacancy."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import ApplicationRow, application
from maatwerk.apps.interviews.letters import write_applicant, write_panel
from maatwerk.apps.interviews.models import Interview, Interviewer
from maatwerk.apps.interviews.operations.booking import book, free
from maatwerk.apps.interviews.queries import focus_for
from maatwerk.apps.interviews.rules import LEAST_MINUTES, MOST_MINUTES, may_plan
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.public import vacancy_of, visible_vacancy
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """When, where and with whom."""

    starts_at: dt.datetime
    minutes: int
    interviewers: Sequence[uuid.UUID]
    place: str = ""
    video_url: str = ""


@transaction.atomic
def plan_interview(
    *, application_id: uuid.UUID, meeting: Meeting, by: Member, focus: Sequence[uuid.UUID] | None = None
) -> uuid.UUID:
    """Plan an interview at a time; the applicant and the interviewers get an invitation for their calendars."""
    row = _open(application_id, by)
    _check(meeting)
    interview = _make(row, by, focus)
    interview.place, interview.video_url = meeting.place.strip(), meeting.video_url
    _put(interview, meeting)
    events.record(
        "interviews.interview_planned",
        object_id=interview.pk,
        person_id=row.person_id,
        application=str(row.id),
    )
    write_applicant(interview, "planned")
    write_panel(interview, "planned")
    return interview.pk


@transaction.atomic
def record_held_interview(*, application_id: uuid.UUID, meeting: Meeting, by: Member) -> uuid.UUID:
    """Write down an interview that took place already, so that it can be scored; nobody is written to."""
    row = _open(application_id, by)
    _check(meeting, may_have_begun=True)
    if meeting.starts_at > timezone.now():
        raise Refusal(_("This time is still to come."), code="to_come", field="day", status=422)
    interview = _make(row, by, None)
    interview.place, interview.video_url = meeting.place.strip(), meeting.video_url
    _put(interview, meeting)
    events.record(
        "interviews.interview_recorded",
        object_id=interview.pk,
        person_id=row.person_id,
        application=str(row.id),
    )
    return interview.pk


@transaction.atomic
def invite_to_pick(
    *, application_id: uuid.UUID, by: Member, focus: Sequence[uuid.UUID] | None = None
) -> uuid.UUID:
    """Let the applicant pick one of the times that interviewers offer for this vacancy."""
    row = _open(application_id, by)
    if Interview.objects.filter(application_id=row.id, state=Interview.State.INVITED).exists():
        raise Refusal(_("They were asked to pick a time already, and did not yet."), code="invited_already")
    interview = _make(row, by, focus)
    events.record(
        "interviews.applicant_invited",
        object_id=interview.pk,
        person_id=row.person_id,
        application=str(row.id),
    )
    write_applicant(interview, "pick")
    return interview.pk


@transaction.atomic
def move_interview(*, interview_id: uuid.UUID, meeting: Meeting, by: Member) -> None:
    """Put it at another time, in another place or before other interviewers; everybody hears of it."""
    interview = _changeable(interview_id, by)
    _check(meeting, may_have_begun=True)
    before = set(_panel(interview))
    interview.place, interview.video_url = meeting.place.strip(), meeting.video_url
    interview.sequence += 1
    _put(interview, meeting)
    interview.save(update_fields=["sequence"])
    events.record("interviews.interview_moved", object_id=interview.pk, person_id=interview.person_id)
    after = set(_panel(interview))
    write_applicant(interview, "moved")
    write_panel(interview, "planned", only=after - before)
    write_panel(interview, "moved", only=after & before)
    write_panel(interview, "cancelled", only=before - after)


@transaction.atomic
def cancel_interview(*, interview_id: uuid.UUID, by: Member | None) -> None:
    """Call it off (`by` None: because the application ended). What was held already stays."""
    interview = Interview.objects.select_for_update().get(pk=interview_id)
    if by is not None:
        _must_be_changeable(interview, by)
    had_time = interview.state == Interview.State.PLANNED
    panel = set(_panel(interview))
    interview.state, interview.slot, interview.cancelled_at = Interview.State.CANCELLED, None, timezone.now()
    interview.sequence += 1
    interview.save(update_fields=["state", "slot", "cancelled_at", "sequence"])
    free(interview)
    events.record("interviews.interview_cancelled", object_id=interview.pk, person_id=interview.person_id)
    if had_time:
        write_applicant(interview, "cancelled")
        write_panel(interview, "cancelled", only=panel)


@transaction.atomic
def remind_of_interview(*, interview_id: uuid.UUID, sequence: int) -> None:
    """Remind the applicant of an interview that still stands as it was when this was planned; once."""
    interview = Interview.objects.select_for_update().get(pk=interview_id)
    stands = interview.state == Interview.State.PLANNED and interview.sequence == sequence
    if not stands or interview.reminded_at or not interview.starts_at or interview.starts_at < timezone.now():
        return
    interview.reminded_at = timezone.now()
    interview.save(update_fields=["reminded_at"])
    events.record("interviews.applicant_reminded", object_id=interview.pk, person_id=interview.person_id)
    write_applicant(interview, "reminder")


def _open(application_id: uuid.UUID, by: Member) -> ApplicationRow:
    """Return an application that this member may plan an interview for."""
    if not may_plan(by):
        raise NotAllowed(_("Your role does not include planning interviews."))
    row = application(application_id)
    visible_vacancy(row.opportunity_id, by)
    if row.closed_at is not None:
        raise Refusal(_("This application has ended."), code="ended")
    if vacancy_of(row.opportunity_id).terms.pay_low_cents is None:
        raise Refusal(
            _(
                "First say what the work pays, with the vacancy's terms: the law asks that before an interview."
            ),
            code="no_pay",
        )  # Directive (EU) 2023/970, art. 5(1)
    return row


def _make(row: ApplicationRow, by: Member, focus: Sequence[uuid.UUID] | None) -> Interview:
    proposed = [one.concept_id for one in focus_for(row.opportunity_id, row.person_id)]
    return Interview.objects.create(
        organisation_id=tenancy.current_organisation(),
        application_id=row.id,
        person_id=row.person_id,
        state=Interview.State.INVITED,
        focus=[str(key) for key in (proposed if focus is None else focus)],
        made_by_id=by.user_id,
    )


def _changeable(interview_id: uuid.UUID, by: Member) -> Interview:
    interview = Interview.objects.select_for_update().get(pk=interview_id)
    _must_be_changeable(interview, by)
    return interview


def _must_be_changeable(interview: Interview, by: Member) -> None:
    if not may_plan(by):
        raise NotAllowed(_("Your role does not include planning interviews."))
    visible_vacancy(application(interview.application_id).opportunity_id, by)
    if interview.state == Interview.State.CANCELLED:
        raise Refusal(_("This interview was called off. Plan another."), code="cancelled")
    if interview.kit_id is not None:
        raise Refusal(_("Scores are in, so this interview was held and stays as it was."), code="held")


def _check(meeting: Meeting, *, may_have_begun: bool = False) -> None:
    if not LEAST_MINUTES <= meeting.minutes <= MOST_MINUTES:
        raise Refusal(
            _("An interview takes from %(least)d to %(most)d minutes.")
            % {"least": LEAST_MINUTES, "most": MOST_MINUTES},
            code="minutes",
            field="minutes",
            status=422,
        )
    if not may_have_begun and meeting.starts_at < timezone.now():
        raise Refusal(_("This time is past."), code="past", field="day", status=422)
    if not meeting.place.strip() and not meeting.video_url:
        raise Refusal(
            _("Say where it is, or give the address of the video call."),
            code="nowhere",
            field="place",
            status=422,
        )


def _put(interview: Interview, meeting: Meeting) -> None:
    end = meeting.starts_at + dt.timedelta(minutes=meeting.minutes)
    book(interview, meeting.starts_at, end, meeting.interviewers)


def _panel(interview: Interview) -> list[uuid.UUID]:
    here = Interviewer.objects.filter(interview=interview, left_at__isnull=True)
    return list(here.values_list("user_id", flat=True))
