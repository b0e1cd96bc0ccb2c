"""What comes in by mail: to its conversation, once, never answered by a machine; and what is not taken at all."""

from email.message import EmailMessage

import pytest

from apps.messages.reading.test_message import report
from apps.messages.talking import applicant
from maatwerk.apps.messages import inbound
from maatwerk.apps.messages.addresses import read_address, reply_address
from maatwerk.apps.messages.inbound import Taken, keep_attachments, knows, take
from maatwerk.apps.messages.models import Message, Post, Thread
from maatwerk.apps.messages.rules import LARGEST_MAIL, MOST_MAILS_PER_HOUR
from maatwerk.apps.messages.thread_rows import inbox_counts, posts, thread_of
from maatwerk.apps.messages.threads import Words, say
from maatwerk.apps.messages.wishes import may_be_mailed
from maatwerk.kernel import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(shop, subject, recruiter):
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        say(about=subject.id, words=Words("Kom je?"), by=recruiter)
        return Message.objects.get().reply_to


def mail(text="Ja, graag", **headers: str) -> bytes:
    made = EmailMessage()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in ({"From": "Sanne <sanne@example.org>", "Message-ID": "<1@phone>"} | given).items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes()


def said(shop, subject) -> list:
    with tenancy.acting(organisation=shop.pk):
        return [row for row in posts(thread_of(subject.id)) if not row.is_ours]


def test_an_answer_comes_to_its_conversation_without_the_history(shop, subject, recruiter, address):
    text = "Ja, graag\n\nOp ma 3 nov 2026 om 10:12 schreef Bakery <x@y.z>:\n> Kom je?\n"
    assert take(mail(text), recipient=f"<{address.upper()}>", sender="sanne@example.org") is Taken.KEPT
    (row,) = said(shop, subject)
    assert row.content.text == "Ja, graag"
    assert not row.content.from_elsewhere
    with tenancy.acting(organisation=shop.pk):
        assert inbox_counts(recruiter)["ours"] == (
            Thread.objects.get().last_in_at > Thread.objects.get().last_out_at
        )


def test_it_is_kept_once_however_often_it_comes(shop, subject, address):
    assert take(mail(), recipient=address) is Taken.KEPT
    assert take(mail(), recipient=address) is Taken.SEEN
    assert take(mail("Nog iets", Message_ID="<2@phone>"), recipient=address) is Taken.KEPT
    assert len(said(shop, subject)) == 2


def test_the_same_mail_in_another_conversation_is_another_answer(
    shop, vacancy, known, subject, recruiter, address
):
    other = applicant(known, shop, vacancy, name="Bo")
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        say(about=other.id, words=Words("Kom je?"), by=recruiter)
        elsewhere = reply_address(shop.pk, thread_of(other.id))
    assert take(mail(), recipient=address) is take(mail(), recipient=elsewhere) is Taken.KEPT
    assert said(shop, other)[0].content.from_elsewhere  # their address is another one


def test_what_a_machine_answers_is_marked_counts_for_nothing_and_comes_once_a_day(
    shop, subject, recruiter, address
):
    away = mail("Ik ben met vakantie", Auto_Submitted="auto-replied")
    assert take(away, recipient=address) is Taken.AUTOMATIC
    again = mail("Ik ben met vakantie", Auto_Submitted="auto-replied", Message_ID="<9@phone>")
    assert take(again, recipient=address) is Taken.AUTOMATIC
    assert take(mail("x", Message_ID="<10@phone>"), recipient=address, sender="<>") is Taken.AUTOMATIC
    (row,) = said(shop, subject)
    assert row.is_automatic
    with tenancy.acting(organisation=shop.pk):
        assert inbox_counts(recruiter) == {"unread": 0, "ours": 0, "theirs": 1}
        assert Message.objects.count() == 1  # nothing was answered


def test_our_own_mail_that_comes_back_goes_no_further(shop, subject, address):
    with tenancy.acting(organisation=shop.pk):
        ours = Message.objects.get()
    assert take(mail(Message_ID=f"<{ours.pk}@localhost>"), recipient=address) is Taken.LOOP
    assert said(shop, subject) == []


