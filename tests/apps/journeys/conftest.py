"""An organisation with one account per role, a vacancy and its applicants."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from factories.loop import World, make_applicant, make_vacancy, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.organisations.public import Role, User
from maatwerk.apps.people.public import Contact

STAFF = (Role.RECRUITER, Role.MANAGER, Role.PSYCHOLOGIST, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR)


@dataclass
class Company:
    """A small organisation as its pages see it."""

    world: World
    people: dict[Role, User]

    @property
    def at(self) -> str:
        """Where its pages live."""
        return f"/o/{self.world.member.organisation.slug}/"

    def client(self, role: Role, language: str = "en") -> Client:
        """Return a browser of somebody with this one role."""
        return client_of(self.people[role], language=language)

    def vacancy(self) -> uuid.UUID:
        """Open a vacancy."""
        return make_vacancy(self.world)

    def applicant(
        self, vacancy: uuid.UUID, name: str = "Ada Jansen", patience: float | None = 60.0
    ) -> uuid.UUID:
        """Let somebody apply; returns the application's key."""
        from maatwerk.apps.applications.public import applications

        person = make_applicant(self.world, vacancy, contact=Contact(name=name), patience=patience)
        with self.world.acting():
            return next(row.id for row in applications(vacancy) if row.person_id == person)


@pytest.fixture
def company_with() -> Callable[..., Company]:
    """Make a company, with a history where a test asks for one."""

    def make(**history: object) -> Company:
        world = make_world(**history)  # type: ignore[arg-type]
        organisation = world.member.organisation.id
        return Company(world, {role: make_member(organisation, role) for role in STAFF})

    return make


@pytest.fixture
def company(company_with: Callable[..., Company]) -> Company:
    """A company without a history."""
    return company_with()
