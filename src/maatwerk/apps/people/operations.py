"""Writes about persons."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maatwerk.apps.people.models import Channel, Identity, Person, PersonRecord
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.bulk import BATCH, batched, insert_rows
from maatwerk.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Contact:
    """Who a person is, as they or the organisation wrote it."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    channel: str = Channel.MAIL


def register_person(*, contact: Contact | None = None, external_id: str = "") -> uuid.UUID:
    """Open a file on a new person and return the person's key. Never guesses that two people are one."""
    organisation = tenancy.current_organisation()
    person = Person.objects.create()
    PersonRecord.objects.create(organisation_id=organisation, person=person, external_id=external_id)
    if contact:
        Identity.objects.create(
            organisation_id=organisation,
            person=person,
            name=contact.name,
            email=contact.email,
            phone=contact.phone,
            address=contact.address,
            channel=Channel(contact.channel),
        )
    events.record("people.person_registered", person_id=person.pk)
    return person.pk


def choose_channel(person_id: uuid.UUID, channel: str) -> None:
    """Let a person hear by another way from now on."""
    if Identity.objects.filter(person_id=person_id).update(channel=Channel(channel)):
        events.record("people.channel_chosen", person_id=person_id, channel=channel)


def register_people(external_ids: Iterable[str]) -> Iterator[uuid.UUID]:
    """Open files on many new people at once (an import) and yield their keys in the same order."""
    organisation = tenancy.current_organisation()
    for batch in batched(external_ids, BATCH):
        keys = [uuid.uuid4() for _ in batch]
        insert_rows(Person, ["id"], ((key,) for key in keys))
        insert_rows(
            PersonRecord,
            ["id", "organisation", "person", "external_id"],
            ((new_id(), organisation, key, number) for key, number in zip(keys, batch, strict=True)),
        )
        yield from keys
