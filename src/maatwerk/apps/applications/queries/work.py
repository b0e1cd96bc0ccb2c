"""What waits for one colleague: late, planned, and soon late, among the applications that are theirs."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.queries.board import Card
from maatwerk.kernel.counting import count_up_to

SHOWN = 25
SOON = dt.timedelta(days=2)
_FIELDS = tuple(name for name in Card.__dataclass_fields__ if name != "labels")


@dataclass(frozen=True, slots=True)
class Heap:
    """Applications that wait for the same: the first of them, and how many there are, as far as anybody reads on."""

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
    return Work(
        _heap(mine.filter(due_at__lt=now), "due_at"),
        _heap(mine.filter(next_on__lte=today), "next_on"),
        _heap(mine.filter(due_at__gte=now, due_at__lt=now + SOON), "due_at"),
    )


def count_late(user_id: uuid.UUID, vacancies: Collection[uuid.UUID]) -> int:
    """Count the applications of an account that wait longer than their vacancy promised, as far as anybody reads on."""
    return count_up_to(_mine(user_id, vacancies).filter(due_at__lt=timezone.now()).order_by("due_at", "id"))


def _mine(user_id: uuid.UUID, vacancies: Collection[uuid.UUID]) -> QuerySet[Application]:
    here = Application.objects.filter(closed_at__isnull=True, opportunity_id__in=vacancies)
    return here.filter(Q(owner_id=user_id) | Q(owner_id__isnull=True))


def _heap(found: QuerySet[Application], order: str) -> Heap:
    ordered = found.order_by(order, "id")
    shown = ordered.values_list(*_FIELDS)[:SHOWN]
    return Heap(tuple(Card(*values) for values in shown), count_up_to(ordered))
