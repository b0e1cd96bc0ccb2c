"""Persons to talk with, for tests of conversations: no application is needed, whoever knows of them is stood in for."""

import uuid
from dataclasses import dataclass, field

from maatwerk.apps.messages.subjects import Subject
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.kernel import tenancy


@dataclass
class Known:
    """Stands in for the app that knows what conversations are about."""

    found: dict[uuid.UUID, Subject] = field(default_factory=dict)
    teams: dict[uuid.UUID, frozenset[uuid.UUID]] = field(default_factory=dict)  # account → its vacancies

    def readable(self, member: Member) -> frozenset[uuid.UUID] | None:
        return self.teams.get(member.user_id)

    def subject(self, key: uuid.UUID) -> Subject | None:
        return self.found.get(key)

    def recent(self, member: Member) -> tuple[Subject, ...]:
        return tuple(self.found.values())

    def address(self, key: uuid.UUID, slug: str) -> str:
        return f"/o/{slug}/somewhere/{key}/"


def applicant(known: Known, organisation, opportunity, *, name="Sanne de Wit", **contact: str) -> Subject:
    """Register somebody to talk with about a vacancy."""
    fields = {"email": f"{uuid.uuid4().hex[:8]}@example.org"} | contact
    with tenancy.acting(organisation=organisation.pk):
        person = register_person(contact=Contact(name=name, **fields))
    subject = Subject(uuid.uuid4(), person, opportunity, "Bakker", {"days": "5 days", "stage": "applied"})
    known.found[subject.id] = subject
    return subject
