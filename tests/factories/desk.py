"""A vacancy with people in its pipeline, and browsers of who works on it."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.test import Client

from factories.loop import World, make_applicant, make_vacancy, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.public import Choice, applications, decide
from maatwerk.apps.organisations.public import Role, User
from maatwerk.apps.people.public import Contact
from maatwerk.apps.vacancies.public import StepSpec, join_team, plan_steps

REASON = "Clear story, and the trial day went well."


@dataclass
class Desk:
    """A vacancy with its people, and browsers of who works on it."""

    world: World
    vacancy: uuid.UUID
    users: dict[Role, User]
    people: dict[str, uuid.UUID] = field(default_factory=dict)

    @property
    def at(self) -> str:
        """Where the organisation's pages live."""
        return f"/o/{self.world.member.organisation.slug}/"

    @property
    def board(self) -> str:
        """Where the pipeline lives."""
        return f"{self.at}vacancies/{self.vacancy}/pipeline/"

    def client(self, role: Role = Role.RECRUITER, language: str = "en") -> Client:
        """Return a browser of somebody with one role."""
        return client_of(self.users[role], language=language)

    def apply(self, name: str, email: str = "") -> uuid.UUID:
        """Let somebody apply; returns the application's key."""
        person = make_applicant(
            self.world, self.vacancy, contact=Contact(name=name, email=email), patience=None
        )
        with self.world.acting():
            key = next(row.id for row in applications(self.vacancy) if row.person_id == person)
        self.people[name] = key
        return key

    def row(self, key: uuid.UUID) -> Application:
        """Return an application as it stands."""
        with self.world.acting():
            return Application.objects.get(pk=key)

    def advance(self, key: uuid.UUID) -> None:
        """Let a colleague move somebody on."""
        with self.world.acting() as member:
            decide(application_id=key, choice=Choice(choice="advance", reason=REASON), by=member)

    def as_of(self, key: uuid.UUID) -> str:
        """Return since when an application stands where it stands."""
        return self.row(key).stage_since.isoformat()


def make_desk() -> Desk:
    """A vacancy that promises five days for a first answer, with two people who applied."""
    world = make_world()
    organisation = world.member.organisation.id
    users = {role: make_member(organisation, role) for role in Role}
    made = Desk(world, make_vacancy(world), users)
    with world.acting() as member:
        join_team(vacancy_id=made.vacancy, user_id=users[Role.RECRUITER].pk, task="recruiter", by=member)
        join_team(vacancy_id=made.vacancy, user_id=users[Role.MANAGER].pk, task="manager", by=member)
        steps = [StepSpec("applied", "We read it", 5), StepSpec("interview", "We talk", 7)]
        plan_steps(vacancy_id=made.vacancy, steps=steps, by=member)
    made.apply("Ada Jansen", "ada@example.org")
    made.apply("Bo Smit", "bo@example.org")
    return made


def wait(desk: Desk, key: uuid.UUID, days: int) -> None:
    """Let somebody have stood at their stage for so many days."""
    with desk.world.acting():
        row = Application.objects.get(pk=key)
        back = dt.timedelta(days=days)
        Application.objects.filter(pk=key).update(
            stage_since=row.stage_since - back, due_at=row.due_at - back if row.due_at else None
        )
