"""Whom an incident concerns: found in what is kept now, and in the log of who opened what."""

import datetime as dt
import uuid

from maatwerk.apps.applications.public import ONE_VIEW, Application, people_at
from maatwerk.apps.organisations.public import colleagues
from maatwerk.apps.organisations.public import names as colleague_names
from maatwerk.apps.people.public import PersonRecord, people_known
from maatwerk.apps.privacy.models import IncidentPerson
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event

_VIEWED = "applications.person_viewed"
_LIST_TAKEN = "applications.people_exported"
_INCIDENT_TAKEN = ("privacy.incident_people_read", "privacy.incident_people_exported")
_ALL_TAKEN = "moving.export_taken"


def everybody() -> set[uuid.UUID]:
    """Return everybody of whom data is kept; who was erased left a random key, and nothing of them is kept."""
    return people_known(set(PersonRecord.objects.values_list("person_id", flat=True)))


def applicants(opportunity_id: uuid.UUID) -> set[uuid.UUID]:
    """Return who applied for a vacancy."""
    return people_known(people_at([opportunity_id]))


def applied_between(since: dt.datetime, until: dt.datetime) -> set[uuid.UUID]:
    """Return whose application came in between two moments, both counted."""
    found = Application.objects.filter(applied_at__gte=since, applied_at__lte=until)
    return people_known(set(found.values_list("person_id", flat=True)))


def opened_by(account_id: uuid.UUID, since: dt.datetime, until: dt.datetime) -> set[uuid.UUID]:
    """Return whose data an account opened, worked on or took along between two moments, as the log says it.

    A page that was opened shortly before and looked at again stands in the log once, so views of the hour before count.
    Whoever took everything along took everybody; whoever took a list took all who are on it.
    """
    found = Event.objects.filter(
        organisation_id=tenancy.current_organisation(),
        actor_id=account_id,
        at__gt=since - ONE_VIEW,
        at__lte=until,
    ).values_list("kind", "at", "person_id", "object_id")
    people: set[uuid.UUID] = set()
    vacancies: set[uuid.UUID] = set()
    incidents: set[uuid.UUID] = set()
    for kind, at, person, thing in found:
        if at < since and kind != _VIEWED:
            continue
        if kind == _ALL_TAKEN:
            return everybody()
        if person is not None:
            people.add(person)
        elif kind == _LIST_TAKEN and thing is not None:
            vacancies.add(thing)
        elif kind in _INCIDENT_TAKEN and thing is not None:
            incidents.add(thing)
    people |= people_at(vacancies) if vacancies else set()
    people |= set(
        IncidentPerson.objects.filter(incident_id__in=incidents).values_list("person_id", flat=True)
    )
    return people_known(people)


def accounts() -> list[tuple[uuid.UUID, str, bool]]:
    """Return the accounts that could open something here: colleagues, then those who are no colleagues any more."""
    here = [(one.user_id, one.name) for one in colleagues()]
    gone = Event.objects.filter(
        organisation_id=tenancy.current_organisation(), kind="organisations.member_removed"
    ).values_list("object_id", flat=True)
    former = colleague_names({key for key in gone if key} - {key for key, _name in here})
    left = sorted(former.items(), key=lambda pair: (pair[1], pair[0]))
    return [(key, name, True) for key, name in here] + [(key, name, False) for key, name in left]
