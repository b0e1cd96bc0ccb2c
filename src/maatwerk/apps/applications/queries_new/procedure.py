"""Reads about applications, as rows that one viewer may see."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from maatwerk.apps.applications.models import AdviceSeen, Application, Decision, OwnView


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application: whose (by key), for what, and where it stands."""

    id: uuid.UUID
    opportunity_id: uuid.UUID
    person_id: uuid.UUID
    stage: str
    stage_label: str
    source: str
    applied_at: dt.datetime
    stage_since: dt.datetime
    closed_at: dt.datetime | None


def applications(opportunity_id: uuid.UUID) -> list[ApplicationRow]:
    """Return all applications of a vacancy, in order of arrival: nobody is filtered away."""
    return [
        _row(item)
        for item in Application.objects.filter(opportunity_id=opportunity_id).order_by("applied_at", "id")
    ]


def undecided(opportunity_ids: Collection[uuid.UUID]) -> int:
    """Count the applications to these vacancies that are still under way."""
    return Application.objects.filter(opportunity_id__in=opportunity_ids, closed_at__isnull=True).count()


def application(key: uuid.UUID) -> ApplicationRow:
    """Return one application; `Application.DoesNotExist` where the organisation has none of this key."""
    return _row(Application.objects.get(pk=key))


def applications_of(person_id: uuid.UUID) -> list[ApplicationRow]:
    """Return a person's applications with this organisation, newest first."""
    return [
        _row(item) for item in Application.objects.filter(person_id=person_id).order_by("-applied_at", "id")
    ]


def _row(item: Application) -> ApplicationRow:
    return ApplicationRow(
        item.pk, item.opportunity_id, item.person_id, item.stage, item.get_stage_display(), item.source,
        item.applied_at, item.stage_since, item.closed_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What a human decided."""

    choice: str
    choice_label: str
    from_stage: str
    to_stage: str
    reason: str
    deviation: str
    made_by: str
    made_at: dt.datetime
    advice_seen: bool


def decisions(application_id: uuid.UUID) -> list[DecisionRow]:
    """Return the decisions on an application, oldest first."""
    found = (
        Decision.objects.filter(application_id=application_id)
        .select_related("made_by")
        .order_by("made_at", "id")
    )
    return [
        DecisionRow(
            d.choice, d.get_choice_display(), d.get_from_stage_display(), d.get_to_stage_display(), d.reason,
            d.get_deviation_display() if d.deviation else "", str(d.made_by), d.made_at, d.advice_seen,
        )
        for d in found
    ]  # fmt: skip


def own_view(application_id: uuid.UUID, user_id: uuid.UUID) -> tuple[int, str] | None:
    """Return the view somebody recorded before seeing the advice: opinion (1 to 5) and note."""
    found = OwnView.objects.filter(application_id=application_id, by_id=user_id).first()
    return (found.opinion, found.note) if found else None


def saw_advice(user_id: uuid.UUID, *, opportunity_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Tell whether an account ever opened the advice on a person: validity is reported by it."""
    return AdviceSeen.objects.filter(
        by_id=user_id, application__opportunity_id=opportunity_id, application__person_id=person_id
    ).exists()
