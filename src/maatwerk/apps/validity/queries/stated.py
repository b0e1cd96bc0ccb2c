"""What people stated: the reliability of ratings, and what the work is worth; the newest counts."""

import datetime as dt
import uuid
from dataclasses import dataclass

from maatwerk.apps.validity.contracts import Money
from maatwerk.apps.validity.models import Reliability, WorthFigures


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """How reliably ratings are made, and where that comes from."""

    value: float
    source: str
    stated_by: uuid.UUID
    stated_at: dt.datetime


def newest_reliability(family_id: uuid.UUID) -> ReliabilityRow | None:
    """Return what was stated last about the ratings of a job family."""
    found = Reliability.objects.filter(job_family_id=family_id).order_by("-stated_at", "-id").first()
    return ReliabilityRow(found.value, found.source, found.stated_by, found.stated_at) if found else None


@dataclass(frozen=True, slots=True)
class WorthRow:
    """What hiring in a job family costs and yields, as stated."""

    money: Money
    sd_source: str
    stated_by: uuid.UUID
    stated_at: dt.datetime


def newest_worth(family_id: uuid.UUID) -> WorthRow | None:
    """Return the figures stated last for a job family."""
    found = WorthFigures.objects.filter(job_family_id=family_id).order_by("-stated_at", "-id").first()
    if found is None:
        return None
    money = Money(
        base_rate=found.base_rate,
        applicants=found.applicants,
        hired=found.hired,
        sd_cents=found.sd_cents,
        years=found.years,
        cost_cents=found.cost_cents,
    )
    return WorthRow(money, found.sd_source, found.stated_by, found.stated_at)
