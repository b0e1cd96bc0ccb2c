"""Reads about persons: names only for those who may see names."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models.functions import Upper

from maatwerk.apps.people.models import Channel, Identity, PersonKey, PersonLink, PersonRecord


def pseudonym(person_id: uuid.UUID) -> str:
    """Return a short code for a person where a name may not be shown."""
    return f"P-{person_id.hex[:6].upper()}"


def names(person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the name of each person, or the pseudonym where the organisation holds none."""
    known = dict(Identity.objects.filter(person_id__in=person_ids).values_list("person_id", "name"))
    return {key: known.get(key) or pseudonym(key) for key in person_ids}


@dataclass(frozen=True, slots=True)
class ContactRow:
    """How to write to a person."""

    name: str
    email: str
    phone: str = ""
    channel: str = Channel.MAIL


def contact_of(person_id: uuid.UUID) -> ContactRow | None:
    """Return how the organisation can write to a person; None where it does not know who this is."""
    found = Identity.objects.filter(person_id=person_id).first()
    return ContactRow(found.name, found.email, found.phone, found.channel) if found else None


def identity_of(person_id: uuid.UUID) -> dict[str, str]:
    """Return everything kept about who a person is, for that person; empty where nothing is."""
    found = Identity.objects.filter(person_id=person_id).first()
    return {part: getattr(found, part) for part in ("name", "email", "phone", "address")} if found else {}


def contacts_of(person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, ContactRow]:
    """Return how the organisation can write to each of these persons, in one query; who is not known is absent."""
    return {
        one.person_id: ContactRow(one.name, one.email, one.phone, one.channel)
        for one in Identity.objects.filter(person_id__in=person_ids)
    }


def people_with_mail(email: str) -> list[uuid.UUID]:
    """Return the persons who gave this mail address, the oldest file first. Whether they are one, only a human says."""
    if not email:
        return []
    found = Identity.objects.filter(email__iexact=email).order_by("id")
    return list(found.values_list("person_id", flat=True))


def people_with_mails(people: Collection[uuid.UUID]) -> list[list[uuid.UUID]]:
    """Return who gave a mail address that one of these people gave, by address, the oldest file first; only where several did."""
    given = Identity.objects.annotate(mail=Upper("email")).exclude(email="").order_by("id")
    mails = set(given.filter(person_id__in=people).values_list("mail", flat=True))
    found: dict[str, list[uuid.UUID]] = {}
    for mail, person in given.filter(mail__in=mails).values_list("mail", "person_id"):
        found.setdefault(mail, []).append(person)
    return [same for same in found.values() if len(same) > 1]


def people_called(words: str, *, among: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Return who of these persons has these words in their name; looks at nobody else, however many an organisation knows."""
    # one array, not thousands of placeholders: with 5,000 persons that takes a third of the time
    found = Identity.objects.filter(name__icontains=words).extra(
        where=["person_id = ANY(%s)"], params=[list(among)]
    )
    return list(found.values_list("person_id", flat=True))


def person_by_external_id(external_id: str) -> uuid.UUID | None:
    """Return the person who has this number in the organisation's own files."""
    return PersonRecord.objects.filter(external_id=external_id).values_list("person_id", flat=True).first()


def people_known(person_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return of whom something here says who they are, or opens what does: a name, a number, a link or a key."""
    wanted = list(person_ids)
    records = PersonRecord.objects.filter(person_id__in=wanted).exclude(external_id="")
    found = set(records.values_list("person_id", flat=True))
    for model in (Identity, PersonKey, PersonLink):
        found |= set(model.objects.filter(person_id__in=wanted).values_list("person_id", flat=True))
    return found


def people_by_external_id(numbers: Iterable[str]) -> dict[str, uuid.UUID]:
    """Return the persons who have these numbers in the organisation's own files."""
    found = PersonRecord.objects.filter(external_id__in=list(numbers))
    return dict(found.values_list("external_id", "person_id"))
