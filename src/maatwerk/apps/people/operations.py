"""Writes about persons."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.people.models import Channel, Identity, Person, PersonRecord
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.bulk import BATCH, batched, insert_rows
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.refusals import Refusal


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


def correct_contact(person_id: uuid.UUID, contact: Contact) -> None:
    """Let a person correct who they are here; the log tells which parts changed, not what they became."""
    if not contact.name.strip():
        raise Refusal(_("Fill in your name."), field="name", status=422)
    kept = Identity.objects.select_for_update().filter(person_id=person_id).first()
    if kept is None:
        raise Refusal(_("There is nothing here to correct."), code="no_identity")
    wished = {
        "name": contact.name.strip(),
        "email": contact.email,
        "phone": contact.phone,
        "address": contact.address,
    }
    changed = [part for part, value in wished.items() if getattr(kept, part) != value]
    if changed:
        for part in changed:
            setattr(kept, part, wished[part])
        kept.save(update_fields=changed)
        events.record("people.contact_corrected", person_id=person_id, changed=changed)


def admit_person(person_id: uuid.UUID, contact: Contact) -> None:
    """Open a file here on a person who comes along from another organisation by their own act; safe to repeat."""
    organisation = tenancy.current_organisation()
    _kept, made = PersonRecord.objects.get_or_create(
        organisation_id=organisation, person_id=person_id, defaults={"external_id": ""}
    )
    if not Identity.objects.filter(person_id=person_id).exists():
        Identity.objects.create(
            organisation_id=organisation,
            person_id=person_id,
            name=contact.name,
            email=contact.email,
            phone=contact.phone,
            address=contact.address,
            channel=Channel(contact.channel),
        )
    if made:
        events.record("people.person_registered", person_id=person_id)
