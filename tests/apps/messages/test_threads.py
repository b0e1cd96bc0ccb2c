"""Conversations: said and told once, planned and cancelled, read by whom they are for, gone when the key is gone."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone, translation

from apps.messages.talking import applicant
from factories.organisations import make_member, make_organisation
from maatwerk.apps.messages import threads, wishes
from maatwerk.apps.messages.models import Message, Post, Thread
from maatwerk.apps.messages.thread_rows import (
    inbox,
    inbox_counts,
    last_heard,
    own_threads,
    posts,
    thread_of,
    unread_by_person,
)
from maatwerk.apps.messages.threads import Words, answer, cancel, mark_read, say, send_planned, settle
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.apps.people.public import set_language
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def acting(shop, recruiter):
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        yield


def kinds() -> list[str]:
    found = Event.objects.filter(kind__startswith="messages.").order_by("at", "id")
    return list(found.values_list("kind", flat=True))


def test_what_we_say_goes_by_mail_and_stands_sealed(acting, subject, recruiter):
    with translation.override("en"):
        say(about=subject.id, words=Words("Kun je donderdag komen?", "Kennismaken"), by=recruiter)
    mail = Message.objects.get()
    assert (mail.to, mail.subject) == ("sanne@example.org", "Kennismaken")
    assert mail.is_confidential
    assert mail.body.startswith(
        "Kun je donderdag komen?\n\n-- \nAnswer this mail, or write on your own page: http"
    )
    assert mail.reply_to.endswith("@answers.example.org")
    assert len(mail.reply_to.partition("@")[0]) <= 64  # RFC 5321, section 4.5.3.1.1
    (row,) = posts(thread_of(subject.id))
    assert row.content.text == "Kun je donderdag komen?"
    assert row.is_ours
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM outbox_post")
        assert b"donderdag" not in bytes(cursor.fetchone()[0])
    assert kinds() == ["messages.post_sent"]
    assert "donderdag" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_mail_speaks_the_persons_language(acting, subject, recruiter):
    from maatwerk.apps.people.public import own_link

    own_link(subject.person_id, language="nl")
    with translation.override("en"):
        say(about=subject.id, words=Words("Hoi"), by=recruiter)
    assert Message.objects.get().subject == "Een bericht over Bakker"


def test_the_own_link_is_for_the_person_alone(acting, subject, recruiter):
    say(about=subject.id, words=Words("Kijk op {link}, of bel."), by=recruiter)
    body = Message.objects.get().body
    assert body.startswith("Kijk op http")
    link = body.removeprefix("Kijk op ").partition(",")[0]
    thread = thread_of(subject.id)
    assert "/me/" not in posts(thread)[0].content.text  # who has it could act as the person
    assert posts(thread, link=link)[0].content.text == f"Kijk op {link}, of bel."


def test_without_a_domain_for_answers_the_mail_leads_to_the_page(acting, subject, recruiter, settings):
    settings.MAIL_DOMAIN = ""
    with translation.override("en"):
        say(about=subject.id, words=Words("Hi"), by=recruiter)
    mail = Message.objects.get()
    assert mail.reply_to == ""
    assert "You can answer on your own page: http" in mail.body


def test_the_second_mail_names_the_first(acting, subject, recruiter):
    for text in ("een", "twee"):
        say(about=subject.id, words=Words(text), by=recruiter)
    first, second = Message.objects.order_by("created_at", "id")
    assert first.references == ""
    assert second.references == f"<{first.pk}@localhost>"
    assert Thread.objects.count() == 1


@pytest.mark.parametrize(("text", "code"), [("  ", "empty"), ("a" * 5001, "too_long")])
def test_nothing_and_far_too_much_are_refused(acting, subject, recruiter, text, code):
    with pytest.raises(Refusal) as caught:
        say(about=subject.id, words=Words(text), by=recruiter)
    assert caught.value.code == code
    assert not Post.objects.exists()


def test_only_the_team_writes_and_reads(acting, shop, subject, recruiter, known, vacancy):
    outsider = memberships(make_member(shop, Role.MANAGER))[0]
    auditor = memberships(make_member(shop, Role.AUDITOR))[0]
    known.teams = {outsider.user_id: frozenset()}
    say(about=subject.id, words=Words("Hoi"), by=recruiter)
    with pytest.raises(NotAllowed):
        say(about=subject.id, words=Words("Hoi"), by=auditor)
    with pytest.raises(Refusal) as caught:
        say(about=subject.id, words=Words("Hoi"), by=outsider)
    assert caught.value.status == 404
    assert inbox(outsider, "all", 1)[0] == inbox(auditor, "all", 1)[0] == ()
    known.teams = {outsider.user_id: frozenset({vacancy})}
    assert len(inbox(outsider, "all", 1)[0]) == 1


def test_the_inbox_says_who_waits_for_whom(acting, shop, subject, recruiter):
    assert inbox(recruiter, "all", 1)[0] == ()
    say(about=subject.id, words=Words("Hoi"), by=recruiter)
    thread = thread_of(subject.id)
    assert inbox_counts(recruiter) == {"unread": 0, "ours": 0, "theirs": 1}
    later(thread)
    with tenancy.acting(organisation=shop.pk, person=subject.person_id):
        answer(thread_id=thread, text="Ja")
    assert inbox_counts(recruiter) == {"unread": 1, "ours": 1, "theirs": 0}
    mark_read(thread, by_person=False)
    assert inbox_counts(recruiter) == {"unread": 0, "ours": 1, "theirs": 0}
    settle(thread_id=thread, by=recruiter)
    assert inbox_counts(recruiter) == {"unread": 0, "ours": 0, "theirs": 0}
    assert [row.name for row in inbox(recruiter, "all", 1)[0]] == ["Sanne de Wit"]


def later(thread_id: uuid.UUID) -> None:
    """Put what was said so far an hour back: within one transaction of a test no time passes."""
    hour = dt.timedelta(hours=1)
    row = Thread.objects.get(pk=thread_id)
    moved = {
        name: getattr(row, name) - hour
        for name in ("last_at", "last_in_at", "last_out_at", "their_read_at", "our_read_at")
        if getattr(row, name)
    }
    Thread.objects.filter(pk=thread_id).update(**moved)


def test_a_person_sees_what_is_new_until_they_looked(acting, subject, recruiter):
    say(about=subject.id, words=Words("Hoi"), by=recruiter)
    assert unread_by_person(subject.person_id) == 1
    assert own_threads(subject.person_id)[0].is_unread
    mark_read(thread_of(subject.id), by_person=True)
    assert unread_by_person(subject.person_id) == 0


def test_what_is_planned_goes_once_and_only_when_it_is_time(acting, shop, subject, recruiter):
    at = timezone.now() + dt.timedelta(days=1)
    key = say(about=subject.id, words=Words("Morgen", "Onderwerp"), by=recruiter, send_at=at)
    send_planned(organisation_id=shop.pk, post_id=key)
    assert not Message.objects.exists()
    assert posts(thread_of(subject.id))[0].is_planned
    assert last_heard([subject.id]) == {}
    with connection.cursor() as cursor:  # a day goes by
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'messages.send_planned'")
        assert cursor.fetchone() == (1,)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threads.timezone, "now", lambda: at + dt.timedelta(minutes=1))
        send_planned(organisation_id=shop.pk, post_id=key)
        send_planned(organisation_id=shop.pk, post_id=key)
    assert Message.objects.get().subject == "Onderwerp"
    assert set(last_heard([subject.id])) == {subject.id}
    with pytest.raises(Refusal):
        cancel(post_id=key, by=recruiter)


def test_what_is_cancelled_never_goes(acting, shop, subject, recruiter):
    at = timezone.now() + dt.timedelta(days=1)
    key = say(about=subject.id, words=Words("Morgen"), by=recruiter, send_at=at)
    cancel(post_id=key, by=recruiter)
    cancel(post_id=key, by=recruiter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threads.timezone, "now", lambda: at + dt.timedelta(minutes=1))
        send_planned(organisation_id=shop.pk, post_id=key)
    assert not Message.objects.exists()
    assert posts(thread_of(subject.id)) == ()
    assert kinds() == ["messages.post_planned", "messages.post_cancelled"]


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        ("2026-11-23T10:00+01:00", "Europe/Amsterdam", "2026-11-23T10:00+01:00"),  # Monday morning: at once
        ("2026-11-23T07:00+01:00", "Europe/Amsterdam", "2026-11-23T09:00+01:00"),
        ("2026-11-23T18:30+01:00", "Europe/Amsterdam", "2026-11-24T09:00+01:00"),
        ("2026-11-27T19:00+01:00", "Europe/Amsterdam", "2026-11-30T09:00+01:00"),  # Friday evening
        ("2026-11-23T10:00+01:00", "America/Paramaribo", "2026-11-23T09:00-03:00"),
        (
            "2026-03-28T12:00+01:00",
            "Europe/Amsterdam",
            "2026-03-30T09:00+02:00",
        ),  # the clock goes forward on Sunday
    ],
)
def test_working_hours_are_those_of_the_reader(acting, subject, now, zone, then):
    wishes.choose(subject.person_id, channel="mail", time_zone=zone)
    assert threads.next_working_hour(
        subject.person_id, dt.datetime.fromisoformat(now)
    ) == dt.datetime.fromisoformat(then)


def test_working_hours_need_a_zone_that_exists(acting, subject):
    for zone in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(Refusal) as caught:
            wishes.choose(subject.person_id, channel="mail", time_zone=zone)
        assert caught.value.field == "time_zone"
    assert ZoneInfo(wishes.wish_of(subject.person_id).time_zone)


def test_who_wants_quiet_is_sent_nothing(acting, subject, recruiter):
    wishes.choose(subject.person_id, channel="quiet", time_zone="Europe/Amsterdam")
    say(about=subject.id, words=Words("Hoi"), by=recruiter)
    assert not Message.objects.exists()
    assert unread_by_person(subject.person_id) == 1


def test_an_address_that_does_not_work_is_not_written_to_again(acting, subject, recruiter):
    wishes.mark_trouble(subject.person_id, "sanne@example.org", "5.1.1")
    wishes.mark_trouble(subject.person_id, "Sanne@Example.org ", "5.1.1")
    say(about=subject.id, words=Words("Hoi"), by=recruiter)
    assert not Message.objects.exists()
    assert wishes.may_be_mailed(subject.person_id, "new@example.org")
    assert kinds().count("messages.mail_came_back") == 1


def test_when_a_person_last_heard_counts_other_mail_too(acting, subject, recruiter):
    from maatwerk.apps.messages.public import send_later

    key = send_later(to="x@example.org", subject="x", body="x", about=subject.id)
    assert last_heard([subject.id]) == {}  # written, and not yet sent
    at = timezone.now() - dt.timedelta(days=3)
    Message.objects.filter(pk=key).update(sent_at=at)
    assert last_heard([subject.id, uuid.uuid4()]) == {subject.id: at}
    say(about=subject.id, words=Words("Hoi"), by=recruiter)
    assert last_heard([subject.id])[subject.id] > at


def test_erasing_the_key_erases_what_was_said(acting, subject, recruiter, monkeypatch):
    say(about=subject.id, words=Words("Hoi"), by=recruiter)
    monkeypatch.setattr("maatwerk.apps.people.keys._wrapped_key", lambda *_: None)  # as erasure leaves it
    (row,) = posts(thread_of(subject.id))
    assert row.content is None


def test_a_person_reaches_their_own_rows_alone(acting, known, shop, vacancy, subject, recruiter):
    """The wall, not the query: whatever is asked, another person's conversation is not there, nor what is planned."""
    other = applicant(known, shop, vacancy, name="Bo")
    for one in (subject, other):
        say(about=one.id, words=Words("Hoi"), by=recruiter)
    say(about=subject.id, words=Words("Later"), by=recruiter, send_at=timezone.now() + dt.timedelta(days=1))
    theirs = thread_of(other.id)
    with tenancy.acting(organisation=shop.pk, person=subject.person_id):
        assert {row.person_id for row in Thread.objects.all()} == {subject.person_id}
        assert [(row.person_id, row.sent_at is None) for row in Post.objects.all()] == [
            (subject.person_id, False)
        ]
        with pytest.raises(Thread.DoesNotExist):
            answer(thread_id=theirs, text="Ik ben Bo")
        assert Thread.objects.filter(pk=theirs).update(last_at=timezone.now()) == 0
        assert Post.objects.update(cancelled_at=timezone.now()) == 0


