"""The outbox: written with what it tells, sent once, tried again, never lost."""

import smtplib
import uuid
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from factories.organisations import make_member, make_organisation
from maatwerk.apps.messages import operations, queries, rules
from maatwerk.apps.messages.jobs import deliver_message
from maatwerk.apps.messages.models import Message
from maatwerk.apps.organisations.models import Organisation, Role
from maatwerk.apps.organisations.public import Member, memberships
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


@pytest.fixture
def admin(organisation) -> Member:
    return memberships(make_member(organisation, Role.ADMINISTRATOR))[0]


class Server(EmailBackend):
    """A mail server that answers what the test wants."""

    answer: Exception | None = None

    def send_messages(self, messages):
        if Server.answer:
            raise Server.answer
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    monkeypatch.setattr(Server, "answer", None)
    return Server


def write(organisation: Organisation, **fields: object) -> uuid.UUID:
    with tenancy.acting(organisation=organisation.pk):
        return operations.send_later(
            **{"to": "sanne@example.org", "subject": "Hello", "body": "Text"} | fields
        )


def deliver(organisation: Organisation, message_id: uuid.UUID) -> None:
    operations.deliver(organisation_id=organisation.pk, message_id=message_id)


def stored(organisation: Organisation, message_id: uuid.UUID) -> Message:
    with tenancy.acting(organisation=organisation.pk):
        return Message.objects.get(pk=message_id)


def jobs() -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queue_name, args FROM procrastinate_jobs")
        return [{"task": task, "queue": queue, "args": args} for task, queue, args in cursor.fetchall()]


def kinds(organisation: Organisation) -> list[str]:
    with tenancy.acting(organisation=organisation.pk):
        return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_writing_queues_a_job_that_carries_no_personal_data(organisation, mailoutbox):
    key = write(organisation)
    assert mailoutbox == []
    (job,) = jobs()
    assert job["task"] == "messages.deliver"
    assert job["queue"] == "app"
    assert "example.org" not in str(job["args"])
    assert str(key) in str(job["args"])


def test_what_does_not_commit_is_not_sent(organisation):
    with transaction.atomic():
        write(organisation)
        transaction.set_rollback(True)
    assert jobs() == []


def test_a_subject_is_one_line_of_at_most_200_characters(organisation):
    key = write(organisation, subject="Hello\r\nBcc: everybody@example.org " + "x" * 300)
    subject = stored(organisation, key).subject
    assert subject.startswith("Hello Bcc: everybody@example.org")
    assert len(subject) == 200


def test_a_delivered_mail_is_sent_once_however_often_the_job_runs(organisation, server, mailoutbox):
    key = write(organisation)
    for _run in range(3):
        deliver(organisation, key)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, mail.body) == (["sanne@example.org"], "Hello", "Text")
    assert mail.extra_headers["Message-ID"] == f"<{key}@localhost>"
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    message = stored(organisation, key)
    assert message.sent_at
    assert message.attempts == 1
    assert kinds(organisation) == ["messages.message_sent"]


def test_a_server_that_is_busy_is_asked_again(organisation, server, mailoutbox):
    key = write(organisation)
    server.answer = smtplib.SMTPRecipientsRefused({"sanne@example.org": (450, b"busy")})
    with pytest.raises(operations.NotNow):
        deliver(organisation, key)
    waiting = stored(organisation, key)
    assert waiting.sent_at is waiting.given_up_at is None
    assert "450" in waiting.last_error
    server.answer = None
    deliver(organisation, key)
    sent = stored(organisation, key)
    assert sent.sent_at
    assert (sent.attempts, sent.last_error) == (2, "")


