"""Pages of messages: the team's and the person's own, by whom they open, without scripts, with few questions to the database."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.messages.talking import applicant
from factories.organisations import client_of, make_member
from maatwerk.apps.messages.models import Post, Thread
from maatwerk.apps.messages.thread_rows import posts, thread_of
from maatwerk.apps.messages.threads import Words, answer, say
from maatwerk.apps.messages.wishes import wish_of
from maatwerk.apps.organisations.models import User
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.apps.people.public import own_link
from maatwerk.kernel import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(recruiter):
    return client_of(User.objects.get(pk=recruiter.user_id))


@pytest.fixture
def at(shop, subject):
    return f"/o/{shop.slug}/messages/about/{subject.id}/"


@pytest.fixture
def own(shop, subject):
    with tenancy.acting(organisation=shop.pk):
        return own_link(subject.person_id, page="outbox:own_threads", language="en").partition("8000")[2]


def told(shop, subject, recruiter, *texts: str, send_at=None) -> uuid.UUID:
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        for text in texts:
            say(about=subject.id, words=Words(text), by=recruiter, send_at=send_at)
        return thread_of(subject.id)


def test_writing_and_answering_without_scripts(shop, subject, recruiter, client, at, own):
    assert b"Nothing was said yet." in client.get(at).content
    sent = client.post(at, {"text": "Can you <b>come</b>?", "when": "now", "subject": "", "at": ""})
    assert sent.status_code == 302
    phone = Client()
    page = phone.get(own, follow=True)  # the only conversation opens at once
    assert "Can you &lt;b&gt;come&lt;/b&gt;?" in page.content.decode()
    there = page.redirect_chain[-1][0]
    assert phone.post(there, {"text": "Yes!"}).status_code == 302
    assert "Yes!" in client.get(at).content.decode()
    assert phone.post(there, {"text": "  "}).status_code == 422
    assert (
        phone.post(there, {"text": " Yes! "}).status_code == 302
    )  # the same page sent again says nothing new
    with tenancy.acting(organisation=shop.pk):
        assert Post.objects.count() == 2
    client.post(at, {"text": "Shall we say ten?", "when": "now", "subject": "", "at": ""})
    phone.post(there, {"text": "Yes!"})  # the same words to another question are another answer
    with tenancy.acting(organisation=shop.pk):
        assert Post.objects.count() == 4


def test_a_person_may_speak_first_and_is_heard_once(shop, subject, recruiter, client, at, own):
    phone, page = Client(headers={"accept-language": "en"}), f"{own}about/{subject.id}/"
    assert "Whoever works on this vacancy reads it" in phone.get(page).text
    assert phone.post(page, {"text": " "}).status_code == 422
    with tenancy.acting(organisation=shop.pk):
        assert not Thread.objects.exists()  # looking opens no conversation
    ways = {phone.post(page, {"text": "Is there parking?"})["Location"] for _ in range(2)}
    assert phone.get(page)["Location"] in ways  # from now on it leads there
    assert len(ways) == 1
    assert "Is there parking?" in client.get(at).text
    assert phone.get(f"{own}about/{uuid.uuid4()}/").status_code == 404
    with tenancy.acting(organisation=shop.pk):
        assert Post.objects.count() == 1


def test_the_person_has_a_tab_that_counts_and_stops_counting_once_read(shop, subject, recruiter, own):
    told(shop, subject, recruiter, "Hi")
    phone = Client()
    choices = own + "choices/"
    assert 'tabs__count">1<' in phone.get(choices).content.decode()
    phone.get(own, follow=True)
    assert 'tabs__count">1<' not in phone.get(choices).content.decode()


def test_looking_for_something_new_sends_nothing_until_there_is(shop, subject, recruiter, client, at, own):
    thread = told(shop, subject, recruiter, "Hi")
    with tenancy.acting(organisation=shop.pk):
        newest = posts(thread)[-1].id
    for asked in (client, Client()):
        path = f"{at}posts/" if asked is client else f"{own}{thread}/posts/"
        assert asked.get(path, {"newest": str(newest)}).status_code == 204
        assert b"talk__list" in asked.get(path, {"newest": ""}).content
    with tenancy.acting(organisation=shop.pk, person=subject.person_id):
        answer(thread_id=thread, text="Hello")
    assert b"Hello" in client.get(f"{at}posts/", {"newest": str(newest)}).content


def test_a_planned_message_shows_to_us_alone_and_can_be_taken_back(shop, subject, recruiter, client, at, own):
    told(shop, subject, recruiter, "Hi")
    told(shop, subject, recruiter, "Tomorrow", send_at=timezone.now() + dt.timedelta(days=1))
    assert b"Tomorrow" in client.get(at).content
    assert b"Tomorrow" not in Client().get(own, follow=True).content
    with tenancy.acting(organisation=shop.pk):
        key = Post.objects.get(sent_at__isnull=True).pk
    assert client.post(f"/o/{shop.slug}/messages/planned/{key}/cancel/").status_code == 302
    assert b"Tomorrow" not in client.get(at).content


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"when": "at", "at": ""}, "Choose a day and a time."),
        ({"when": "at", "at": "2099-01-01T10:00"}, "Plan a message at most 90 days ahead."),
        ({"when": "never"}, "Select a valid choice"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_beside_its_field(client, at, fields, sentence):
    answered = client.post(at, {"text": "Hi", "subject": ""} | fields)
    assert answered.status_code == 422
    assert sentence in answered.content.decode()


def test_a_moment_is_read_by_the_persons_clock(shop, subject, client, at):
    with tenancy.acting(organisation=shop.pk):
        from maatwerk.apps.messages.wishes import choose

        choose(subject.person_id, channel="mail", time_zone="America/Paramaribo")
    day = timezone.now().date() + dt.timedelta(days=3)
    client.post(at, {"text": "Hi", "when": "at", "at": f"{day}T10:00"})
    with tenancy.acting(organisation=shop.pk):
        assert Post.objects.get().send_at == dt.datetime.combine(day, dt.time(13), dt.UTC)  # UTC-3 all year


def test_a_letter_is_filled_in_to_be_changed(client, at):
    page = client.get(at, {"letter": "invitation"}).content.decode()
    assert "Dear Sanne de Wit," in page or "Beste Sanne de Wit," in page
    assert "{link}" in page
    assert client.get(at, {"letter": "nothing"}).status_code == 404


def test_needs_no_answer(shop, subject, recruiter, client, at):
    thread = told(shop, subject, recruiter, "Hi")
    with tenancy.acting(organisation=shop.pk):
        hour = timezone.now() - dt.timedelta(hours=1)
        Thread.objects.filter(pk=thread).update(last_out_at=hour, last_at=hour)
    with tenancy.acting(organisation=shop.pk, person=subject.person_id):
        answer(thread_id=thread, text="Thanks!")
    inbox = f"/o/{shop.slug}/messages/?part=ours"
    assert b"waits for us" in client.get(inbox).content
    assert b"Messages to answer" in client.get(f"/o/{shop.slug}/").content
    assert client.post(f"{at}settled/").status_code == 302
    assert b"waits for us" not in client.get(inbox).content
    assert b"Messages to answer" not in client.get(f"/o/{shop.slug}/").content


def test_choosing_how_to_hear(shop, subject, own):
    phone = Client()
    page = phone.get(f"{own}choices/").content.decode()
    assert "By mail" in page
    assert "By text message" not in page  # no gateway is linked
    kept = phone.post(f"{own}choices/", {"channel": "quiet", "time_zone": "America/Paramaribo"}, follow=True)
    assert b"Your choice is kept." in kept.content
    with tenancy.acting(organisation=shop.pk):
        assert (wish_of(subject.person_id).is_quiet, wish_of(subject.person_id).time_zone) == (
            True,
            "America/Paramaribo",
        )
    assert (
        phone.post(f"{own}choices/", {"channel": "sms", "time_zone": "Europe/Amsterdam"}).status_code == 422
    )


def test_one_link_opens_no_other_persons_messages(known, shop, vacancy, subject, recruiter, own):
    other = applicant(known, shop, vacancy, name="Bo")
    theirs = told(shop, other, recruiter, "For Bo")
    phone = Client()
    for path in (f"{own}{theirs}/", f"{own}{theirs}/posts/"):
        assert phone.get(path).status_code == 404
    assert phone.post(f"{own}{theirs}/", {"text": "I am Bo"}).status_code == 404
    assert phone.get(own.replace("/messages/", "x/messages/")).status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.PSYCHOLOGIST, Role.ADMINISTRATOR])
def test_other_roles_read_nothing(shop, subject, recruiter, at, role):
    told(shop, subject, recruiter, "Hi")
    other = client_of(make_member(shop, role))
    for path in (at, f"{at}posts/", f"/o/{shop.slug}/messages/"):
        assert other.get(path).status_code == 403


def test_a_manager_of_another_vacancy_finds_nothing(known, shop, subject, recruiter, at):
    told(shop, subject, recruiter, "Hi")
    user = make_member(shop, Role.MANAGER)
    known.teams = {memberships(user)[0].user_id: frozenset()}
    manager = client_of(user)
    assert manager.get(at).status_code == 404
    assert manager.post(at, {"text": "Hi", "when": "now"}).status_code == 404
    assert b"Sanne" not in manager.get(f"/o/{shop.slug}/messages/").content


@pytest.mark.parametrize("number", [1, 3])
def test_the_inbox_asks_the_same_few_questions_however_long_it_is(
    known, shop, vacancy, recruiter, client, number
):
    for _person in range(number):
        told(shop, applicant(known, shop, vacancy), recruiter, "Hi")
    client.get(f"/o/{shop.slug}/messages/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(f"/o/{shop.slug}/messages/")
    assert len([one for one in asked if "outbox_" in one["sql"]]) == 3
    assert len([one for one in asked if "people_identity" in one["sql"]]) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_a_conversation_asks_the_same_few_questions_however_long_it_is(
    shop, subject, recruiter, client, at, number
):
    told(shop, subject, recruiter, *["Hi"] * number)
    client.get(at)
    with CaptureQueriesContext(connection) as asked:
        client.get(at)
    assert len([one for one in asked if "outbox_post" in one["sql"]]) == 1
    assert len([one for one in asked if "people_personkey" in one["sql"]]) == 1
