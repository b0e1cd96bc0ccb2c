"""Interviews and the times that are offered for them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from maatwerk.apps.interviews.models import Interview, Interviewer, Scorecard, Slot
from maatwerk.apps.interviews.rules import EARLIEST_PICK, INTERVIEW_ROLES, LATEST_CHANGE
from maatwerk.apps.opportunities.public import Opportunity, titles
from maatwerk.apps.organisations.public import Member, names
from maatwerk.apps.people.public import names as person_names
from maatwerk.apps.vacancies.public import visible_vacancy


@dataclass(frozen=True, slots=True)
class PanelRow:
    """An interviewer, and whether their scores are in."""

    user_id: uuid.UUID
    name: str
    is_in: bool
    has_left: bool


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """One interview as its pages show it."""

    id: uuid.UUID
    application_id: uuid.UUID
    opportunity_id: uuid.UUID
    title: str
    person_id: uuid.UUID
    person: str
    state: str
    state_label: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    place: str
    video_url: str
    panel: tuple[PanelRow, ...]
    focus: tuple[uuid.UUID, ...]
    kit_id: uuid.UUID | None
    zone: str
    sequence: int

    @property
    def interviewers(self) -> str:
        """Who asks, by name."""
        return ", ".join(one.name for one in self.panel if not one.has_left)

    @property
    def has_begun(self) -> bool:
        """Whether it is under way or over."""
        return self.state == Interview.State.PLANNED and timezone.now() >= (self.starts_at or timezone.now())

    @property
    def may_be_moved_by_person(self) -> bool:
        """Whether the applicant may still pick another time."""
        return (
            self.state == Interview.State.PLANNED
            and self.starts_at is not None
            and timezone.now() < self.starts_at - LATEST_CHANGE
        )

    @property
    def all_in(self) -> bool:
        """Whether every interviewer's scores are in."""
        here = [one for one in self.panel if not one.has_left]
        return bool(here) and all(one.is_in for one in here)

    def waits_for(self, user_id: uuid.UUID) -> bool:
        """Whether this interviewer still has to score."""
        return self.has_begun and any(
            one.user_id == user_id and not one.is_in and not one.has_left for one in self.panel
        )


def interview(key: uuid.UUID) -> InterviewRow:
    """Return one interview; `Interview.DoesNotExist` where the organisation has none of this key."""
    found = _rows(Interview.objects.filter(pk=key))
    if not found:
        raise Interview.DoesNotExist
    return found[0]


def visible_interview(key: uuid.UUID, member: Member) -> InterviewRow:
    """Return one interview to who is on it or works on the vacancy; `Interview.DoesNotExist` for anybody else."""
    row = interview(key)
    if any(one.user_id == member.user_id and not one.has_left for one in row.panel):
        return row
    if not member.has(*INTERVIEW_ROLES):
        raise Interview.DoesNotExist
    try:
        visible_vacancy(row.opportunity_id, member)
    except Opportunity.DoesNotExist:
        raise Interview.DoesNotExist from None
    return row


def interviews_of_application(application_id: uuid.UUID) -> list[InterviewRow]:
    """Return the interviews of an application, oldest first."""
    return _rows(Interview.objects.filter(application_id=application_id))


def interviews_of_person(person_id: uuid.UUID) -> list[InterviewRow]:
    """Return a person's own interviews with this organisation: those to pick or to come, and what was cancelled last."""
    recent = timezone.now() - dt.timedelta(days=30)
    shown = Q(state=Interview.State.INVITED) | Q(starts_at__gte=recent)
    return _rows(Interview.objects.filter(shown, person_id=person_id))


def interviews_of_member(member: Member) -> list[InterviewRow]:
    """Return what one interviewer has ahead of them or still has to score."""
    mine = Interviewer.objects.filter(user_id=member.user_id, left_at__isnull=True)
    scored = Scorecard.objects.filter(by_id=member.user_id).values("interview_id")
    found = Interview.objects.filter(
        Q(ends_at__gte=timezone.now()) | ~Q(pk__in=scored),
        pk__in=mine.values("interview_id"),
        state=Interview.State.PLANNED,
    )
    return _rows(found)