@pytest.mark.parametrize(
    ("answer", "is_final"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no such mailbox")}), True),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no"), "b": (451, b"later")}), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPDataError(452, b"full"), False),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (ConnectionRefusedError(111, "refused"), False),
        (TimeoutError("slow"), False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_only_an_answer_for_good_is_taken_for_good(answer, is_final):
    # RFC 5321, 4.2.1: 4yz is transient, 5yz permanent; RFC 4954, 6: 530 and 535 are about our own sign-in
    assert rules.is_final(answer) is is_final


def test_a_mailbox_that_does_not_exist_is_given_up_at_once(organisation, server):
    key = write(organisation)
    server.answer = smtplib.SMTPRecipientsRefused({"sanne@example.org": (550, b"unknown")})
    deliver(organisation, key)
    message = stored(organisation, key)
    assert message.given_up_at
    assert message.attempts == 1
    assert kinds(organisation) == ["messages.message_given_up"]
    server.answer = None
    deliver(organisation, key)
    assert stored(organisation, key).sent_at is None


def test_in_the_end_it_is_given_up(organisation, server):
    key = write(organisation)
    server.answer = ConnectionRefusedError(111, "refused")
    for _attempt in range(rules.MOST_ATTEMPTS - 1):
        with pytest.raises(operations.NotNow):
            deliver(organisation, key)
    deliver(organisation, key)
    assert stored(organisation, key).given_up_at


@pytest.mark.parametrize("answer", [None, smtplib.SMTPDataError(554, b"no")], ids=["sent", "given up"])
def test_a_confidential_body_is_not_kept(organisation, server, answer, mailoutbox):
    key = write(organisation, body="the key is 42", is_confidential=True)
    assert stored(organisation, key).body == "the key is 42"
    server.answer = answer
    deliver(organisation, key)
    assert stored(organisation, key).body == ""
    if answer is None:
        assert mailoutbox[0].body == "the key is 42"


def test_a_bug_is_not_taken_for_a_mail_server(organisation, server):
    key = write(organisation)
    server.answer = KeyError("a bug")
    with pytest.raises(KeyError):
        deliver(organisation, key)
    assert stored(organisation, key).attempts == 0


# -- trying again


def give_up(organisation: Organisation, server: type[Server], **fields: object) -> uuid.UUID:
    key = write(organisation, **fields)
    server.answer = smtplib.SMTPDataError(554, b"no")
    deliver(organisation, key)
    server.answer = None
    return key


def test_what_was_given_up_goes_out_after_all(organisation, admin, server, mailoutbox):
    key = give_up(organisation, server)
    with tenancy.acting(organisation=organisation.pk, account=admin.user_id):
        operations.try_again(member=admin, message_id=key)
    assert len(jobs()) == 2
    deliver(organisation, key)
    assert len(mailoutbox) == 1
    assert kinds(organisation) == [
        "messages.message_given_up",
        "messages.message_retried",
        "messages.message_sent",
    ]


def test_only_what_was_given_up_and_kept_is_tried_again(organisation, admin, server):
    with tenancy.acting(organisation=organisation.pk, account=admin.user_id):
        for key, code in [
            (write(organisation), "not_given_up"),
            (give_up(organisation, server, is_confidential=True), "not_kept"),
        ]:
            with pytest.raises(Refusal) as refused:
                operations.try_again(member=admin, message_id=key)
            assert refused.value.code == code


def test_only_administrators_try_again(organisation, server):
    key = give_up(organisation, server)
    recruiter = memberships(make_member(organisation, Role.RECRUITER))[0]
    with tenancy.acting(organisation=organisation.pk, account=recruiter.user_id), pytest.raises(NotAllowed):
        operations.try_again(member=recruiter, message_id=key)


def test_the_outbox_lists_states_and_never_a_body(organisation, server):
    given_up = give_up(organisation, server)
    sent = write(organisation)
    deliver(organisation, sent)
    waiting = write(organisation)
    with tenancy.acting(organisation=organisation.pk):
        rows, page = queries.outbox_page("1")
        assert queries.given_up() == 1
    assert {row.id: row.state for row in rows} == {given_up: "given_up", sent: "sent", waiting: "waiting"}
    assert {row.id for row in rows if row.may_retry} == {given_up}
    assert page.paginator.count == 3
    assert not any(hasattr(row, "body") for row in rows)


def test_the_outbox_of_another_organisation_is_unseen(organisation):
    write(organisation)
    with tenancy.acting(organisation=make_organisation().pk):
        assert queries.outbox_page(None)[0] == ()


def test_the_job_waits_longer_each_time_and_stops_when_the_mail_was_given_up():
    strategy = deliver_message.retry_strategy
    tries = [SimpleNamespace(attempts=number) for number in range(rules.MOST_ATTEMPTS)]
    decisions = [strategy.get_retry_decision(exception=operations.NotNow(), job=job) for job in tries]
    assert decisions[-1] is None
    pauses = [(each.retry_at - datetime.now(UTC)).total_seconds() for each in decisions[:-1]]
    assert pauses == pytest.approx(rules.WAITS, abs=10)
