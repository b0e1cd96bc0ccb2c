"""Nobody waits in silence: the clock of an application, one warning to who answers for it, and figures that count words."""

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.applications.models import Application, SilenceClock
from maatwerk.apps.applications.operations.deciding import Choice, decide, undo, withdraw
from maatwerk.apps.applications.public import apply_for
from maatwerk.apps.applications.talking.silence import begin, hear, promise_anew, warn
from maatwerk.apps.applications.talking.silence_rows import count_silent, kept_word, silent
from maatwerk.apps.applications.talking.subjects import ApplicationsAsSubjects
from maatwerk.apps.messages.models import Message
from maatwerk.apps.messages.public import Words, say, send_later
from maatwerk.apps.opportunities.public import ensure_job_family, open_opportunity
from maatwerk.apps.organisations.models import User
from maatwerk.apps.organisations.public import Member, Role, memberships
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.apps.vacancies.public import join_team
from maatwerk.kernel import events, tenancy

pytestmark = pytest.mark.django_db
DAYS = 5  # what a vacancy promises that says nothing


@dataclass
class Place:
    """An organisation with a vacancy and its team."""

    id: uuid.UUID
    slug: str
    recruiter: Member
    manager: Member
    vacancy: uuid.UUID

    def applicant(self, name: str = "Noor") -> uuid.UUID:
        with tenancy.acting(organisation=self.id):
            person = register_person(contact=Contact(name, f"{uuid.uuid4().hex[:8]}@example.org"))
            return apply_for(opportunity_id=self.vacancy, person_id=person).pk

    def acting(self):
        return tenancy.acting(organisation=self.id, account=self.recruiter.user_id)

    def ago(self, application: uuid.UUID, days: int) -> None:
        """Let an application have heard nothing for so many days."""
        at = timezone.now() - dt.timedelta(days=days)
        SilenceClock.objects.filter(application_id=application).update(
            heard_at=at, due_at=at + dt.timedelta(days=DAYS)
        )

    def warnings(self) -> list[str]:
        with tenancy.acting(organisation=self.id):
            found = Message.objects.filter(subject__contains="Bakker").exclude(
                subject__startswith="A message"
            )
            return sorted(found.values_list("to", flat=True))


@pytest.fixture
def place() -> Place:
    organisation = make_organisation(language="en")
    recruiter, manager = (
        memberships(make_member(organisation, role))[0] for role in (Role.RECRUITER, Role.MANAGER)
    )
    with tenancy.acting(organisation=organisation.pk, account=recruiter.user_id):
        family = ensure_job_family("Bakers")
        vacancy = open_opportunity(job_family_id=family.pk, title="Bakker").pk
    return Place(organisation.pk, organisation.slug, recruiter, manager, vacancy)


def clock(application: uuid.UUID) -> SilenceClock:
    return SilenceClock.objects.get(application_id=application)


def test_the_clock_begins_when_somebody_applies_and_anew_with_every_word(place):
    application = place.applicant()
    with place.acting():
        first = clock(application)
        assert first.due_at - first.heard_at == dt.timedelta(days=DAYS)
        place.ago(application, 9)
        assert count_silent(None) == 1
        say(about=application, words=Words("We look at it this week."), by=place.recruiter)
        assert count_silent(None) == 0
        assert (clock(application).words, clock(application).late_words) == (1, 1)
        say(about=application, words=Words("You go on."), by=place.recruiter)
        assert (clock(application).words, clock(application).late_words) == (2, 1)
        assert kept_word(None).in_time == 1


def test_other_mail_about_it_counts_once_it_has_gone(place):
    application = place.applicant()
    with place.acting():
        place.ago(application, 9)
        key = send_later(to="x@example.org", subject="x", body="x", about=application)
        assert count_silent(None) == 1
        events.record("messages.message_sent", object_id=key, about=str(application))
        assert count_silent(None) == 0


def test_what_is_planned_is_no_word_yet(place):
    application = place.applicant()
    with place.acting():
        place.ago(application, 9)
        at = timezone.now() + dt.timedelta(days=1)
        say(about=application, words=Words("Tomorrow"), by=place.recruiter, send_at=at)
        assert count_silent(None) == 1


def test_who_answers_is_warned_once_for_each_silence(place):
    application, other = place.applicant(), place.applicant("Sam")
    with place.acting():
        place.ago(application, 9)
    assert warn(organisation_id=place.id, vacancy_id=place.vacancy) == 1
    assert warn(organisation_id=place.id, vacancy_id=place.vacancy) == 0
    assert place.warnings() == [place.recruiter.email]  # no owner and no team: the recruiters
    with place.acting():
        mail = Message.objects.get(to=place.recruiter.email)
        assert mail.subject == "1 person hears nothing: Bakker"
        assert f"/o/{place.slug}/silence/" in mail.body
        assert "Noor" not in mail.body
        hear(application)
        place.ago(application, 9)
        place.ago(other, 9)
    assert warn(organisation_id=place.id, vacancy_id=place.vacancy) == 2
    assert len(place.warnings()) == 2  # one mail for both


