"""The event log over HTTP: what happened in words, search by key, verification that is itself an event."""

import datetime as dt
import re
import uuid

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from maatwerk.apps.journeys.event_words import said_of
from maatwerk.apps.organisations.public import Role
from maatwerk.kernel import log
from maatwerk.kernel.jobs import run_work
from maatwerk.kernel.models import Work
from maatwerk.kernel.postgres import roles

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
    refused = client.get(f"{company.at}log/", {"key": "no key"})
    assert refused.status_code == 422
    assert "This is not a key" in refused.text
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


def test_the_log_is_searched_by_colleague_and_by_day(company):
    company.vacancy()
    client, today = company.client(Role.AUDITOR), timezone.localdate()
    log_page = f"{company.at}log/"
    assert (
        '<th scope="row">Vacancy opened' in client.get(log_page, {"actor": company.world.member.user_id}).text
    )
    other = company.people[Role.ANALYST].pk
    assert '<th scope="row">Vacancy opened' not in client.get(log_page, {"actor": other}).text
    assert '<th scope="row">Vacancy opened' in client.get(log_page, {"since": today, "until": today}).text
    earlier = {"until": today - dt.timedelta(days=1)}
    assert "Nothing of the kind was recorded" in client.get(log_page, earlier).text
    assert "lies before the first" in client.get(log_page, {"since": today} | earlier).text


def worked(company):
    """Do the newest queued work, as the worker would."""
    with company.world.acting() as member:
        newest = Work.objects.order_by("-created_at", "-id").values_list("pk", flat=True).first()
    run_work(str(member.organisation.id), str(newest))


def test_verifying_is_long_work_that_is_itself_recorded(company):
    company.vacancy()
    log.seal_all()
    client = company.client(Role.AUDITOR)
    log_page = f"{company.at}log/"
    assert "Nobody verified this log yet" in client.get(log_page).text
    client.post(f"{log_page}verify/")
    client.post(f"{log_page}verify/")
    assert "Verifying the log" in client.get(log_page).text
    with company.world.acting():
        assert Work.objects.filter(kind="journeys.verify_log").count() == 1, "one at a time"
    worked(company)
    page = client.get(log_page).text
    assert "The log holds" in page
    assert "1 seal covers them." in page
    assert "1 seal also stands outside the database." in page
    assert "Verifying the log" not in page
    assert "Log verified" in page


def test_what_was_tampered_with_stands_on_the_page(company, cluster):
    company.vacancy()
    log.seal_all()
    database = roles.with_database(cluster.superuser_url(), connection.settings_dict["NAME"])
    with psycopg.connect(database) as superuser:
        superuser.execute("UPDATE kernel_event SET kind = 'app.other_thing'")
    client = company.client(Role.ADMINISTRATOR)
    client.post(f"{company.at}log/verify/")
    worked(company)
    page = client.get(f"{company.at}log/").text
    assert "The log does not hold" in page
    assert "in seal 1 was changed after it was sealed" in page


def test_a_kind_without_words_shows_as_its_own_name():
    assert said_of("shifts.shift_claimed") == "shifts.shift_claimed"
