"""Reads about applications, as rows that one viewer may see."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from maatwerk.apps.advice.public import Advice, advice_on
from maatwerk.apps.applications.letters import Told
from maatwerk.apps.applications.models import AdviceSeen, Application, Decision, OwnView
from maatwerk.apps.people.public import KeyDestroyed, unseal
from maatwerk.kernel.counting import count_up_to


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
    due_at: dt.datetime | None = None
    owner_id: uuid.UUID | None = None
    next_action: str = ""
    next_on: dt.date | None = None
    interview_first: bool = False


def applications(
    opportunity_id: uuid.UUID, *, among: Collection[uuid.UUID] | None = None
) -> list[ApplicationRow]:
    """Return all applications of a vacancy (or those with these keys), in order of arrival: nobody is filtered away."""
    found = Application.objects.filter(opportunity_id=opportunity_id)
    if among is not None:
        found = found.filter(pk__in=among)
    return [application_row(item) for item in found.order_by("applied_at", "id")]


def arrivals(opportunity_id: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return everybody who applied for a vacancy in order of arrival: the application's key, and the person's."""
    found = Application.objects.filter(opportunity_id=opportunity_id).order_by("applied_at", "id")
    return list(found.values_list("id", "person_id"))


def undecided(vacancies: Collection[uuid.UUID] | None) -> int:
    """Count who is under way at those of these vacancies (None: of all) that are open, as far as anybody reads on."""
    found = Application.objects.filter(closed_at__isnull=True, opportunity__state="open")
    return count_up_to(found if vacancies is None else found.filter(opportunity_id__in=vacancies))


def application(key: uuid.UUID) -> ApplicationRow:
    """Return one application; `Application.DoesNotExist` where the organisation has none of this key."""
    return application_row(Application.objects.get(pk=key))


def applications_of(person_id: uuid.UUID) -> list[ApplicationRow]:
    """Return a person's applications with this organisation, newest first."""
    return [
        application_row(item)
        for item in Application.objects.filter(person_id=person_id).order_by("-applied_at", "id")
    ]


def application_row(item: Application) -> ApplicationRow:
    """Return an application as a plain row."""
    return ApplicationRow(
        item.pk, item.opportunity_id, item.person_id, item.stage, item.get_stage_display(), item.source,
        item.applied_at, item.stage_since, item.closed_at, item.due_at, item.owner_id, item.next_action, item.next_on,
        item.interview_first,
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
    id: uuid.UUID
    made_by_id: uuid.UUID
    kind: str
    kind_label: str
    was_told: bool
    with_others: bool


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
            d.pk, d.made_by_id, d.kind, d.get_kind_display() if d.kind else "", d.told is not None, d.batch_id is not None,
        )
        for d in found
    ]  # fmt: skip


def last_decision(application_id: uuid.UUID) -> Decision | None:
    """Return the newest decision on an application."""
    found = Decision.objects.filter(application_id=application_id).select_related("made_by")
    return found.order_by("-made_at", "-id").first()


def told_of(application_id: uuid.UUID) -> list[Told]:
    """Return the letters that went out with decisions, oldest first; none after erasure."""
    found = Decision.objects.filter(application_id=application_id, told__isnull=False).select_related(
        "application"
    )
    kept = []
    for one in found.order_by("made_at", "id"):
        try:
            said = unseal(one.application.person_id, bytes(one.told or b""))
        except KeyDestroyed:
            return []
        kept.append(Told(decision_id=one.pk, subject=said["subject"], body=said["body"]))
    return kept


def own_view(application_id: uuid.UUID, user_id: uuid.UUID) -> tuple[int, str] | None:
    """Return the view somebody recorded before seeing the advice: opinion (1 to 5) and note."""
    found = OwnView.objects.filter(application_id=application_id, by_id=user_id).first()
    return (found.opinion, found.note) if found else None


def was_advised(row: ApplicationRow, user_id: uuid.UUID) -> bool:
    """Tell whether an account opened an advice on this application that says something."""
    found = advice_on(row.opportunity_id, [row.person_id]).get(row.person_id)
    said = found is not None and found.status in {Advice.Status.ADVICE, Advice.Status.ON_PRIOR}
    return said and saw_advice(user_id, opportunity_id=row.opportunity_id, person_id=row.person_id)


def saw_advice(user_id: uuid.UUID, *, opportunity_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Tell whether an account ever opened the advice on a person: validity is reported by it."""
    return AdviceSeen.objects.filter(
        by_id=user_id, application__opportunity_id=opportunity_id, application__person_id=person_id
    ).exists()
