"""The front door of people."""

from maatwerk.apps.people.arriving import bring_in_people, people_of_import, take_back_people
from maatwerk.apps.people.keys import KeyDestroyed, seal, unseal, unseal_each, unseal_many
from maatwerk.apps.people.models import Channel, Person, PersonRecord
from maatwerk.apps.people.operations import (
    Contact,
    admit_person,
    choose_channel,
    correct_contact,
    register_people,
    register_person,
)
from maatwerk.apps.people.own_links import (
    OWN,
    Own,
    language_of,
    own_link,
    renew_own_link,
    set_language,
)
from maatwerk.apps.people.own_pages import OwnTab, own_errand, own_page, own_tab, render_own
from maatwerk.apps.people.queries import (
    ContactRow,
    contact_of,
    contacts_of,
    identity_of,
    names,
    people_by_external_id,
    people_called,
    people_known,
    people_with_mail,
    people_with_mails,
    person_by_external_id,
    pseudonym,
)

__all__ = [
    "OWN",
    "Channel",
    "Contact",
    "ContactRow",
    "KeyDestroyed",
    "Own",
    "OwnTab",
    "Person",
    "PersonRecord",
    "admit_person",
    "bring_in_people",
    "choose_channel",
    "contact_of",
    "contacts_of",
    "correct_contact",
    "identity_of",
    "language_of",
    "names",
    "own_errand",
    "own_link",
    "own_page",
    "own_tab",
    "people_by_external_id",
    "people_called",
    "people_known",
    "people_of_import",
    "people_with_mail",
    "people_with_mails",
    "person_by_external_id",
    "pseudonym",
    "register_people",
    "register_person",
    "render_own",
    "renew_own_link",
    "seal",
    "set_language",
    "take_back_people",
    "unseal",
    "unseal_each",
    "unseal_many",
]
