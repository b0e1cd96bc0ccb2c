"""Pages of an organisation: who comes in, and what a refusal or an error leaves behind."""

import logging

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import include, path

from factories.organisations import client_of, make_member, make_organisation, make_user
from maatwerk.apps.organisations.models import Organisation, Role
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel import tenancy
from maatwerk.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db


def rename_and(what: Exception | None) -> None:
    Organisation.objects.filter(pk=tenancy.current_organisation()).update(name="Renamed")
    if what:
        raise what


def rename(request: MemberRequest, organisation: str) -> HttpResponse:
    rename_and(None)
    return HttpResponse("renamed")


def refuse(request: MemberRequest, organisation: str) -> HttpResponse:
    rename_and(Refusal("This cannot be done today.", status=422))
    raise AssertionError


def break_down(request: MemberRequest, organisation: str) -> HttpResponse:
    rename_and(ValueError("a bug"))
    raise AssertionError


def late(request: MemberRequest, organisation: str) -> TemplateResponse:
    """Ask the database only while the page is made."""
    response = TemplateResponse(request, "organisations/choose.html")
    response.context_data = {
        "memberships": (),
        "user": Organisation.objects.filter(pk=tenancy.current_organisation()),
    }
    return response


def refuse_outside(request: HttpRequest) -> HttpResponse:
    raise Refusal("Not outside either.", status=410)


@role_required(Role.AUDITOR)
def for_auditors(request: MemberRequest, organisation: str) -> HttpResponse:
    return HttpResponse("audited")


urlpatterns = [
    path("o/<slug:organisation>/rename/", rename),
    path("o/<slug:organisation>/refuse/", refuse),
    path("o/<slug:organisation>/break/", break_down),
    path("o/<slug:organisation>/late/", late),
    path("o/<slug:organisation>/audit/", for_auditors),
    path("refuse/", refuse_outside),
    path("", include("maatwerk.config.urls")),
]
handler404 = "maatwerk.ui.errors.page_not_found"
handler500 = "maatwerk.ui.errors.server_error"


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation("Bakery")


@pytest.fixture
def recruiter(organisation, settings) -> Client:
    settings.ROOT_URLCONF = __name__
    client = client_of(make_member(organisation, Role.RECRUITER))
    client.raise_request_exception = False
    return client


def name_of(organisation: Organisation) -> str:
    with tenancy.acting(organisation=organisation.pk):
        return Organisation.objects.get(pk=organisation.pk).name


def test_a_member_comes_in_with_their_roles(organisation):
    answer = client_of(make_member(organisation, Role.RECRUITER)).get(f"/o/{organisation.slug}/")
    assert answer.status_code == 200
    assert b"Bakery" in answer.content
    assert answer.wsgi_request.member.has(Role.RECRUITER, Role.AUDITOR)
    assert not answer.wsgi_request.member.has(Role.AUDITOR)


def test_pages_of_an_organisation_are_not_kept_by_the_browser(organisation):
    answer = client_of(make_member(organisation, Role.RECRUITER)).get(f"/o/{organisation.slug}/")
    assert answer["Cache-Control"] == "no-store"


def test_a_stranger_cannot_tell_an_organisation_from_none(organisation):
    client = client_of(make_user())
    here, nowhere = client.get(f"/o/{organisation.slug}/"), client.get("/o/no-such-organisation/")
    assert here.status_code == nowhere.status_code == 404
    assert b"Bakery" not in here.content


