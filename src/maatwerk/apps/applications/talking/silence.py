"""Nobody waits in silence: a clock per application, and one warning to who answers for it when it runs out."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override
from procrastinate.contrib.django import app

from maatwerk.apps.applications.models import Application, SilenceClock
from maatwerk.apps.messages.public import last_heard, send_later
from maatwerk.apps.opportunities.public import opportunity
from maatwerk.apps.organisations.public import Organisation, Role, User, colleagues
from maatwerk.apps.vacancies.public import answer_days_of, team_of
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.bulk import insert_rows
from maatwerk.kernel.ids import new_id

WARNING = "applications.warn_of_silence"
MORNING = 8  # o'clock, by the site's own clock: a warning is read then or not at all


def begin(application: Application) -> None:
    """Start the clock of an application; safe to repeat."""
    begin_many([application])


def begin_many(found: Iterable[Application]) -> None:
    """Start the clocks of applications to one vacancy or several, from when each last heard something."""
    found = list(found)
    heard = last_heard([one.pk for one in found])
    days = answer_days_of({one.opportunity_id for one in found})
    made = [
        SilenceClock(
            organisation_id=one.organisation_id,
            application=one,
            opportunity_id=one.opportunity_id,
            heard_at=(at := max(one.applied_at, heard.get(one.pk, one.applied_at))),
            due_at=at + dt.timedelta(days=days[one.opportunity_id]),
        )
        for one in found
    ]
    SilenceClock.objects.bulk_create(made, ignore_conflicts=True)
    for vacancy, due in {(one.opportunity_id, _morning_after(one.due_at)) for one in made if one.due_at}:
        _plan(vacancy, due)


def begin_today(found: Collection[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Start the clocks of applications (with their vacancies) that came from elsewhere: what people heard there nobody knows."""
    if not found:
        return
    organisation, now = tenancy.current_organisation(), timezone.now()
    days = answer_days_of({vacancy for _key, vacancy in found})
    insert_rows(
        SilenceClock,
        ["id", "organisation", "application", "opportunity", "heard_at", "due_at", "words", "late_words"],
        (
            (new_id(), organisation, key, vacancy, now, now + dt.timedelta(days=days[vacancy]), 0, 0)
            for key, vacancy in found
        ),
    )
    for vacancy, promised in days.items():
        _plan(vacancy, _morning_after(now + dt.timedelta(days=promised)))


def hear(application_id: uuid.UUID, *, at: dt.datetime | None = None) -> None:
    """Start the clock anew: the person was told something."""
    at = at or timezone.now()
    found = SilenceClock.objects.select_for_update(of=("self",)).select_related("application")
    clock = found.filter(application_id=application_id).first()
    if clock is None or at < clock.heard_at:
        return
    days = dt.timedelta(days=_days(clock.opportunity_id))
    clock.words += 1
    clock.late_words += at > (clock.due_at or clock.heard_at + days)
    clock.heard_at, clock.warned_at = at, None
    clock.due_at = None if clock.application.closed_at else at + days
    clock.save(update_fields=["words", "late_words", "heard_at", "warned_at", "due_at"])
    if clock.due_at:
        _plan(clock.opportunity_id, _morning_after(clock.due_at))


def stop(application_id: uuid.UUID) -> None:
    """Stop the clock: the application ended, and nobody waits any more."""
    SilenceClock.objects.filter(application_id=application_id).update(due_at=None)


def go_on(application_id: uuid.UUID) -> None:
    """Let a clock that was stopped count on from the last word: the end was taken back."""
    clock = SilenceClock.objects.filter(application_id=application_id, due_at__isnull=True).first()
    if clock is not None:
        clock.due_at = clock.heard_at + dt.timedelta(days=_days(clock.opportunity_id))
        clock.save(update_fields=["due_at"])
        _plan(clock.opportunity_id, _morning_after(clock.due_at))


def promise_anew(vacancy_id: uuid.UUID) -> None:
    """Count again from what the vacancy promises now."""
    days = dt.timedelta(days=_days(vacancy_id))
    clocks = SilenceClock.objects.filter(opportunity_id=vacancy_id, due_at__isnull=False)
    clocks.update(due_at=F("heard_at") + days)
    unwarned = clocks.filter(warned_at__isnull=True).values_list("due_at", flat=True)
    for due in {_morning_after(at) for at in unwarned if at}:
        _plan(vacancy_id, due)


def warn(*, organisation_id: uuid.UUID, vacancy_id: uuid.UUID) -> int:
    """Tell who answers for them, once, of the people at a vacancy who heard nothing for longer than promised."""
    with tenancy.acting(organisation=organisation_id):
        late = list(
            SilenceClock.objects.select_for_update(of=("self",))
            .select_related("application")
            .filter(
                opportunity_id=vacancy_id,
                warned_at__isnull=True,
                due_at__lt=timezone.now(),
            )
        )
        by_owner: dict[uuid.UUID | None, int] = {}
        for clock in late:
            by_owner[clock.application.owner_id] = by_owner.get(clock.application.owner_id, 0) + 1
        for owner, count in by_owner.items():
            _tell(organisation_id, vacancy_id, owner, count)
        SilenceClock.objects.filter(pk__in=[clock.pk for clock in late]).update(warned_at=timezone.now())
        if late:
            events.record("applications.silence_warned", object_id=vacancy_id, people=len(late))
        return len(late)


def _tell(organisation_id: uuid.UUID, vacancy_id: uuid.UUID, owner: uuid.UUID | None, count: int) -> None:
    organisation = Organisation.objects.get(pk=organisation_id)
    title = opportunity(vacancy_id).title
    for reader in _readers(vacancy_id, owner):
        with override(reader.language or organisation.language):
            subject = ngettext(
                "%(count)d person hears nothing: %(title)s", "%(count)d people hear nothing: %(title)s", count
            ) % {"count": count, "title": title}
            context = {
                "count": count,
                "title": title,
                "days": _days(vacancy_id),
                "url": settings.SITE_URL.rstrip("/")
                + reverse("applications:silence", args=[organisation.slug]),
            }
            body = render_to_string("applications/mail/silence.txt", context).strip() + "\n"
        send_later(to=reader.email, subject=subject, body=body)


def _readers(vacancy_id: uuid.UUID, owner: uuid.UUID | None) -> list[User]:
    """Return who answers for a person: the owner of the application, else the vacancy's team, else every recruiter."""
    here = {one.user_id: one for one in colleagues(Role.RECRUITER, Role.MANAGER)}
    team = [one.user_id for one in team_of(vacancy_id) if one.task != "interviewer"]
    wanted = [owner] if owner in here else [key for key in team if key in here]
    if not wanted:
        wanted = [key for key, one in here.items() if Role.RECRUITER in one.roles]
    return list(User.objects.filter(pk__in=wanted).order_by("email"))


def _days(vacancy_id: uuid.UUID) -> int:
    return answer_days_of([vacancy_id])[vacancy_id]


def _morning_after(due: dt.datetime) -> dt.datetime:
    local = due.astimezone(ZoneInfo(settings.TIME_ZONE))
    day = local.date() + dt.timedelta(days=local.time() >= dt.time(MORNING))
    return dt.datetime.combine(day, dt.time(MORNING), local.tzinfo)


def _plan(vacancy_id: uuid.UUID, at: dt.datetime) -> None:
    app.configure_task(WARNING, queue="app", schedule_at=at).defer(
        organisation_id=str(tenancy.current_organisation()), vacancy_id=str(vacancy_id)
    )
