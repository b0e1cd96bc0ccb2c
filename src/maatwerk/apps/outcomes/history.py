"""Histories: many engagements of the past at once."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.outcomes.models import Engagement, History
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.bulk import insert_rows
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui import formats


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEngagement:
    """An engagement as a file tells it: how long somebody was seen at work, and whether they left."""

    engagement_id: uuid.UUID
    person_id: uuid.UUID
    occasion: uuid.UUID
    tenure_months: float
    separated: bool
    entry_months: float = 0
    started_on: dt.date | None = None
    performance: float | None = None
    source: str = ""


def open_history(
    *, job_family_id: uuid.UUID, name: str, sampling: str, fingerprint: str, report: dict[str, Any]
) -> History:
    """Begin a history; the same file for the same job family comes in once."""
    known = imported_at(job_family_id, fingerprint)
    if known:
        raise imported_already(known)
    return History.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=job_family_id,
        name=name,
        sampling=History.Sampling(sampling),
        fingerprint=fingerprint,
        report=report,
        imported_by=tenancy.current_account(),
    )


def imported_at(job_family_id: uuid.UUID, fingerprint: str) -> dt.datetime | None:
    """Return when the same file came in for the same job family, if it did."""
    known = History.objects.filter(job_family_id=job_family_id, fingerprint=fingerprint)
    return known.values_list("imported_at", flat=True).first()


def imported_already(at: dt.datetime) -> Refusal:
    """Return the refusal of a file that came in before."""
    return Refusal(
        _("These files were imported already, on %(when)s. Nothing was counted twice.")
        % {"when": formats.moment(at)},
        code="imported_already",
    )


def add_engagements(history: History, found: Iterable[PastEngagement]) -> int:
    """Write the engagements of a history and return how many."""
    fields = [
        "id", "organisation", "person", "job_family", "history", "kind", "started_on", "tenure_months", "separated",
        "entry_months", "performance", "evidence_occasion", "source", "under_advice",
    ]  # fmt: skip
    return insert_rows(
        Engagement,
        fields,
        (
            (
                one.engagement_id, history.organisation_id, one.person_id, history.job_family_id, history.pk,
                Engagement.Kind.EMPLOYMENT, one.started_on, one.tenure_months, one.separated, one.entry_months,
                one.performance, one.occasion, one.source, False,
            )
            for one in found
        ),
    )  # fmt: skip


def close_history(history: History, *, people: int, engagements: int) -> None:
    """Say that a history is in; whoever learns from outcomes hears it."""
    events.record(
        "outcomes.history_imported",
        object_id=history.pk,
        job_family=str(history.job_family_id),
        people=people,
        engagements=engagements,
        fingerprint=history.fingerprint,
    )
