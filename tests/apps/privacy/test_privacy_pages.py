"""The pages of privacy: what the administrator does, what the auditor sees, and what a person reads and chooses of themselves."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.loop import make_applicant
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.models import Application
from maatwerk.apps.cases.models import Case
from maatwerk.apps.cases.public import Answer, Asked, answer_case, open_case
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.public import Contact, own_link, pseudonym
from maatwerk.apps.privacy.models import AccessPackage, Erasure, Hold
from maatwerk.apps.privacy.public import make_package, order_package, place_hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
D = dt.date


@pytest.fixture
def administrator(desk) -> Client:
    return client_of(make_member(desk.organisation, Role.ADMINISTRATOR))


@pytest.fixture
def auditor(desk) -> Client:
    return client_of(make_member(desk.organisation, Role.AUDITOR))


def at(desk) -> str:
    return f"/o/{desk.world.member.organisation.slug}/privacy/"


def asked(desk, kind: str):
    with desk.own():
        return open_case(Asked(kind=kind, text="Please.", person_id=desk.person))


def home(desk) -> str:
    with desk.world.acting():
        return urlsplit(own_link(desk.person, language="en")).path


def test_names_are_for_who_carries_out(desk, administrator, auditor):
    page = administrator.get(at(desk)).content.decode()
    assert "Noor" in page
    assert "21 December 2026" in page
    page = auditor.get(at(desk)).content.decode()
    assert "Noor" not in page
    assert pseudonym(desk.person) in page
    assert "holds/new" not in page, "who looks on places no hold"


def test_the_list_asks_as_often_for_three_as_for_one(desk, administrator):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            assert administrator.get(at(desk)).status_code == 200
        return len(asked_for)

    count()
    one = count()
    for name in ("Sam", "Kim"):
        desk.close(make_applicant(desk.world, desk.vacancy, contact=Contact(name, f"{name}@people.example")))
    assert count() == one


def test_a_hold_from_placing_to_ending(desk, administrator):
    new = f"{at(desk)}holds/new/?person={desk.person}"
    assert "Noor" in administrator.get(new).content.decode()
    assert administrator.post(new, {"reason": "short", "review_on": "2027-02-01"}).status_code == 422
    administrator.post(new, {"reason": "Complaint 12 at the institute.", "review_on": "2027-02-01"})
    with desk.world.acting():
        hold = Hold.objects.get()
    page = administrator.get(f"{at(desk)}holds/").content.decode()
    assert "Complaint 12 at the institute." in page
    assert "1 February 2027" in page
    administrator.post(f"{at(desk)}holds/{hold.pk}/end/", {"because": "The institute judged."})
    with desk.world.acting():
        hold.refresh_from_db()
    assert hold.ended_at is not None
    assert "The institute judged." in administrator.get(f"{at(desk)}holds/").content.decode()


def test_an_erasure_is_answered_first_and_then_carried_out(desk, administrator):
    key = asked(desk, "erasure")
    erase = f"{at(desk)}requests/{key}/erase/"
    assert administrator.post(erase).status_code == 409
    with desk.world.acting() as member:
        answer_case(case_id=key, answer=Answer(text="All of it goes.", upheld=True), by=member)
    assert erase in administrator.get(f"{at(desk)}requests/").content.decode()
    assert administrator.post(erase).status_code == 302
    with desk.world.acting():
        assert Erasure.objects.get(person_id=desk.person).cause == "request"
        assert Case.objects.get(pk=key).state == "closed"


def test_everything_is_put_together_by_one_button(desk, administrator):
    key = asked(desk, "access")
    page = administrator.get(f"{at(desk)}requests/").content.decode()
    assert "Put everything together" in page
    administrator.post(f"{at(desk)}requests/{key}/package/")
    administrator.post(f"{at(desk)}requests/{key}/package/")
    with desk.world.acting():
        package = AccessPackage.objects.get()
    assert "is being put together" in administrator.get(f"{at(desk)}requests/").content.decode()
    make_package(desk.organisation, package.pk)
    own = Client().get(home(desk) + "data/keeping/")
    assert str(package.pk) in own.content.decode()
    fetched = Client().get(home(desk) + f"data/keeping/{package.pk}/")
    assert fetched["Content-Type"] == "application/zip"
    assert fetched.content[:2] == b"PK"


def test_a_package_is_for_its_own_person_alone(desk):
    other = make_applicant(desk.world, desk.vacancy, contact=Contact("Sam", "sam@people.example"))
    with desk.world.acting() as member:
        package = order_package(person_id=other, case_id=None, by=member)
    make_package(desk.organisation, package)
    assert Client().get(home(desk) + f"data/keeping/{package}/").status_code == 404


def test_the_person_reads_until_when_and_chooses(desk):
    page = Client().get(home(desk) + "data/keeping/").content.decode()
    assert "21 December 2026" in page
    assert "23 November 2027" in page, "until when it would be, if they agree"
    Client().post(home(desk) + "data/keeping/", {"keeps_longer": "yes"})
    page = Client().get(home(desk) + "data/keeping/").content.decode()
    assert "removed on <strong>23 November 2027" in page
    Client().post(home(desk) + "data/keeping/", {"keeps_longer": "no"})
    assert "21 December 2026" in Client().get(home(desk) + "data/keeping/").content.decode()
    assert "data/keeping/" in Client().get(home(desk) + "data/").content.decode()


def test_a_person_under_a_hold_is_told(desk):
    with desk.world.acting() as member:
        place_hold(reason="Complaint 12.", review_on=D(2027, 1, 1), by=member, person_id=desk.person)
    page = Client().get(home(desk) + "data/keeping/").content.decode()
    assert "A dispute runs" in page
    assert "Complaint 12." not in page


def test_the_application_says_until_when(desk):
    recruiter = client_of(make_member(desk.organisation, Role.RECRUITER))
    with desk.world.acting():
        key = Application.objects.get(person_id=desk.person).pk
    page = recruiter.get(f"/o/{desk.world.member.organisation.slug}/applications/{key}/").content.decode()
    assert "Kept until 21 December 2026, not longer (law of NL)." in page


def test_the_register_is_shown_whole(auditor, desk):
    page = auditor.get(f"{at(desk)}register/").content.decode()
    for word in ("people_identity", "To carry out the application that somebody sent", "GDPR 6(1)(b)"):
        assert word in page
