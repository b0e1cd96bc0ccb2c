"""Pages of an organisation: who comes in, and what a refusal leaves behind."""

import pytest
from django.test import Client

from factories.organisations import client_of, make_member, make_organisation, make_user
from maatwerk.apps.organisations.models import Role

pytestmark = pytest.mark.django_db


def test_a_member_comes_in():
    organisation = make_organisation("Bakery")
    answer = client_of(make_member(organisation, Role.RECRUITER)).get(f"/o/{organisation.slug}/")
    assert answer.status_code == 200
    assert b"Bakery" in answer.content
    assert answer.wsgi_request.member.has(Role.RECRUITER, Role.AUDITOR)
    assert not answer.wsgi_request.member.has(Role.AUDITOR)


def test_a_stranger_cannot_tell_an_organisation_from_none():
    organisation = make_organisation()
    client = client_of(make_user())
    assert client.get(f"/o/{organisation.slug}/").status_code == 404
    assert client.get("/o/no-such-organisation/").status_code == 404


def test_who_is_not_signed_in_signs_in_first_and_comes_back():
    answer = Client().get("/o/bakery/?x=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/o/bakery/%3Fx%3D1"


def test_every_page_of_the_account_shows_the_organisation_opened_last(client):
    organisation = make_organisation("Bakery")
    client = client_of(make_member(organisation, Role.RECRUITER))
    assert b"Bakery" not in client.get("/account/email/").content
    client.get(f"/o/{organisation.slug}/")
    assert b"Bakery" in client.get("/account/email/").content


def test_switching_goes_to_the_other_organisation():
    user = make_user()
    first, second = make_organisation("First"), make_organisation("Second")
    make_member(first, Role.RECRUITER, user=user)
    make_member(second, Role.AUDITOR, user=user)
    client = client_of(user)
    page = client.get(f"/o/{first.slug}/")
    assert b"Second" in page.content
    answer = client.post("/switch/", {"organisation": second.slug}, follow=True)
    assert answer.wsgi_request.member.organisation.name == "Second"
    assert answer.wsgi_request.member.roles == {Role.AUDITOR}