def _rows(found: "QuerySet[Interview]") -> list[InterviewRow]:
    items = list(found.select_related("application").order_by("starts_at", "made_at", "id"))
    if not items:
        return []
    panels = _panels([one.pk for one in items])
    named = titles({one.application.opportunity_id for one in items})
    people = person_names({one.person_id for one in items})
    return [
        InterviewRow(
            one.pk, one.application_id, one.application.opportunity_id, named[one.application.opportunity_id],
            one.person_id, people[one.person_id], one.state, one.get_state_display(), one.starts_at, one.ends_at,
            one.place, one.video_url, panels.get(one.pk, ()), tuple(map(uuid.UUID, one.focus)), one.kit_id, one.zone,
            one.sequence,
        )
        for one in items
    ]  # fmt: skip


def _panels(keys: list[uuid.UUID]) -> dict[uuid.UUID, tuple[PanelRow, ...]]:
    rows = list(Interviewer.objects.filter(interview_id__in=keys).order_by("id"))
    cards = set(Scorecard.objects.filter(interview_id__in=keys).values_list("interview_id", "by_id"))
    known = names({row.user_id for row in rows})
    found: dict[uuid.UUID, tuple[PanelRow, ...]] = {}
    for row in rows:
        one = PanelRow(
            row.user_id,
            known.get(row.user_id, ""),
            (row.interview_id, row.user_id) in cards,
            row.left_at is not None,
        )
        found[row.interview_id] = (*found.get(row.interview_id, ()), one)
    return found


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time that is offered, and who took it (a person's key) if somebody did."""

    id: uuid.UUID
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    video_url: str
    panel: tuple[uuid.UUID, ...]
    interviewers: str
    taken_by: uuid.UUID | None = None


def slots_of(opportunity_id: uuid.UUID) -> list[SlotRow]:
    """Return the times ahead that are offered for a vacancy, taken ones too."""
    return _slots(_ahead(opportunity_id, timezone.now()))


def free_slots(opportunity_id: uuid.UUID) -> list[SlotRow]:
    """Return the times that an applicant can pick now: not taken, and nobody on the panel is elsewhere then."""
    rows = [row for row in _slots(_ahead(opportunity_id, timezone.now() + EARLIEST_PICK)) if not row.taken_by]
    if not rows:
        return []
    busy = _busy({user for row in rows for user in row.panel}, rows[0].starts_at)
    return [row for row in rows if not _clashes(row, busy)]


def _ahead(opportunity_id: uuid.UUID, since: dt.datetime) -> "QuerySet[Slot]":
    return Slot.objects.filter(opportunity_id=opportunity_id, withdrawn_at__isnull=True, starts_at__gte=since)


def _slots(found: Iterable[Slot]) -> list[SlotRow]:
    rows = sorted(found, key=lambda one: (one.starts_at, one.pk))
    panels = {row.pk: tuple(map(uuid.UUID, row.panel)) for row in rows}
    known = names({user for panel in panels.values() for user in panel})
    taken = dict(Interview.objects.filter(slot_id__in=panels).values_list("slot_id", "person_id"))
    return [
        SlotRow(
            row.pk,
            row.starts_at,
            row.starts_at + dt.timedelta(minutes=row.minutes),
            row.place,
            row.video_url,
            panels[row.pk],
            ", ".join(known.get(user, "") for user in panels[row.pk]),
            taken.get(row.pk),
        )
        for row in rows
    ]


Busy = list[tuple[uuid.UUID, dt.datetime, dt.datetime]]


def _busy(users: set[uuid.UUID], since: dt.datetime) -> Busy:
    booked = Interviewer.objects.filter(user_id__in=users, ends_at__gt=since)
    rows = booked.values_list("user_id", "starts_at", "ends_at")
    return [(user, start, end) for user, start, end in rows if start and end]


def _clashes(row: SlotRow, busy: Busy) -> bool:
    return any(user in row.panel and start < row.ends_at and row.starts_at < end for user, start, end in busy)
