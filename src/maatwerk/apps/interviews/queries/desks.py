"""Where the interviews of each vacancy stand: what is asked, and how many times are still free."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from maatwerk.apps.interviews.models import Interview, KitQuestion, Slot


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A vacancy as the list of interviews shows it."""

    id: uuid.UUID
    title: str
    questions: int
    times: int
    planned: int


def desks(vacancies: Sequence[tuple[uuid.UUID, str]]) -> list[DeskRow]:
    """Return how many questions, times ahead and planned interviews each vacancy has."""
    keys = [key for key, _title in vacancies]
    now = timezone.now()
    questions = _newest(keys)
    ahead = Slot.objects.filter(opportunity_id__in=keys, withdrawn_at__isnull=True, starts_at__gte=now)
    ahead = ahead.exclude(pk__in=Interview.objects.filter(slot__isnull=False).values("slot_id"))
    times = dict(ahead.values_list("opportunity_id").annotate(n=Count("pk")))
    coming = Interview.objects.filter(
        application__opportunity_id__in=keys,
        state=Interview.State.PLANNED,
        ends_at__gte=now - dt.timedelta(hours=1),
    )
    planned = dict(coming.values_list("application__opportunity_id").annotate(n=Count("pk")))
    return [
        DeskRow(key, title, questions.get(key, 0), times.get(key, 0), planned.get(key, 0))
        for key, title in vacancies
    ]


def _newest(keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the number of questions in the newest version of each vacancy's kit."""
    counted = (
        KitQuestion.objects.filter(kit__opportunity_id__in=keys)
        .values_list("kit__opportunity_id", "kit__number")
        .annotate(n=Count("pk"))
        .order_by("kit__number")
    )
    return {key: n for key, _number, n in counted}  # the newest comes last
