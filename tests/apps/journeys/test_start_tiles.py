"""What the start page counts for one member, and that it asks the database to count, however many vacancies there are."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maatwerk.apps.applications.models import Application, SilenceClock
from maatwerk.apps.interviews.views import meetings
from maatwerk.apps.opportunities.models import Opportunity
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.vacancies.public import join_team, visible_vacancies

pytestmark = pytest.mark.django_db
#: Questions to the database for the start page, those of signing in and of the shell included.
QUESTIONS = 20
WAITING = "Applicants who wait for a decision"


def joined(company, role=Role.MANAGER):
    """Open a vacancy that somebody works on."""
    vacancy = company.vacancy()
    with company.world.acting() as member:
        join_team(vacancy_id=vacancy, user_id=company.people[role].pk, task=role.value, by=member)
    return vacancy


def late(company, application):
    """Let somebody wait, and hear nothing, for longer than was promised."""
    past = timezone.now() - dt.timedelta(days=3)
    with company.world.acting():
        Application.objects.filter(pk=application).update(due_at=past)
        SilenceClock.objects.filter(application_id=application).update(due_at=past)


def tiles(company, role):
    page = company.client(role).get(company.at)
    return {str(tile.label): tile.value for tile in page.context["tiles"]}


def test_a_manager_is_told_of_the_vacancies_they_work_on_and_a_recruiter_of_all(company):
    own, other, closed = joined(company), company.vacancy(), joined(company)
    late(company, company.applicant(own, "Ada"))
    for vacancy in (own, other, other, closed):
        company.applicant(vacancy, "Bo", patience=None)
    with company.world.acting():
        Opportunity.objects.filter(pk=closed).update(state=Opportunity.State.FILLED)
    assert tiles(company, Role.MANAGER) == {
        "Open vacancies": "1", WAITING: "2", "Waiting longer than promised": "1", "People who hear nothing": "1",
    }  # fmt: skip
    assert tiles(company, Role.RECRUITER) == {
        "Open vacancies": "2", WAITING: "4", "People who hear nothing": "1",
    }  # fmt: skip


@pytest.mark.parametrize("role", [Role.MANAGER, Role.RECRUITER])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_start_page_asks_the_same_whatever_the_number_of_vacancies_and_names_none(company, role, rows):
    vacancies = [joined(company, role) for _number in range(rows)]
    for vacancy in vacancies:
        late(company, company.applicant(vacancy, patience=None))
    client = company.client(role)
    client.get(company.at)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(company.at).status_code == 200
    assert len(asked) == QUESTIONS
    said = " ".join(one["sql"] for one in asked)
    assert not any(str(key) in said or key.hex in said for key in vacancies)


def test_vacancies_come_page_by_page_open_ones_first_and_newest_first(company):
    keys = [joined(company) for _number in range(4)]
    opened = timezone.now() - dt.timedelta(days=9)
    with company.world.acting():
        for number, key in enumerate(keys):
            Opportunity.objects.filter(pk=key).update(opened_at=opened + dt.timedelta(days=number))
        Opportunity.objects.filter(pk=keys[3]).update(state=Opportunity.State.WITHDRAWN)
    with company.world.acting() as member:
        seen = [[row.id for row in visible_vacancies(member, number, size=3)[0]] for number in (1, 2)]
        still_open, page = visible_vacancies(member, "9", size=3, only_open=True)
    assert seen == [[keys[2], keys[1], keys[0]], [keys[3]]]
    assert [row.id for row in still_open] == seen[0]
    assert page.paginator.count == 3


def test_interviews_list_the_open_vacancies_page_by_page(company, monkeypatch):
    monkeypatch.setattr(meetings, "DESKS_SHOWN", 1)
    newest, oldest = company.vacancy(), company.vacancy()
    with company.world.acting():
        Opportunity.objects.filter(pk=oldest).update(opened_at=timezone.now() - dt.timedelta(days=9))
    client = company.client(Role.RECRUITER)
    for number, key in ((1, newest), (2, oldest)):
        page = client.get(f"{company.at}interviews/?page={number}")
        assert [row.id for row in page.context["desks"]] == [key]
        assert f"{number} to {number} of 2" in page.text
