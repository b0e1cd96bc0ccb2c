"""Who hears nothing, and how often this organisation kept its word."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from maatwerk.apps.applications.models import SilenceClock
from maatwerk.apps.opportunities.public import titles
from maatwerk.kernel.counting import PaginatorUpTo, count_up_to

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class SilentRow:
    """Somebody who heard nothing for longer than promised; `days` since then, `promised` of them."""

    application_id: uuid.UUID
    person_id: uuid.UUID
    title: str
    stage_label: str
    heard_at: dt.datetime
    days: int
    promised: int
    was_warned: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """How often people heard something, and how often later than promised; those who wait now apart."""

    words: int
    late_words: int
    under_way: int
    silent: int

    @property
    def in_time(self) -> int:
        """How often within the days promised."""
        return self.words - self.late_words


def silent(
    vacancies: Collection[uuid.UUID] | None, number: str | int | None
) -> tuple[tuple[SilentRow, ...], Page[SilenceClock]]:
    """Return a page of people who wait in silence at these vacancies (None: at all), the longest first."""
    now = timezone.now()
    page = PaginatorUpTo(_silent(vacancies, now).select_related("application"), PAGE_SIZE).get_page(number)
    named = titles({clock.opportunity_id for clock in page})
    rows = tuple(
        SilentRow(
            clock.application_id,
            clock.application.person_id,
            named[clock.opportunity_id],
            str(clock.application.get_stage_display()),
            clock.heard_at,
            (now - clock.heard_at).days,
            (clock.due_at - clock.heard_at).days if clock.due_at else 0,
            clock.warned_at is not None,
        )
        for clock in page
    )
    return rows, page


def count_silent(vacancies: Collection[uuid.UUID] | None) -> int:
    """Count who waits in silence now, as far as anybody reads on."""
    return count_up_to(_silent(vacancies, timezone.now()))


def kept_word(vacancies: Collection[uuid.UUID] | None) -> Kept:
    """Return how the promise was kept, over everybody whose clock ever ran."""
    counts = _of(SilenceClock.objects.all(), vacancies).aggregate(
        words=Sum("words"),
        late=Sum("late_words"),
        under_way=Count("due_at"),
        silent=Count("pk", filter=Q(due_at__lt=timezone.now())),
    )
    return Kept(counts["words"] or 0, counts["late"] or 0, counts["under_way"], counts["silent"])


def heard_at(application_id: uuid.UUID) -> tuple[dt.datetime, dt.datetime | None] | None:
    """Return when somebody last heard something, and by when they hear again; nobody does after the end."""
    return (
        SilenceClock.objects.filter(application_id=application_id).values_list("heard_at", "due_at").first()
    )


def _silent(vacancies: Collection[uuid.UUID] | None, now: dt.datetime) -> QuerySet[SilenceClock]:
    """In the order of an index that holds the clocks that run, and no others."""
    return _of(SilenceClock.objects.filter(due_at__lt=now), vacancies).order_by("due_at", "id")


def _of(found: QuerySet[SilenceClock], vacancies: Collection[uuid.UUID] | None) -> QuerySet[SilenceClock]:
    return found if vacancies is None else found.filter(opportunity_id__in=vacancies)
