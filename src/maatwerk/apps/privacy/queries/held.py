"""What holds an erasure now."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from maatwerk.apps.applications.public import people_at
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.organisations.public import names as colleague_names
from maatwerk.apps.privacy.models import Hold


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold: on one person, or on all who applied for a vacancy."""

    id: uuid.UUID
    person_id: uuid.UUID | None
    opportunity_id: uuid.UUID | None
    vacancy: str
    reason: str
    review_on: dt.date
    is_overdue: bool
    placed_by: str
    placed_at: dt.datetime
    ended_at: dt.datetime | None
    ended_by: str
    ended_because: str


def hold_rows(*, is_ended: bool = False) -> list[HoldRow]:
    """Return the holds that stand, the first to review on top, or those that ended."""
    found = list(
        Hold.objects.filter(ended_at__isnull=not is_ended).order_by(
            "-ended_at" if is_ended else "review_on", "id"
        )
    )
    named = titles({one.opportunity_id for one in found if one.opportunity_id})
    known = colleague_names({key for one in found for key in (one.placed_by_id, one.ended_by_id) if key})
    today = timezone.localdate()
    return [
        HoldRow(
            one.pk,
            one.person_id,
            one.opportunity_id,
            named.get(one.opportunity_id, "") if one.opportunity_id else "",
            one.reason,
            one.review_on,
            one.ended_at is None and one.review_on < today,
            known.get(one.placed_by_id, ""),
            one.placed_at,
            one.ended_at,
            known.get(one.ended_by_id, "") if one.ended_by_id else "",
            one.ended_because,
        )
        for one in found
    ]


def held_people() -> set[uuid.UUID]:
    """Return everybody whom a hold keeps from being erased now."""
    found = list(Hold.objects.filter(ended_at__isnull=True).values_list("person_id", "opportunity_id"))
    alone = {person for person, _vacancy in found if person}
    return alone | people_at({vacancy for _person, vacancy in found if vacancy})