def test_the_owner_comes_before_the_team_and_the_team_before_everybody(place):
    owned, other = place.applicant(), place.applicant("Sam")
    second = memberships(make_member(place.id, Role.RECRUITER))[0]
    with place.acting():
        Application.objects.filter(pk=owned).update(owner_id=second.user_id)
        join_team(vacancy_id=place.vacancy, user_id=place.manager.user_id, task="manager", by=place.recruiter)
        for one in (owned, other):
            place.ago(one, 9)
    assert warn(organisation_id=place.id, vacancy_id=place.vacancy) == 2
    assert place.warnings() == sorted([second.email, place.manager.email])


def test_who_is_out_of_the_procedure_waits_no_more_until_that_is_taken_back(place):
    application = place.applicant()
    with place.acting():
        place.ago(application, 9)
        decide(
            application_id=application,
            choice=Choice(choice="reject", reason="Somebody else fits better", kind="fits_less"),
            by=place.recruiter,
        )
        say(about=application, words=Words("It was somebody else."), by=place.recruiter)
        assert (clock(application).due_at, clock(application).late_words) == (None, 1)
        assert count_silent(None) == 0
        assert silent(None, 1)[0] == ()
    assert warn(organisation_id=place.id, vacancy_id=place.vacancy) == 0
    with place.acting():
        promise_anew(place.vacancy)
        assert clock(application).due_at is None
        undo(application_id=application, reason="That was the wrong person", by=place.recruiter)
        found = clock(application)
        assert found.due_at - found.heard_at == dt.timedelta(days=DAYS)
        withdraw(application_id=application, person_id=found.application.person_id)
        assert clock(application).due_at is None


def test_another_promise_counts_from_the_same_word(place):
    application = place.applicant()
    with place.acting():
        place.ago(application, 4)
        SilenceClock.objects.update(due_at=timezone.now() + dt.timedelta(days=30))
        promise_anew(place.vacancy)
        found = clock(application)
        assert found.due_at - found.heard_at == dt.timedelta(days=DAYS)


def test_beginning_twice_changes_nothing(place):
    application = place.applicant()
    with place.acting():
        before = clock(application).heard_at
        begin(Application.objects.get(pk=application))
        assert clock(application).heard_at == before


def test_the_warning_waits_for_the_morning(place):
    place.applicant()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(hour FROM scheduled_at AT TIME ZONE 'Europe/Amsterdam')::int FROM procrastinate_jobs"
            " WHERE task_name = 'applications.warn_of_silence'"
        )
        assert cursor.fetchall() == [(8,)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_shows_who_waits_with_the_same_few_questions(place, number):
    for _person in range(number):
        application = place.applicant()
        with place.acting():
            place.ago(application, 9)
    client = client_of(User.objects.get(pk=place.recruiter.user_id))
    client.get(f"/o/{place.slug}/silence/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/o/{place.slug}/silence/").content.decode()
    assert page.count("9 of 5") == number
    assert len([one for one in asked if "applications_silenceclock" in one["sql"]]) == 3
    assert "People who hear nothing" in client.get(f"/o/{place.slug}/").content.decode()


def test_a_manager_answers_for_their_own_vacancies(place):
    application = place.applicant()
    with place.acting():
        place.ago(application, 9)
    manager = client_of(User.objects.get(pk=place.manager.user_id))
    at = f"/o/{place.slug}/messages/about/{application}/"
    assert "Noor" not in manager.get(f"/o/{place.slug}/silence/").content.decode()
    assert manager.get(at).status_code == 404
    with place.acting():
        join_team(vacancy_id=place.vacancy, user_id=place.manager.user_id, task="manager", by=place.recruiter)
    assert "Noor" in manager.get(f"/o/{place.slug}/silence/").content.decode()
    assert manager.get(at).status_code == 200


def test_an_application_tells_letters_what_to_fill_in(place):
    application = place.applicant()
    with place.acting():
        found = ApplicationsAsSubjects().subject(application)
        assert found is not None
        assert found.title == "Bakker"
        assert set(found.values) == {"stage", "days"}
        assert found.values["days"].startswith("5 ")
        assert ApplicationsAsSubjects().subject(uuid.uuid4()) is None
        assert [one.id for one in ApplicationsAsSubjects().recent(place.recruiter)] == [application]
        assert ApplicationsAsSubjects().recent(place.manager) == ()