@pytest.mark.parametrize("forged", [{"side": "ours"}, {"person": "other"}])
def test_a_person_speaks_in_no_other_name(acting, known, shop, vacancy, subject, recruiter, forged):
    from django.db import ProgrammingError, transaction

    other = applicant(known, shop, vacancy, name="Bo")
    say(about=subject.id, words=Words("Hoi"), by=recruiter)
    fields = {"side": "theirs", "person_id": subject.person_id} | {
        {"side": "side", "person": "person_id"}[name]: other.person_id if name == "person" else value
        for name, value in forged.items()
    }
    thread_id = thread_of(subject.id)
    with (
        tenancy.acting(organisation=shop.pk, person=subject.person_id),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Post.objects.create(
            organisation_id=shop.pk,
            thread_id=thread_id,
            sealed=b"",
            sent_at=timezone.now(),
            **fields,
        )


def test_two_organisations_keep_apart(shop, subject, recruiter):
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        say(about=subject.id, words=Words("Hoi"), by=recruiter)
    with tenancy.acting(organisation=make_organisation().pk):
        assert not Thread.objects.exists()
        assert not Post.objects.exists()


def test_a_language_chosen_later_counts(acting, subject, recruiter):
    from maatwerk.apps.people.public import own_link

    own_link(subject.person_id, language="nl")
    set_language(subject.person_id, "en")
    say(about=subject.id, words=Words("Hi"), by=recruiter)
    assert Message.objects.get().subject == "A message about Bakker"