def test_who_is_not_signed_in_signs_in_first_and_comes_back():
    answer = Client().get("/o/bakery/?x=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/o/bakery/%3Fx%3D1"


def test_htmx_sends_the_whole_page_to_the_sign_in():
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/o/bakery/?page=2"}
    answer = Client(headers=headers).get("/o/bakery/part/")
    assert answer.status_code == 404  # no such address, so nobody is asked to sign in
    answer = Client(headers=headers).get("/o/bakery/members/")
    assert answer["HX-Redirect"] == "/account/login/?next=/o/bakery/%3Fpage%3D2"


def test_a_removed_member_loses_access_with_the_next_request(organisation):
    user = make_member(organisation, Role.RECRUITER)
    client = client_of(user)
    assert client.get(f"/o/{organisation.slug}/").status_code == 200
    with tenancy.acting(organisation=organisation.pk), connection.cursor() as cursor:
        cursor.execute("DELETE FROM organisations_membership WHERE user_id = %s", [user.pk])
    assert client.get(f"/o/{organisation.slug}/").status_code == 404


def test_what_a_view_wrote_is_kept(organisation, recruiter):
    assert recruiter.post(f"/o/{organisation.slug}/rename/").content == b"renamed"
    assert name_of(organisation) == "Renamed"


def test_a_refusal_is_said_and_undoes_what_the_view_wrote(organisation, recruiter):
    answer = recruiter.post(f"/o/{organisation.slug}/refuse/")
    assert answer.status_code == 422
    assert "This cannot be done today." in answer.text
    assert "<nav" in answer.text
    assert name_of(organisation) == "Bakery"


def test_htmx_gets_the_refusal_alone_beside_the_messages(organisation, recruiter):
    answer = recruiter.post(f"/o/{organisation.slug}/refuse/", headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "<nav" not in answer.text
    assert "This cannot be done today." in answer.text
    assert answer["HX-Retarget"] == "#messages"


def test_an_error_shows_a_number_that_the_log_holds_too_and_undoes_everything(
    organisation, recruiter, caplog
):
    with caplog.at_level(logging.ERROR, "maatwerk.ui.errors"):
        answer = recruiter.post(f"/o/{organisation.slug}/break/")
    assert answer.status_code == 500
    (record,) = [each for each in caplog.records if each.name == "maatwerk.ui.errors"]
    number = record.args[0]
    assert number in answer.text
    assert "a bug" not in answer.text
    assert name_of(organisation) == "Bakery"


def test_a_page_that_asks_late_still_asks_inside_the_organisation(organisation, recruiter):
    assert "Bakery" in recruiter.get(f"/o/{organisation.slug}/late/").text


def test_a_refusal_outside_an_organisation_is_a_page_too(recruiter):
    answer = recruiter.get("/refuse/")
    assert answer.status_code == 410
    assert "Not outside either." in answer.text


def test_a_role_that_is_missing_is_refused_and_logged_without_a_name(organisation, recruiter, caplog):
    with caplog.at_level(logging.WARNING, "maatwerk.apps.organisations.middleware"):
        answer = recruiter.get(f"/o/{organisation.slug}/audit/")
    assert answer.status_code == 403
    assert "audited" not in answer.text
    (line,) = [each.getMessage() for each in caplog.records if "not allowed" in each.getMessage()]
    assert f"/o/{organisation.slug}/audit/" in line
    assert "example.org" not in line


def test_every_page_of_the_account_shows_the_organisation_opened_last(organisation):
    client = client_of(make_member(organisation, Role.RECRUITER))
    assert "Bakery" not in client.get("/account/email/").text
    client.get(f"/o/{organisation.slug}/")
    assert "Bakery" in client.get("/account/email/").text


def test_switching_goes_to_the_other_organisation():
    user = make_user()
    first, second = make_organisation("First"), make_organisation("Second")
    make_member(first, Role.RECRUITER, user=user)
    make_member(second, Role.AUDITOR, user=user)
    client = client_of(user)
    assert "Second" in client.get(f"/o/{first.slug}/").text
    answer = client.post("/switch/", {"organisation": second.slug}, follow=True)
    assert answer.wsgi_request.member.organisation.name == "Second"
    assert answer.wsgi_request.member.roles == {Role.AUDITOR}


def test_switching_to_a_strangers_organisation_finds_nothing(organisation):
    client = client_of(make_user())
    assert client.post("/switch/", {"organisation": organisation.slug}, follow=True).status_code == 404
    assert client.post("/switch/", follow=True).status_code == 404


@pytest.mark.parametrize(
    ("page", "status", "logged"), [("refuse", 422, 0), ("nowhere", 404, 0), ("break", 500, 1)]
)
def test_only_what_breaks_is_logged_not_what_is_refused(
    recruiter, organisation, caplog, page, status, logged
):
    with caplog.at_level(logging.WARNING):
        assert recruiter.get(f"/o/{organisation.slug}/{page}/").status_code == status
    assert len([record for record in caplog.records if record.name == "django.request"]) == logged
