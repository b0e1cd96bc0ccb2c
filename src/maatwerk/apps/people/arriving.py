"""Files on people that come in together from another system, and go again if the import is taken back."""

import uuid
from collections.abc import Collection, Iterable, Iterator

from maatwerk.apps.people.models import Identity, Person, PersonRecord
from maatwerk.apps.people.operations import Contact
from maatwerk.kernel import tenancy
from maatwerk.kernel.bulk import BATCH, batched, delete_rows, insert_rows
from maatwerk.kernel.ids import new_id

#: A person, and the number under which the organisation knows them from its files ("" is none).
Arrival = tuple[Contact, str]


def bring_in_people(arrivals: Iterable[Arrival], *, import_id: uuid.UUID) -> Iterator[uuid.UUID]:
    """Open files on many new people with who they are, and yield their keys in the same order; guesses nobody."""
    organisation = tenancy.current_organisation()
    for batch in batched(arrivals, BATCH):
        keys = [uuid.uuid4() for _ in batch]
        insert_rows(Person, ["id"], ((key,) for key in keys))
        insert_rows(
            PersonRecord,
            ["id", "organisation", "person", "external_id", "import_id"],
            (
                (new_id(), organisation, key, number, import_id)
                for key, (_contact, number) in zip(keys, batch, strict=True)
            ),
        )
        insert_rows(
            Identity,
            ["id", "organisation", "person", "name", "email", "phone", "address", "channel"],
            (
                (new_id(), organisation, key, one.name, one.email, one.phone, one.address, one.channel)
                for key, (one, _number) in zip(keys, batch, strict=True)
            ),
        )
        yield from keys


def people_of_import(import_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the people whose files came in with an import and are here still."""
    found = PersonRecord.objects.filter(import_id=import_id).order_by("id")
    return list(found.values_list("person_id", flat=True))


def take_back_people(people: Collection[uuid.UUID]) -> int:
    """Remove who they are and the files on them, and return how many went; the bare random key stays, as the log names it."""
    delete_rows(Identity, people, by="person")
    return delete_rows(PersonRecord, people, by="person")
