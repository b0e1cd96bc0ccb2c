"""Applications and their persons as other systems read them: page after page by key, never in an order by score."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.queries.procedure import ApplicationRow, application_row
from maatwerk.apps.people.public import Channel, PersonRecord, contacts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """Which applications: of a vacancy, at some stages, by when they came or last moved; after a key, how many."""

    limit: int
    after: uuid.UUID | None = None
    offset: int = 0
    vacancy: uuid.UUID | None = None
    stages: Collection[str] = ()
    applied_after: dt.datetime | None = None
    applied_before: dt.datetime | None = None
    moved_after: dt.datetime | None = None


def told_applications(among: Among) -> list[ApplicationRow]:
    """Return applications in the order in which they came in (keys grow with time), in one question."""
    found = Application.objects.all()
    if among.after:
        found = found.filter(pk__gt=among.after)
    if among.vacancy:
        found = found.filter(opportunity_id=among.vacancy)
    if among.stages:
        found = found.filter(stage__in=among.stages)
    if among.applied_after:
        found = found.filter(applied_at__gte=among.applied_after)
    if among.applied_before:
        found = found.filter(applied_at__lt=among.applied_before)
    if among.moved_after:
        found = found.filter(stage_since__gte=among.moved_after)
    rows = found.order_by("pk")[among.offset : among.offset + among.limit]
    return [application_row(one) for one in rows]


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """An applicant: how to write to them, and their applications. Nothing protected, no documents, no photo.

    `mark` is the place in the list of persons; `reference` the number that another system gave them.
    """

    id: uuid.UUID
    mark: uuid.UUID
    reference: str
    known_since: dt.datetime
    name: str
    email: str
    phone: str
    channel: str
    applications: tuple[ApplicationRow, ...]


def told_people(
    *,
    limit: int,
    after: uuid.UUID | None = None,
    offset: int = 0,
    since: dt.datetime | None = None,
    before: dt.datetime | None = None,
) -> list[ToldPerson]:
    """Return who applied here, in the order in which their files were opened, in three questions."""
    found = _applicants()
    if after:
        found = found.filter(pk__gt=after)
    if since:
        found = found.filter(created_at__gte=since)
    if before:
        found = found.filter(created_at__lt=before)
    return _people(list(found.order_by("pk")[offset : offset + limit]))


def told_person(person_id: uuid.UUID) -> ToldPerson:
    """Return one applicant; `PersonRecord.DoesNotExist` where nobody of this key applied here."""
    return _people([_applicants().get(person_id=person_id)])[0]


def _applicants() -> QuerySet[PersonRecord]:
    return PersonRecord.objects.filter(Exists(Application.objects.filter(person_id=OuterRef("person_id"))))


def _people(records: list[PersonRecord]) -> list[ToldPerson]:
    keys = [one.person_id for one in records]
    contacts = contacts_of(keys)
    came: dict[uuid.UUID, list[ApplicationRow]] = {}
    for item in Application.objects.filter(person_id__in=keys).order_by("pk"):
        came.setdefault(item.person_id, []).append(application_row(item))
    found = []
    for one in records:
        who = contacts.get(one.person_id)
        found.append(
            ToldPerson(
                id=one.person_id,
                mark=one.pk,
                reference=one.external_id.partition(":")[2],
                known_since=one.created_at,
                name=who.name if who else "",
                email=who.email if who else "",
                phone=who.phone if who else "",
                channel=who.channel if who else Channel.MAIL,
                applications=tuple(came.get(one.person_id, ())),
            )
        )
    return found
