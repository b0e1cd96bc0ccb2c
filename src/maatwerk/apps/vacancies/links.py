"""Tracked links: one per vacancy, channel and campaign. They count without a cookie and without knowing anybody."""

import datetime as dt
import secrets
import uuid

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from maatwerk.apps.vacancies.models import Campaign, DailyViews, Touchpoint, TrackedLink
from maatwerk.kernel import tenancy
from maatwerk.kernel.ids import new_id

#: Letters and digits that nobody mixes up when reading a poster aloud.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 8
DIRECT = "direct"


def link_for(*, vacancy_id: uuid.UUID, channel: str, campaign_id: uuid.UUID | None = None) -> str:
    """Return the code of a vacancy's link for one use, made where it is missing."""
    link, _made = TrackedLink.objects.get_or_create(
        organisation_id=tenancy.current_organisation(),
        opportunity_id=vacancy_id,
        channel=channel,
        campaign=Campaign(pk=campaign_id) if campaign_id else None,
        defaults={"code": "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))},
    )
    return link.code


def channel_of(*, vacancy_id: uuid.UUID, code: str) -> str:
    """Return the channel a code stands for at this vacancy; empty where it stands for none."""
    found = TrackedLink.objects.filter(opportunity_id=vacancy_id, code=code).values_list("channel", flat=True)
    return found.first() or ""


def count_view(*, vacancy_id: uuid.UUID, code: str, day: dt.date | None = None) -> None:
    """Count that the page was opened; safe when many open it at once. A reload counts again: these are views, not people."""
    link = (
        TrackedLink.objects.filter(opportunity_id=vacancy_id, code=code).values_list("pk", flat=True).first()
    )
    table = connection.ops.quote_name(DailyViews._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, organisation_id, opportunity_id, link_id, day, views)"  # noqa: S608 - the name is ours
            " VALUES (%s, %s, %s, %s, %s, 1)"
            f" ON CONFLICT (opportunity_id, link_id, day) DO UPDATE SET views = {table}.views + 1",
            [new_id(), tenancy.current_organisation(), vacancy_id, link, day or timezone.localdate()],
        )


def views_of(vacancy_id: uuid.UUID) -> dict[str, int]:
    """Return how often a vacancy's page was opened, by channel; those without a link stand under "direct"."""
    rows = (
        DailyViews.objects.filter(opportunity_id=vacancy_id)
        .values_list("link__channel")
        .annotate(n=Sum("views"))
    )
    found: dict[str, int] = {}
    for channel, count in rows:
        found[channel or DIRECT] = found.get(channel or DIRECT, 0) + count
    return found


def record_touch(*, person_id: uuid.UUID, vacancy_id: uuid.UUID, code: str, consented: bool = False) -> str:
    """Keep by which link somebody came who applies now; returns the channel, empty for an unknown code."""
    link = TrackedLink.objects.filter(opportunity_id=vacancy_id, code=code).first()
    if link is None:
        return ""
    basis = Touchpoint.Basis.CONSENT if consented else Touchpoint.Basis.LINK
    Touchpoint.objects.get_or_create(
        organisation_id=tenancy.current_organisation(),
        person_id=person_id,
        opportunity_id=vacancy_id,
        link=link,
        defaults={"basis": basis},
    )
    return link.channel
