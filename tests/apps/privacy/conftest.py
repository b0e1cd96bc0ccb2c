"""An organisation, a vacancy and somebody who was turned down."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone

from factories.loop import World, make_applicant, make_vacancy, make_world
from maatwerk.apps.applications.models import Application
from maatwerk.apps.opportunities.models import Opportunity
from maatwerk.apps.people.public import Contact
from maatwerk.kernel import tenancy

#: The day of GDP-04 in the requirements: closed on this day, gone four weeks later.
CLOSED = dt.date(2026, 11, 23)


@dataclass
class Desk:
    """What the tests of clocks work on; `at` moves the clock."""

    world: World
    vacancy: uuid.UUID
    person: uuid.UUID
    at: Callable[[dt.date], None]

    @property
    def organisation(self) -> uuid.UUID:
        return self.world.member.organisation.id

    def close(
        self, person: uuid.UUID | None = None, *, on: dt.date = CLOSED, stage: str = "rejected"
    ) -> None:
        """Let somebody's applications have ended on a day."""
        with self.world.acting():
            Application.objects.filter(person_id=person or self.person).update(
                stage=stage, closed_at=dt.datetime.combine(on, dt.time(12), dt.UTC)
            )

    def move_to(self, place: str, jurisdiction: str = "NL") -> None:
        """Let the work be somewhere."""
        with self.world.acting():
            Opportunity.objects.filter(pk=self.vacancy).update(place=place)

    def own(self):
        return tenancy.acting(organisation=self.organisation, person=self.person)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    def at(day: dt.date) -> None:
        moment = dt.datetime.combine(day, dt.time(12), dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    world = make_world()
    vacancy = make_vacancy(world)
    person = make_applicant(world, vacancy, contact=Contact("Noor", "noor@people.example"))
    found = Desk(world, vacancy, person, at)
    found.close()
    at(CLOSED)
    return found