def test_a_mail_that_passed_too_many_servers_is_refused(shop, subject, address):
    circles = b"Received: from a by b\r\n" * 101 + mail()
    assert take(circles, recipient=address) is Taken.LOOP
    assert said(shop, subject) == []


def test_so_many_within_an_hour_and_no_more(shop, subject, address):
    for number in range(MOST_MAILS_PER_HOUR):
        assert take(mail(Message_ID=f"<{number}@loop>"), recipient=address) is Taken.KEPT
    assert take(mail(Message_ID="<more@loop>"), recipient=address) is Taken.TOO_MANY
    assert len(said(shop, subject)) == MOST_MAILS_PER_HOUR


def test_a_mail_that_is_too_large_is_not_even_read(address, monkeypatch):
    monkeypatch.setattr(inbound, "read_mail", None)
    assert take(b"x" * (LARGEST_MAIL + 1), recipient=address) is Taken.TOO_LARGE


def test_a_report_marks_the_address(shop, subject, address):
    with tenancy.acting(organisation=shop.pk):
        Message.objects.update(sent_at="2026-11-23T10:00Z")
    assert take(report("delayed", "4.2.2"), recipient=address, sender="") is Taken.BOUNCE
    with tenancy.acting(organisation=shop.pk):
        assert may_be_mailed(subject.person_id, "sanne@example.org")
    assert take(report("failed", "5.1.1"), recipient=address, sender="") is Taken.BOUNCE
    with tenancy.acting(organisation=shop.pk):
        assert not may_be_mailed(subject.person_id, "sanne@example.org")
    assert said(shop, subject) == []


def test_other_addresses_are_unknown(shop, address, settings):
    local, _at, domain = address.partition("@")
    wrong = local[:-1] + ("0" if local[-1] != "0" else "1")
    for one in (
        "",
        "x",
        f"reply+{'0' * 50}@{domain}",
        f"reply+{'z' * 50}@{domain}",
        f"{wrong}@{domain}",
        f"{local}@evil.example",
    ):
        assert not knows(one)
        assert take(mail(), recipient=one) is Taken.UNKNOWN
    assert knows(address)
    settings.MAIL_DOMAIN = ""
    assert read_address(address) is None


def test_files_are_noted_and_kept_only_by_who_keeps_documents(shop, subject, address, monkeypatch):
    monkeypatch.setattr(inbound, "_keepers", [])
    made = EmailMessage()
    made["From"], made["Message-ID"] = "sanne@example.org", "<3@phone>"
    made.set_content("Zie bijlage")
    for name in ("cv.pdf", "virus.exe"):
        made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=name)
    raw = made.as_bytes()
    assert take(raw, recipient=address) is Taken.KEPT
    assert said(shop, subject)[0].content.files == ("cv.pdf", "virus.exe")
    asked = []

    def keeper(person, about, found):
        asked.append((person, about, found.name, found.size))
        return found.name == "cv.pdf"

    keep_attachments(keeper)
    assert take(raw.replace(b"<3@phone>", b"<4@phone>"), recipient=address) is Taken.KEPT
    content = said(shop, subject)[1].content
    assert (content.kept, content.files) == (("cv.pdf",), ("virus.exe",))
    assert asked[0] == (subject.person_id, subject.id, "cv.pdf", 4)


def test_a_mail_without_an_id_or_a_sender_is_taken(shop, subject, address):
    assert take(b"\r\nhoi", recipient=address) is Taken.KEPT
    assert (
        take(b"\r\nhoi", recipient=address) is Taken.KEPT
    )  # nothing tells them apart, so neither is dropped
    assert [row.content.text for row in said(shop, subject)] == ["hoi", "hoi"]
    assert said(shop, subject)[0].content.from_elsewhere
    with tenancy.acting(organisation=shop.pk):
        assert Post.objects.filter(via="mail").count() == 2
