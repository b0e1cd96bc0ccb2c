"""New vacancies by mail: nothing before the mailbox said yes, at most one a day, ended with one click."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from maatwerk.apps.vacancies.models import SavedSearch
from maatwerk.apps.vacancies.rules import MAILBOX
from maatwerk.apps.vacancies.saved import searches_due, send_new_results

pytestmark = pytest.mark.django_db
TOMORROW = dt.timedelta(days=1, minutes=1)


def ask(employer, **fields):
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/jobs/save/", {"email": "Ada@Example.org", "words": "kok"} | fields)
    return answer


def link():
    return re.search(r"/jobs/saved/[^/\s]+/", mail.outbox[0].body).group()


def confirmed(employer):
    ask(employer)
    Client().post(link() + "confirm/")
    return SavedSearch.objects.get()


def test_nothing_is_sent_before_somebody_says_yes(employer):
    employer.publish("Bakker")
    assert "Open the link in it and say yes" in ask(employer).text
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    employer.publish("Kok")
    assert searches_due(timezone.now() + TOMORROW) == []
    assert send_new_results(SavedSearch.objects.get().pk, now=timezone.now() + TOMORROW) == 0
    assert len(mail.outbox) == 1


def test_a_page_that_is_sent_twice_asks_once_and_keeps_one_search(employer):
    for _ in range(2):
        assert "Open the link in it and say yes" in ask(employer).text
    assert (SavedSearch.objects.count(), len(mail.outbox)) == (1, 1)
    ask(employer, words="bakker")  # another search
    assert (SavedSearch.objects.count(), len(mail.outbox)) == (2, 2)


def test_the_same_search_asked_again_later_is_the_one_that_is_there(employer):
    row = confirmed(employer)
    SavedSearch.objects.update(created_at=timezone.now() - dt.timedelta(days=30))
    ask(employer)
    assert SavedSearch.objects.get().pk == row.pk
    assert SavedSearch.objects.get().confirmed_at == row.confirmed_at
    assert [link(), re.search(r"/jobs/saved/[^/\s]+/", mail.outbox[1].body).group()] == [link()] * 2


def test_what_is_looked_for_is_said_with_every_filter(employer):
    """A search by hours and pay alone was told as every vacancy there is."""
    client = Client(headers={"accept-language": "nl"})
    query = {"hours": "24", "pay": "2500", "remote": "partly"}
    page = client.get("/jobs/save/", query).text.replace("\xa0", " ")
    assert "24 uur per week · vanaf € 2.500 per maand, voltijd · deels thuis" in page
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', page))
    assert {name: kept.get(name) for name in query} == query
    client.post("/jobs/save/", kept | {"email": "ada@example.org"})
    assert SavedSearch.objects.get().query == {"hours": 24, "pay": 2500, "remote": "partly"}
    for told in (mail.outbox[0].body, client.get(link()).text):
        assert "24 uur per week · vanaf € 2.500" in told.replace("\xa0", " ")


def test_opening_the_link_alone_changes_nothing(employer):
    """Programs that look into mail open every link."""
    ask(employer)
    Client().get(link())
    assert SavedSearch.objects.get().confirmed_at is None


def test_new_ones_are_told_once_and_old_ones_never(employer):
    employer.publish("Kok, oud")
    row = confirmed(employer)
    employer.publish("Kok, nieuw")
    employer.publish("Monteur")
    later = timezone.now() + TOMORROW
    assert searches_due(later) == [row.pk]
    assert send_new_results(row.pk, now=later) == 1
    letter = mail.outbox[-1]
    assert letter.subject == "1 new vacancy for you"
    assert "Kok, nieuw" in letter.body
    assert "Monteur" not in letter.body
    assert "Kok, oud" not in letter.body
    assert send_new_results(row.pk, now=later) == 0  # a job that runs twice sends once
    assert send_new_results(row.pk, now=later + TOMORROW) == 0  # nothing new: no mail
    assert len(mail.outbox) == 2


def test_every_mail_ends_with_one_click(employer):
    row = confirmed(employer)
    employer.publish("Kok")
    send_new_results(row.pk, now=timezone.now() + TOMORROW)
    letter = mail.outbox[-1]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    end = letter.extra_headers["List-Unsubscribe"].strip("<>").replace("http://127.0.0.1:8000", "")
    program = Client(enforce_csrf_checks=True)  # a mail program has no session here
    assert program.get(end).status_code == 302
    assert SavedSearch.objects.exists()
    assert program.post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not SavedSearch.objects.exists()
    assert program.get(link()).status_code == 410


def test_a_guessed_link_opens_nothing(employer):
    row = confirmed(employer)
    for guess in (str(row.pk), f"{row.pk}~AAAA", "x"):
        assert Client().get(f"/jobs/saved/{guess}/").status_code == 410
        Client().post(f"/jobs/saved/{guess}/end/")
    assert SavedSearch.objects.exists()


def test_who_does_not_answer_is_forgotten(employer):
    ask(employer)
    searches_due(timezone.now() + dt.timedelta(days=2, minutes=1))
    assert not SavedSearch.objects.exists()


def test_the_answer_never_tells_whether_an_address_is_known(employer):
    first, again = ask(employer), ask(employer)
    strip = lambda answer: re.sub(r'csrf\w+" value="\w+"', "", answer.text)  # noqa: E731 - used twice, here
    assert strip(first) == strip(again)


def test_a_mailbox_is_asked_so_many_times_and_no_more(employer):
    for number in range(8):
        ask(employer, words=f"kok {number}")
    assert len(mail.outbox) == MAILBOX.burst


def test_no_address_no_search(employer):
    assert ask(employer, email="nonsense").status_code == 422
    assert not mail.outbox


def test_an_employers_own_board_has_its_own_searches(employer_named):
    bakery, garage = employer_named("Bakkerij"), employer_named("Garage")
    bakery.publish("Bakker")
    path = f"/jobs/at/{bakery.organisation.slug}/save/"
    Client(headers={"accept-language": "nl"}).post(path, {"email": "ada@example.org"})
    Client().post(link() + "confirm/")
    bakery.publish("Kok")
    garage.publish("Monteur")
    assert send_new_results(SavedSearch.objects.get().pk, now=timezone.now() + TOMORROW) == 1
    assert mail.outbox[-1].subject == "1 nieuwe vacature voor jou"
    assert "Monteur" not in mail.outbox[-1].body
