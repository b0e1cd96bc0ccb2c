"""The event log over HTTP: what happened in words, search by key, verification that is itself an event."""

import re
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
    assert '<th scope="row">Application received' not in found.text
    assert (
        "Nothing of the kind was recorded" in client.get(f"{company.at}log/", {"key": str(uuid.uuid4())}).text
    )
    assert client.get(f"{company.at}log/", {"key": "no key"}).status_code == 200
    of_a_kind = client.get(f"{company.at}log/", {"kind": "vacancies.vacancy_opened"})
    assert of_a_kind.text.count('<th scope="row">Vacancy opened</th>') == 1
    assert '<th scope="row">Application received' not in of_a_kind.text


def test_no_key_and_no_code_stands_on_the_page(company):
    company.applicant(company.vacancy(), "Ada Jansen")
    rows = (
        company.client(Role.AUDITOR)
        .get(f"{company.at}log/")
        .text.partition("<tbody>")[2]
        .partition("</tbody>")[0]
    )
    words = re.sub(r"<[^>]*>", " ", rows)
    assert "application" in words
    assert not re.search(r"\b[0-9a-f]{8}\b|\w+\.\w+_\w+", words)


def test_older_events_are_one_link_away(company, monkeypatch):
    monkeypatch.setattr("maatwerk.apps.journeys.views.log.SHOWN", 2)
    vacancy = company.vacancy()
    company.applicant(vacancy, "Ada Jansen")
    client, seen, query = company.client(Role.AUDITOR), 0, ""
    for _page in range(20):
        page = client.get(f"{company.at}log/?{query}").text
        seen += page.count('<th scope="row">')
        found = re.search(r'href="\?(before=[^"]*)"', page)
        if not found:
            break
        query = found[1]
    with company.world.acting():
        assert seen == len(log.events_of(limit=100))


def test_verifying_is_itself_recorded(company):
    company.vacancy()
    log.seal_all()
    client = company.client(Role.AUDITOR)
    page = client.get(f"{company.at}log/?verify")
    assert "The log holds" in page.text
    assert "1 seal covers them." in page.text
    assert "Log verified" in client.get(f"{company.at}log/").text


def test_a_kind_without_words_shows_as_its_own_name():
    assert said_of("shifts.shift_claimed") == "shifts.shift_claimed"
