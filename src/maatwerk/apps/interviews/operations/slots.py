"""Times that interviewers offer, and applicants who pick one, move or give it back by themselves."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import application
from maatwerk.apps.interviews.letters import write_applicant, write_panel
from maatwerk.apps.interviews.models import Interview, Interviewer, Slot
from maatwerk.apps.interviews.operations.booking import book, check_panel, free
from maatwerk.apps.interviews.rules import (
    EARLIEST_PICK,
    INTERVIEW_ROLES,
    LATEST_CHANGE,
    LEAST_MINUTES,
    MOST_MINUTES,
    MOST_SLOTS,
)
from maatwerk.apps.interviews.times import zone_or_home
from maatwerk.apps.organisations.public import Member, require_role
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Times one after another, from the first until the last that still fits, each for one applicant."""

    starts_at: dt.datetime
    until: dt.datetime
    minutes: int
    interviewers: Sequence[uuid.UUID]
    place: str = ""
    video_url: str = ""


@transaction.atomic
def offer_slots(*, opportunity_id: uuid.UUID, offer: Offer, by: Member) -> int:
    """Offer times to the applicants of a vacancy and return how many are new; the same times again change nothing."""
    require_role(by, *INTERVIEW_ROLES)
    visible_vacancy(opportunity_id, by)
    _check(offer)
    check_panel(offer.interviewers)
    known = set(
        Slot.objects.filter(
            opportunity_id=opportunity_id, withdrawn_at__isnull=True, offered_by_id=by.user_id
        ).values_list("starts_at", flat=True)
    )
    starts = [start for start in _starts(offer) if start not in known]
    Slot.objects.bulk_create(
        Slot(
            organisation_id=tenancy.current_organisation(),
            opportunity_id=opportunity_id,
            starts_at=start,
            minutes=offer.minutes,
            place=offer.place.strip(),
            video_url=offer.video_url,
            panel=sorted({str(key) for key in offer.interviewers}),
            offered_by_id=by.user_id,
        )
        for start in starts
    )
    events.record("interviews.slots_offered", object_id=opportunity_id, count=len(starts))
    return len(starts)


def _starts(offer: Offer) -> list[dt.datetime]:
    length = dt.timedelta(minutes=offer.minutes)
    count = (offer.until - offer.starts_at) // length
    return [offer.starts_at + place * length for place in range(count)]


def _check(offer: Offer) -> None:
    if not LEAST_MINUTES <= offer.minutes <= MOST_MINUTES:
        raise Refusal(
            _("An interview takes from %(least)d to %(most)d minutes.")
            % {"least": LEAST_MINUTES, "most": MOST_MINUTES},
            code="minutes",
            field="minutes",
            status=422,
        )
    if offer.starts_at < timezone.now():
        raise Refusal(_("This time is past."), code="past", field="day", status=422)
    count = len(_starts(offer))
    if count < 1:
        raise Refusal(
            _("Between these times no interview of this length fits."),
            code="too_short",
            field="until",
            status=422,
        )
    if count > MOST_SLOTS:
        raise Refusal(
            _("Offer at most %(most)d times at once.") % {"most": MOST_SLOTS},
            code="too_many",
            field="until",
            status=422,
        )
    if not offer.place.strip() and not offer.video_url:
        raise Refusal(
            _("Say where it is, or give the address of the video call."),
            code="nowhere",
            field="place",
            status=422,
        )


@transaction.atomic
def withdraw_slot(*, slot_id: uuid.UUID, by: Member) -> None:
    """Offer a time no longer; one that somebody picked is an interview, which is moved or called off there."""
    require_role(by, *INTERVIEW_ROLES)
    slot = Slot.objects.select_for_update().get(pk=slot_id)
    visible_vacancy(slot.opportunity_id, by)
    if Interview.objects.filter(slot=slot).exists():
        raise Refusal(_("Somebody picked this time. Move or call off the interview instead."), code="picked")
    if slot.withdrawn_at is None:
        slot.withdrawn_at = timezone.now()
        slot.save(update_fields=["withdrawn_at"])
        events.record("interviews.slot_withdrawn", object_id=slot.pk)


@transaction.atomic
def pick_slot(*, interview_id: uuid.UUID, slot_id: uuid.UUID, person_id: uuid.UUID, zone: str = "") -> None:
    """Let an applicant take an offered time, or another one than they took. Who comes second hears that it is gone.

    Two who pick at once wait for each other on the slot's row; a constraint holds what this check would miss.
    """
    interview = _own(interview_id, person_id)
    slot = Slot.objects.select_for_update().get(pk=slot_id)
    if slot.opportunity_id != application(interview.application_id).opportunity_id:
        raise Slot.DoesNotExist
    is_gone = slot.withdrawn_at is not None or slot.starts_at < timezone.now() + EARLIEST_PICK
    if is_gone or Interview.objects.filter(slot=slot).exclude(pk=interview.pk).exists():
        raise Refusal(_("This time is no longer free. Choose another."), code="gone")
    if interview.slot_id == slot.pk:
        return
    was_planned, before = interview.state == Interview.State.PLANNED, set(_panel(interview))
    interview.place, interview.video_url, interview.zone = slot.place, slot.video_url, zone_or_home(zone)
    if was_planned or interview.sequence:
        interview.sequence += 1
    interview.save(update_fields=["sequence"])
    end = slot.starts_at + dt.timedelta(minutes=slot.minutes)
    book(interview, slot.starts_at, end, [uuid.UUID(key) for key in slot.panel], slot=slot)
    events.record("interviews.slot_picked", object_id=interview.pk, person_id=person_id)
    after = set(_panel(interview))
    write_applicant(interview, "moved" if was_planned else "planned")
    write_panel(interview, "planned", only=after - before if was_planned else after)
    if was_planned:
        write_panel(interview, "moved", only=after & before)
        write_panel(interview, "cancelled", only=before - after)


@transaction.atomic
def give_time_back(*, interview_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Let an applicant free the time they had; they may pick another."""
    interview = _own(interview_id, person_id)
    if interview.state != Interview.State.PLANNED:
        return
    panel = set(_panel(interview))
    interview.sequence += 1
    write_applicant(interview, "freed")
    write_panel(interview, "cancelled", only=panel)
    interview.state, interview.slot = Interview.State.INVITED, None
    interview.starts_at = interview.ends_at = None
    interview.save(update_fields=["state", "slot", "sequence", "starts_at", "ends_at"])
    free(interview)
    events.record("interviews.time_given_back", object_id=interview.pk, person_id=person_id)


def _own(interview_id: uuid.UUID, person_id: uuid.UUID) -> Interview:
    """Return a person's own interview, if they may still change it."""
    interview = Interview.objects.select_for_update().get(pk=interview_id, person_id=person_id)
    if interview.state == Interview.State.CANCELLED:
        raise Refusal(_("This interview was called off."), code="cancelled")
    if interview.starts_at is not None and timezone.now() > interview.starts_at - LATEST_CHANGE:
        raise Refusal(
            _("It is too soon before the interview to change it here. Call or write to us instead."),
            code="too_late",
        )
    return interview


def _panel(interview: Interview) -> list[uuid.UUID]:
    here = Interviewer.objects.filter(interview=interview, left_at__isnull=True)
    return list(here.values_list("user_id", flat=True))
