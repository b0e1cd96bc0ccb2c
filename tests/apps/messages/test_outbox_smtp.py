"""The outbox with a real mail server and a real worker: what is committed arrives, once, after a refusal too."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from procrastinate.contrib.django import app

from factories.organisations import make_member, make_organisation
from maatwerk.apps.messages import operations
from maatwerk.apps.messages.models import Message
from maatwerk.apps.organisations import invitations
from maatwerk.apps.organisations.models import Organisation, Role
from maatwerk.apps.organisations.public import memberships
from maatwerk.kernel import tenancy

pytestmark = pytest.mark.usefixtures("committed")


class PostOffice:
    """Answers each letter with the next of `answers`; accepts when there are none left."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.received: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.received.append(message_from_bytes(envelope.original_content, policy=policy.default))
        return "250 OK"


@pytest.fixture(autouse=True)
def nothing_by_the_clock(monkeypatch):
    """Only mail is worked off here; jobs that come every minute stay away."""
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})


@pytest.fixture
def office(settings) -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield office
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def work() -> None:
    """Do every job that is due, as the worker process does."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, queues=["app"], install_signal_handlers=False, listen_notify=False)


def jobs() -> list[tuple[str, float]]:
    """State of each job, and in how many seconds it is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, coalesce(extract(epoch FROM scheduled_at - now()), 0)::float"
            " FROM procrastinate_jobs WHERE task_name = 'messages.deliver' ORDER BY id"
        )
        return cursor.fetchall()


def let_the_pause_pass() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second'")


def write(organisation: Organisation, **fields: object) -> None:
    with tenancy.acting(organisation=organisation.pk):
        operations.send_later(**{"to": "sanne@example.org", "subject": "Hé", "body": "Één"} | fields)


def only_message(organisation: Organisation) -> Message:
    with tenancy.acting(organisation=organisation.pk):
        return Message.objects.get()


def test_a_committed_mail_arrives_once(office):
    organisation = make_organisation()
    write(organisation)
    work()
    work()
    (mail,) = office.received
    assert (mail["To"], mail["Subject"]) == ("sanne@example.org", "Hé")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().strip() == "Één"
    assert jobs() == [("succeeded", 0.0)]
    assert only_message(organisation).sent_at


def test_a_server_that_refuses_first_and_accepts_later_gets_it_after_a_pause(office):
    organisation = make_organisation()
    office.answers = ["451 later", "452 full"]
    write(organisation)
    for pause in (30, 120):
        work()
        ((state, due),) = jobs()
        assert state == "todo"
        assert pause - 10 < due <= pause
        work()  # not due yet, so the server is not asked
        let_the_pause_pass()
    work()
    assert office.answers == []
    assert len(office.received) == 1
    assert only_message(organisation).attempts == 3


def test_a_server_that_is_away_gets_it_when_it_is_back(office, settings):
    organisation = make_organisation()
    write(organisation)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    work()
    assert "ConnectionRefusedError" in only_message(organisation).last_error
    settings.EMAIL_PORT = port
    let_the_pause_pass()
    work()
    assert len(office.received) == 1


def test_a_server_that_says_never_is_not_asked_again(office):
    organisation = make_organisation()
    office.answers = ["554 spam"]
    write(organisation)
    work()
    assert jobs() == [("succeeded", 0.0)]
    assert only_message(organisation).given_up_at
    assert office.received == []


def test_a_job_that_comes_back_after_its_worker_died_sends_nothing_twice(office):
    organisation = make_organisation()
    write(organisation)
    work()
    with connection.cursor() as cursor:  # as if the worker had died before it could tell the queue
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " SELECT queue_name, task_name, args FROM procrastinate_jobs WHERE task_name = 'messages.deliver'"
        )
    work()
    assert [state for state, _due in jobs()] == ["succeeded", "succeeded"]
    assert len(office.received) == 1


def test_an_invitation_travels_all_the_way(office):
    organisation = make_organisation("Bakery", language="nl")
    member = memberships(make_member(organisation, Role.ADMINISTRATOR))[0]
    with tenancy.acting(organisation=organisation.pk, account=member.user_id):
        invitations.invite(member=member, email="sanne@example.org", roles=[Role.ANALYST])
    work()
    (mail,) = office.received
    assert mail["Subject"].endswith("nodigt je uit voor Bakery op Maatwerk")
    assert f"/invitations/{organisation.pk}/" in mail.get_content()
    assert only_message(organisation).body == ""


def test_a_calendar_goes_along_as_a_question_to_the_reader(office):
    organisation = make_organisation()
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Kennismaking, café\r\nEND:VCALENDAR\r\n"
    write(organisation, calendar=calendar, is_confidential=True)
    work()
    (mail,) = office.received
    assert mail.get_content_type() == "multipart/alternative"
    text, part = mail.iter_parts()
    assert text.get_content().strip() == "Één"
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    assert part.get_content().splitlines() == calendar.splitlines()
    assert only_message(organisation).calendar == ""


def test_an_answer_says_what_it_answers_and_where_the_next_one_goes(office):
    organisation = make_organisation()
    write(organisation, reply_to="reply+abc@jobs.example.org", references="<a@x.example> <b@x.example>")
    work()
    (mail,) = office.received
    assert mail["Reply-To"] == "reply+abc@jobs.example.org"
    assert (mail["References"], mail["In-Reply-To"]) == ("<a@x.example> <b@x.example>", "<b@x.example>")
