"""Mail out to a real server and back in through our own, on loopback: one conversation, both ways."""

import smtplib
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from apps.messages.test_outbox_smtp import PostOffice, free_port, nothing_by_the_clock, office, work  # noqa: F401
from maatwerk.apps.messages import listener
from maatwerk.apps.messages.inbound import Taken
from maatwerk.apps.messages.listener import Doorkeeper
from maatwerk.apps.messages.thread_rows import posts, thread_of
from maatwerk.apps.messages.threads import Words, say
from maatwerk.kernel import tenancy

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def door():
    controller = Controller(Doorkeeper(), hostname="127.0.0.1", port=free_port(), data_size_limit=20_000)
    controller.start()
    with smtplib.SMTP("127.0.0.1", controller.port) as client:
        yield client
    controller.stop()


def reply(to: EmailMessage, text: str) -> EmailMessage:
    """Answer a mail as a mail program does."""
    made = EmailMessage()
    made["From"], made["To"] = to["To"], to["Reply-To"]
    made["Subject"], made["Message-ID"] = f"Re: {to['Subject']}", "<answer@phone.example.org>"
    made["In-Reply-To"] = made["References"] = to["Message-ID"]
    quoted = "".join(f"> {line}\n" for line in to.get_content().splitlines())
    made.set_content(f"{text}\n\nOn Mon, 23 Nov 2026, Bakery <x@y.z> wrote:\n{quoted}")
    return made


def told(shop, subject, recruiter, text):
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        say(about=subject.id, words=Words(text), by=recruiter)
    work()


def test_out_answered_in_and_out_again(office, door, shop, subject, recruiter):  # noqa: F811
    told(shop, subject, recruiter, "Kun je donderdag?")
    (first,) = office.received
    assert first["From"] == "Maatwerk <maatwerk@localhost>"
    answer = reply(first, "Ja, om tien uur — café ☕")
    for _twice in range(2):
        door.send_message(answer)
    told(shop, subject, recruiter, "Tot dan!")
    second = office.received[1]
    assert second["In-Reply-To"] == "<answer@phone.example.org>"
    assert second["References"] == f"{first['Message-ID']} <answer@phone.example.org>"
    with tenancy.acting(organisation=shop.pk):
        found = posts(thread_of(subject.id))
    assert [row.content.text for row in found] == [
        "Kun je donderdag?",
        "Ja, om tien uur — café ☕",
        "Tot dan!",
    ]


def test_what_bounces_comes_back_to_the_conversation(office, door, shop, subject, recruiter):  # noqa: F811
    """The envelope's sender is the conversation's address, though the letter shows the site's own."""
    seen = []
    keep = office.handle_DATA

    async def noting(server, session, envelope):
        seen.append(envelope.mail_from)
        return await keep(server, session, envelope)

    office.handle_DATA = noting
    told(shop, subject, recruiter, "Hoi")
    (mail,) = office.received
    assert seen == [mail["Reply-To"]]


def test_our_server_relays_nothing_and_says_why(door, shop, subject, recruiter, monkeypatch):
    made = EmailMessage()
    made["From"] = "spam@example.org"
    made.set_content("x")
    for to in ("someone@example.org", f"reply+{'1' * 50}@answers.example.org"):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
            door.send_message(made, to_addrs=[to])
        assert caught.value.recipients[to][0] == 550
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        say(about=subject.id, words=Words("Hoi"), by=recruiter)
        from maatwerk.apps.messages.models import Message

        address = Message.objects.get().reply_to
    made.set_content("x" * 30_000)
    with pytest.raises(smtplib.SMTPException) as caught:
        door.send_message(made, to_addrs=[address])
    assert "552" in str(caught.value)
    monkeypatch.setattr(listener, "take", lambda *_a, **_k: Taken.TOO_MANY)
    made.set_content("y")
    with pytest.raises(smtplib.SMTPDataError) as later:
        door.send_message(made, to_addrs=[address])
    assert later.value.smtp_code == 450
    monkeypatch.setattr(listener, "take", broken)
    with pytest.raises(smtplib.SMTPDataError) as not_now:
        door.send_message(made, to_addrs=[address])
    assert not_now.value.smtp_code == 451  # our trouble: the sender keeps the mail


def broken(*_arguments, **_named):
    raise RuntimeError("planted")
