"""An employer with one account per role, and vacancies that are on its board."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from django.test import Client

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.opportunities.public import close_opportunity
from maatwerk.apps.organisations.public import Member, Organisation, Role, User, memberships
from maatwerk.apps.vacancies.public import QuestionSpec, Start, Terms, start_vacancy
from maatwerk.kernel import tenancy

STAFF = tuple(Role)
TEXT = "Je helpt klanten in de winkel, vult de schappen en rekent af. Je werkt samen met zes collega's."
TERMS = Terms(
    pay_low_cents=240_000,
    pay_high_cents=290_000,
    hours_low=16,
    hours_high=32,
    contract="prospect",
    contact_email="baas@example.org",
)


@dataclass
class Employer:
    """An organisation as its pages and its operations see it."""

    organisation: Organisation
    people: dict[Role, User]
    boss: Member

    @property
    def at(self) -> str:
        """Where its pages live."""
        return f"/o/{self.organisation.slug}/"

    def client(self, role: Role = Role.RECRUITER, language: str = "en") -> Client:
        """Return a browser of somebody with this one role."""
        return client_of(self.people[role], language=language)

    def member(self, role: Role) -> Member:
        """Return the member with this one role."""
        return next(
            one for one in memberships(self.people[role]) if one.organisation.id == self.organisation.pk
        )

    @contextmanager
    def acting(self, role: Role | None = None) -> Iterator[Member]:
        """Act as the boss, who has every role, or as somebody with one."""
        member = self.member(role) if role else self.boss
        with tenancy.acting(organisation=self.organisation.pk, account=member.user_id):
            yield member

    def start(self, title: str = "Verkoopmedewerker", **changes: object) -> Start:
        """Say what the one page would."""
        terms = {name: changes.pop(name) for name in list(changes) if hasattr(TERMS, name)}
        fields = {
            "title": title,
            "job_family": "",
            "place": "Ede",
            "description": TEXT,
            "terms": replace(TERMS, **terms),
            "questions": (QuestionSpec("yes_no", "Kun je op zaterdag werken?"),),
        }
        return Start(**fields | changes)  # type: ignore[arg-type]

    def publish(self, title: str = "Verkoopmedewerker", **changes: object) -> uuid.UUID:
        """Put a vacancy on the board."""
        with self.acting() as by:
            key, result = start_vacancy(start=self.start(title, **changes), by=by)
        assert result.is_ready, result
        return key

    def close(self, key: uuid.UUID) -> None:
        """Fill a vacancy."""
        with self.acting():
            close_opportunity(opportunity_id=key, state="filled")


def as_posted(form) -> dict[str, object]:
    """Return what a browser posts of a form that nobody touched: a list without a choice posts its first."""
    found: dict[str, object] = {}
    for bound in form:
        value = bound.value()
        if value is None and bound.widget_type == "select":
            value = bound.field.choices[0][0]
        found[bound.html_name] = "" if value is None else value
    return found


@pytest.fixture
def posted() -> Callable[..., dict[str, object]]:
    """What a browser posts of a form that nobody touched."""
    return as_posted


@pytest.fixture
def employer_named() -> Callable[..., Employer]:
    """Make an employer."""

    def make(name: str = "", **fields: object) -> Employer:
        organisation = make_organisation(name, **fields)
        people = {role: make_member(organisation, role) for role in STAFF}
        boss = make_member(organisation, *STAFF)
        member = next(one for one in memberships(boss) if one.organisation.id == organisation.pk)
        return Employer(organisation, people, member)

    return make


@pytest.fixture
def employer(employer_named: Callable[..., Employer]) -> Employer:
    """An employer without vacancies."""
    return employer_named("Bakkerij De Halve Maan")
