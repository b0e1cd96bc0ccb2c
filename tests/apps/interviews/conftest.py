"""A vacancy with pay and requirements, two interviewers, and somebody who applied."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone, translation

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.applications.public import apply_for
from maatwerk.apps.interviews.models import Interview, Interviewer
from maatwerk.apps.interviews.operations import (
    Meeting,
    ScoreGiven,
    generate_kit,
    plan_interview,
    submit_scorecard,
)
from maatwerk.apps.interviews.queries import newest_kit
from maatwerk.apps.opportunities.public import RequirementSpec, add_requirement, ensure_job_family
from maatwerk.apps.organisations.public import Member, Organisation, Role, User, memberships
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.apps.skills.public import adopt_skill
from maatwerk.apps.vacancies.public import Terms, join_team, open_vacancy, set_terms
from maatwerk.kernel import tenancy


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read refusals in English, whatever a test before this one spoke."""
    with translation.override("en"):
        yield


@dataclass
class House:
    """An organisation where people are interviewed."""

    organisation: Organisation
    users: dict[str, User]
    vacancy: uuid.UUID
    skills: dict[str, uuid.UUID]
    count: int = 0

    def member(self, who: str) -> Member:
        found = memberships(self.users[who])
        return next(one for one in found if one.organisation.id == self.organisation.pk)

    @contextmanager
    def acting(self, who: str = "recruiter") -> Iterator[Member]:
        member = self.member(who)
        with (
            tenancy.acting(organisation=self.organisation.pk, account=member.user_id),
            translation.override("en"),
        ):
            yield member

    @contextmanager
    def as_person(self, person: uuid.UUID) -> Iterator[None]:
        with tenancy.acting(organisation=self.organisation.pk, person=person), translation.override("en"):
            yield

    def id_of(self, *who: str) -> list[uuid.UUID]:
        return [self.users[one].pk for one in who]

    def client(self, who: str = "recruiter", language: str = "en") -> Client:
        return client_of(self.users[who], language=language)

    @property
    def at(self) -> str:
        return f"/o/{self.organisation.slug}/"

    def applicant(self, name: str = "Noor") -> tuple[uuid.UUID, uuid.UUID]:
        """Let somebody apply; returns the keys of the application and the person."""
        with self.acting():
            person = register_person(contact=Contact(name, f"{name.lower()}@example.org"))
            return apply_for(opportunity_id=self.vacancy, person_id=person).pk, person

    def kit(self):
        with self.acting() as by:
            if newest_kit(self.vacancy) is None:
                generate_kit(opportunity_id=self.vacancy, by=by)
            return newest_kit(self.vacancy)

    def meeting(self, *who: str, days: float = 3, **changes: object) -> Meeting:
        at = (timezone.now() + dt.timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
        values = {"starts_at": at, "minutes": 45, "interviewers": self.id_of(*who), "place": "Room 1"}
        return Meeting(**values | changes)  # type: ignore[arg-type]

    def planned(self, application: uuid.UUID, *who: str, days: float = 3) -> uuid.UUID:
        with self.acting() as by:
            return plan_interview(application_id=application, meeting=self.meeting(*who, days=days), by=by)

    def held(self, application: uuid.UUID, *who: str, days_ago: float = 1) -> uuid.UUID:
        """Plan an interview and let its time pass."""
        self.count += 1
        key = self.planned(application, *who, days=3 + self.count)
        start = timezone.now() - dt.timedelta(days=days_ago, hours=self.count)
        with self.acting():
            for rows in (Interview.objects.filter(pk=key), Interviewer.objects.filter(interview_id=key)):
                rows.update(starts_at=start, ends_at=start + dt.timedelta(minutes=45))
        return key

    def score(
        self, interview: uuid.UUID, who: str, *values: int | None, note: str = "", summary: str = ""
    ) -> None:
        """Let an interviewer give these scores, the last one to all answers that are left."""
        kit = self.kit()
        given = [*values, *[values[-1]] * len(kit.questions)]
        with self.acting(who) as by:
            submit_scorecard(
                interview_id=interview,
                kit_id=kit.id,
                scores={q.id: ScoreGiven(v, note) for q, v in zip(kit.questions, given, strict=False)},
                summary=summary,
                by=by,
            )


def make_house() -> House:
    organisation = make_organisation()
    roles = {
        "recruiter": (Role.RECRUITER,),
        "manager": (Role.MANAGER,),
        "other": (Role.MANAGER,),
        "psychologist": (Role.PSYCHOLOGIST,),
        "analyst": (Role.ANALYST,),
        "auditor": (Role.AUDITOR,),
    }
    users = {who: make_member(organisation, *each) for who, each in roles.items()}
    house = House(organisation, users, uuid.uuid4(), {})
    with house.acting() as by:
        family = ensure_job_family("shop")
        house.vacancy = open_vacancy(
            job_family_id=family.pk, title="Shop assistant", by=by, manager_id=users["manager"].pk
        ).pk
        set_terms(
            vacancy_id=house.vacancy,
            terms=Terms(language="en", pay_low_cents=240_000, pay_high_cents=290_000),
            by=by,
        )
        for key in ("customer_contact", "cash_handling"):
            house.skills[key] = adopt_skill(key).pk
            add_requirement(
                opportunity_id=house.vacancy,
                wish=RequirementSpec(house.skills[key], "Customers ask all day."),
            )
        join_team(vacancy_id=house.vacancy, user_id=users["recruiter"].pk, task="interviewer", by=by)
    return house


@pytest.fixture
def house(db: None) -> House:
    """The organisation, in a transaction that rolls back."""
    return make_house()


@pytest.fixture
def standing(committed: None) -> House:
    """The organisation, really committed: for two at once, and for the wall itself."""
    return make_house()
