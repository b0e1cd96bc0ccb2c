"""What waits for one colleague: late, planned, and soon late, among the applications that are theirs."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.queries.board import Card

SHOWN = 25
SOON = dt.timedelta(days=2)
_FIELDS = tuple(name for name in Card.__dataclass_fields__ if name != "labels")


@dataclass(frozen=True, slots=True)
class Heap:
    """Applications that wait for the same: the first of them, and how many there are."""

    cards: tuple[Card, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for a colleague now."""

    late: Heap
    planned: Heap
    soon: Heap


def work_of(user_id: uuid.UUID, vacancies: Collection[uuid.UUID]) -> Work:
    """Return what waits for an account: what it owns, and what nobody owns in the vacancies it works on."""
    mine, now, today = _mine(user_id, vacancies), timezone.now(), timezone.localdate()
    late = Q(due_at__lt=now)
    planned = Q(next_on__lte=today)
    soon = Q(due_at__gte=now, due_at__lt=now + SOON)
    counts = mine.aggregate(
        late=Count("pk", filter=late), planned=Count("pk", filter=planned), soon=Count("pk", filter=soon)
    )
    return Work(
        Heap(_first(mine.filter(late), "due_at"), counts["late"]),
        Heap(_first(mine.filter(planned), "next_on"), counts["planned"]),
        Heap(_first(mine.filter(soon), "due_at"), counts["soon"]),
    )


def count_late(user_id: uuid.UUID, vacancies: Collection[uuid.UUID]) -> int:
    """Count the applications of an account that wait longer than their vacancy promised."""
    return _mine(user_id, vacancies).filter(due_at__lt=timezone.now()).count()


def _mine(user_id: uuid.UUID, vacancies: Collection[uuid.UUID]) -> QuerySet[Application]:
    here = Application.objects.filter(closed_at__isnull=True, opportunity_id__in=vacancies)
    return here.filter(Q(owner_id=user_id) | Q(owner_id__isnull=True))


def _first(found: QuerySet[Application], order: str) -> tuple[Card, ...]:
    return tuple(Card(*values) for values in found.order_by(order, "id").values_list(*_FIELDS)[:SHOWN])
