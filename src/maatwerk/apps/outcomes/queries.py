"""Reads about engagements and follow-ups. Nobody sees an outcome as an appraisal of a person (GDP-28)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from maatwerk.apps.outcomes.models import Engagement, FollowUp, History, Outcome


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A question that waits for an answer."""

    id: uuid.UUID
    engagement_id: uuid.UUID
    person_id: uuid.UUID
    opportunity_id: uuid.UUID | None
    job_family_id: uuid.UUID
    months: int
    due_on: dt.date
    state: str
    started_on: dt.date | None
    asked: uuid.UUID | None


def follow_up(key: uuid.UUID) -> FollowUpRow:
    """Return one follow-up; `FollowUp.DoesNotExist` where the organisation has none of this key."""
    return _row(FollowUp.objects.select_related("engagement").get(pk=key))


def open_follow_ups(*, asked: uuid.UUID | None = None, until: dt.date | None = None) -> list[FollowUpRow]:
    """Return follow-ups without an answer, soonest first: all, or those put to one account, due until a day."""
    found = (
        FollowUp.objects.filter(state=FollowUp.State.OPEN)
        .select_related("engagement")
        .order_by("due_on", "id")
    )
    if asked is not None:
        found = found.filter(asked=asked)
    if until is not None:
        found = found.filter(due_on__lte=until)
    return [_row(item) for item in found]


def _row(item: FollowUp) -> FollowUpRow:
    at = item.engagement
    return FollowUpRow(
        item.pk, at.pk, at.person_id, at.opportunity_id, at.job_family_id, item.months, item.due_on, item.state,
        at.started_on, item.asked,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A file of history that came in."""

    id: uuid.UUID
    name: str
    job_family_id: uuid.UUID
    sampling: str
    imported_at: dt.datetime
    people: int
    separations: int


def histories() -> list[HistoryRow]:
    """Return the imported histories, newest first, with their size."""
    sizes = (
        Engagement.objects.filter(history__isnull=False)
        .values_list("history")
        .annotate(people=Count("person", distinct=True), left=Count("pk", filter=Q(separated=True)))
    )
    counted = {key: (people, left) for key, people, left in sizes}
    return [
        HistoryRow(h.pk, h.name, h.job_family_id, h.sampling, h.imported_at, *counted.get(h.pk, (0, 0)))
        for h in History.objects.order_by("-imported_at")
    ]


@dataclass(frozen=True, slots=True)
class TenureRow:
    """How long one person was seen at work, without identity: what a model learns from."""

    engagement_id: uuid.UUID
    person_id: uuid.UUID
    tenure_months: float
    separated: bool
    entry_months: float
    performance: float | None
    occasion: uuid.UUID | None
    by_outcome: bool
    under_advice: bool


#: Only what *scoring* may read of a history is asked for.
_TENURE_COLUMNS = (
    "person_id", "tenure_months", "separated", "entry_months", "performance", "evidence_occasion", "under_advice",
    "history__sampling",
)  # fmt: skip


def tenures(job_family_id: uuid.UUID, *, using: str) -> list[TenureRow]:
    """Return every engagement of a job family whose tenure has been observed, in a fixed order."""
    found = (
        Engagement.objects.using(using)
        .filter(job_family_id=job_family_id, tenure_months__isnull=False)
        .select_related("history")
        .only(*_TENURE_COLUMNS)
        .order_by("created_at", "id")
    )
    return [
        TenureRow(
            engagement_id=one.pk,
            person_id=one.person_id,
            tenure_months=one.tenure_months or 0.0,
            separated=bool(one.separated),
            entry_months=one.entry_months,
            performance=one.performance,
            occasion=one.evidence_occasion,
            by_outcome=one.history is not None and one.history.sampling == History.Sampling.BY_OUTCOME,
            under_advice=one.under_advice,
        )
        for one in found.iterator()
    ]


@dataclass(frozen=True, slots=True)
class HireRow:
    """Somebody hired through a vacancy, as far as was seen; by a rater who had seen the advice, or had not."""

    opportunity_id: uuid.UUID
    person_id: uuid.UUID
    tenure_months: float
    separated: bool
    rater_saw_advice: bool | None


def hired_through_vacancies(job_family_id: uuid.UUID, *, using: str) -> list[HireRow]:
    """Return who was hired through a vacancy of the family and seen since, with what their last rater had seen."""
    last = (
        Outcome.objects.using(using)
        .filter(engagement=OuterRef("pk"))
        .order_by("-observed_on", "-recorded_at")
    )
    found = (
        Engagement.objects.using(using)
        .filter(job_family_id=job_family_id, opportunity__isnull=False, tenure_months__isnull=False)
        .annotate(saw=Subquery(last.values("rater_saw_advice")[:1]))
        .order_by("created_at", "id")
        .values_list("opportunity_id", "person_id", "tenure_months", "separated", "saw")
    )
    return [
        HireRow(vacancy, person, months or 0.0, bool(left), saw)
        for vacancy, person, months, left, saw in found
    ]


def outcomes_since(job_family_id: uuid.UUID, moment: dt.datetime) -> int:
    """Count the outcomes of a job family recorded after a moment, missing ones left out."""
    return Outcome.objects.filter(
        engagement__job_family_id=job_family_id, recorded_at__gt=moment, missing_reason=""
    ).count()


def people_with_history(
    job_family_id: uuid.UUID, people: Iterable[uuid.UUID], *, besides: uuid.UUID | None = None
) -> set[uuid.UUID]:
    """Return which of these people a history of the job family (`besides` one) holds already."""
    found = Engagement.objects.filter(
        job_family_id=job_family_id, person_id__in=list(people), history__isnull=False
    )
    if besides is not None:
        found = found.exclude(history_id=besides)
    return set(found.values_list("person_id", flat=True))


def newest_mapping(job_family_id: uuid.UUID) -> str | None:
    """Return the mapping (TOML) with which the newest history of a job family came in."""
    found = History.objects.filter(job_family_id=job_family_id).order_by("-imported_at").first()
    return found.report.get("mapping") if found else None
