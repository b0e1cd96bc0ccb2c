"""The event log over HTTP: what happened in words, search by key, verification that is itself an event."""

import uuid

import pytest

from maatwerk.apps.journeys.event_words import said_of
from maatwerk.apps.organisations.public import Role
from maatwerk.kernel import log

pytestmark = pytest.mark.usefixtures("committed")


def test_the_log_says_what_happened_and_finds_it_by_key(company):
    vacancy = company.vacancy()
    company.applicant(vacancy, "Ada Jansen")
    company.applicant(vacancy, "Bo Smit")
    client = company.client(Role.AUDITOR)
    page = client.get(f"{company.at}log/")
    assert "Application received" in page.text
    assert "Ada Jansen" not in page.text
    found = client.get(f"{company.at}log/", {"key": str(vacancy)})
    assert "Vacancy opened" in found.text
    assert "Application received" not in found.text
    assert "Nothing was recorded" in client.get(f"{company.at}log/", {"key": str(uuid.uuid4())}).text
    assert client.get(f"{company.at}log/", {"key": "no key"}).status_code == 200


def test_verifying_is_itself_recorded(company):
    company.vacancy()
    log.seal_all()
    client = company.client(Role.AUDITOR)
    page = client.get(f"{company.at}log/?verify")
    assert "The log holds" in page.text
    assert "Log verified" in client.get(f"{company.at}log/").text


def test_a_kind_without_words_shows_as_its_own_name():
    assert said_of("shifts.shift_claimed") == "shifts.shift_claimed"
