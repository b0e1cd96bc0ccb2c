"""Other systems bring applications in and read what is here; both is written down. Nothing they can do moves a stage."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.models import AdviceSeen, Application
from maatwerk.apps.applications.operations.entering import apply_for
from maatwerk.apps.applications.ways import own_view_is_asked
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.people.public import Contact, person_by_external_id, register_person
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

#: Being told the same of the same person again within it is the same telling.
ONE_TELLING = dt.timedelta(days=1)
TOLD = "applications.person_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """An application as another system brings it; only this much of what it sent came through the border."""

    vacancy_id: uuid.UUID
    reference: str = field(repr=False)  # its own number of the person; empty: it gave none
    contact: Contact = field(repr=False)
    source: str = ""
    dropped: Sequence[str] = ()
    dropped_others: int = 0


@transaction.atomic
def bring_application(brought: Brought, *, connection_id: uuid.UUID, system: str) -> Application:
    """Enter an application. The same number is the same person; nobody is ever guessed from a name or an address."""
    number = f"{system}:{brought.reference}" if brought.reference else ""
    known = person_by_external_id(number) if number else None
    person = known or register_person(contact=brought.contact, external_id=number)
    return _enter(brought, person, connection_id)


@transaction.atomic
def bring_known_person(brought: Brought, *, person_id: uuid.UUID, connection_id: uuid.UUID) -> Application:
    """Enter another application of somebody who applied here before."""
    if not Application.objects.filter(person_id=person_id).exists():
        raise Application.DoesNotExist
    return _enter(brought, person_id, connection_id)


def _enter(brought: Brought, person: uuid.UUID, connection_id: uuid.UUID) -> Application:
    application = apply_for(opportunity_id=brought.vacancy_id, person_id=person, source=brought.source)
    events.record(
        "applications.application_brought",
        object_id=application.pk,
        person_id=person,
        connection=str(connection_id),
        dropped=sorted(brought.dropped),
        others=brought.dropped_others,
    )
    return application


def note_told(people: Collection[uuid.UUID], *, connection_id: uuid.UUID) -> None:
    """Write down that a system was told who these people are; once a day for each, however often it asks."""
    known = set(
        Event.objects.filter(
            organisation_id=tenancy.current_organisation(),
            kind=TOLD,
            person_id__in=people,
            object_id=connection_id,
            at__gt=timezone.now() - ONE_TELLING,
        ).values_list("person_id", flat=True)
    )
    # a page of people at once, so not one by one through `events.record`: nobody listens to this
    Event.objects.bulk_create(
        Event(
            organisation_id=tenancy.current_organisation(),
            kind=TOLD,
            object_id=connection_id,
            person_id=person,
        )
        for person in people
        if person not in known
    )


def note_advice_told(application_id: uuid.UUID, *, connection_id: uuid.UUID) -> None:
    """Write down that a system was told an advice; not before somebody here opened it, where an own view comes first."""
    row = Application.objects.get(pk=application_id)
    usually = Organisation.objects.values_list("own_view_first", flat=True).get(pk=row.organisation_id)
    first = own_view_is_asked(application_id, usually=usually)
    if first and not AdviceSeen.objects.filter(application=row).exists():
        raise Refusal(
            _(
                "Here people form a view of their own before they see advice."
                " This advice can be read elsewhere once somebody opened it here."
            ),
            code="own_view_first",
        )
    events.record(
        "applications.advice_told",
        object_id=application_id,
        person_id=row.person_id,
        connection=str(connection_id),
    )
