"""The front door of people."""

from maatwerk.apps.people.keys import KeyDestroyed, seal, site_secret, unseal, unseal_many
from maatwerk.apps.people.models import Person, PersonRecord
from maatwerk.apps.people.operations import Contact, register_people, register_person
from maatwerk.apps.people.queries import (
    ContactRow,
    contact_of,
    names,
    people_by_external_id,
    person_by_external_id,
    pseudonym,
)

__all__ = [
    "Contact",
    "ContactRow",
    "KeyDestroyed",
    "Person",
    "PersonRecord",
    "contact_of",
    "names",
    "people_by_external_id",
    "person_by_external_id",
    "pseudonym",
    "register_people",
    "register_person",
    "seal",
    "site_secret",
    "unseal",
    "unseal_many",
]
