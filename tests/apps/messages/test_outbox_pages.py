"""The outbox over HTTP."""

import smtplib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.messages import operations
from maatwerk.apps.messages.models import Message
from maatwerk.apps.organisations.models import Role
from maatwerk.kernel import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def client(organisation):
    return client_of(make_member(organisation, Role.ADMINISTRATOR))


def write(organisation, **fields):
    with tenancy.acting(organisation=organisation.pk):
        return operations.send_later(
            **{"to": "s@example.org", "subject": "Hello", "body": "Secret text"} | fields
        )


@pytest.fixture
def given_up(organisation, monkeypatch):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPDataError(554, b"<b>spam</b>")

    key = write(organisation)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        operations.deliver(organisation_id=organisation.pk, message_id=key)
    return key


def test_an_empty_outbox_says_what_will_come(organisation, client):
    page = client.get(f"/o/{organisation.slug}/outbox/")
    assert page.status_code == 200
    assert "No mail yet" in page.text


def test_a_message_shows_without_its_body_and_with_the_servers_answer_as_text(organisation, client, given_up):
    page = client.get(f"/o/{organisation.slug}/outbox/").text
    assert "s@example.org" in page
    assert "Secret text" not in page
    assert "&lt;b&gt;spam&lt;/b&gt;" in page


def test_the_start_page_tells_the_administrator_alone(organisation, client, given_up):
    assert "Mail not delivered" in client.get(f"/o/{organisation.slug}/").text
    recruiter = client_of(make_member(organisation, Role.RECRUITER))
    assert "Mail not delivered" not in recruiter.get(f"/o/{organisation.slug}/").text


def test_trying_again_queues_the_message(organisation, client, given_up):
    answer = client.post(f"/o/{organisation.slug}/outbox/{given_up}/again/", follow=True)
    assert "on its way again" in answer.text
    with tenancy.acting(organisation=organisation.pk):
        assert Message.objects.get(pk=given_up).given_up_at is None


def test_trying_again_what_does_not_exist_finds_nothing(organisation, client):
    other = make_organisation()
    elsewhere = write(other)
    assert client.post(f"/o/{organisation.slug}/outbox/{elsewhere}/again/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_few_questions_however_long_it_is(organisation, client, number):
    for _each in range(number):
        write(organisation)
    client.get(
        f"/o/{organisation.slug}/outbox/"
    )  # the first page of a session also keeps which organisation it is
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"/o/{organisation.slug}/outbox/")
    asked = [
        each["sql"]
        for each in queries
        if each["sql"].startswith("SELECT") and "set_config" not in each["sql"]
    ]
    assert len(asked) == 5, asked  # session, account, memberships, count, rows
