"""Writing mail and sending it."""

import logging
import uuid
from smtplib import SMTPException

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.messages.letters import letter
from maatwerk.apps.messages.models import Message
from maatwerk.apps.messages.rules import DELIVERY, MOST_ATTEMPTS, OUTBOX_ROLES, is_final
from maatwerk.apps.organisations.public import Member, require_role
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal

logger = logging.getLogger(__name__)


class NotNow(Exception):
    """The mail server could not take the message now; the job tries again later."""


@transaction.atomic
def send_later(
    *,
    to: str,
    subject: str,
    body: str,
    is_confidential: bool = False,
    calendar: str = "",
    reply_to: str = "",
    references: str = "",
    about: uuid.UUID | None = None,
) -> uuid.UUID:
    """Write a mail that goes out once this transaction has committed, and never if it does not.

    Write it in the language of who reads it. A confidential body (one with a key in it) is not kept after sending,
    and neither is its calendar: an iTIP message with a METHOD, which mail programs offer to put in the reader's own.
    `about` is what a person is told about (their application): the clock that watches for silence starts anew.
    """
    message = Message.objects.create(
        organisation_id=tenancy.current_organisation(),
        to=to,
        subject=" ".join(subject.split())[:200],
        body=body,
        is_confidential=is_confidential,
        calendar=calendar,
        reply_to=reply_to,
        references=references,
        about=about,
    )
    _queue(message)
    return message.pk


def deliver(*, organisation_id: uuid.UUID, message_id: uuid.UUID) -> None:
    """Send one mail, unless that was already done; write down what came of it.

    Two workers with the same message wait for each other. Only a worker that dies between the server's "yes" and
    the end of this transaction sends twice, with the same Message-ID, by which mail programs know the copy.

    Raises
    ------
    NotNow
        The server did not take it, and there are attempts left.
    """
    with tenancy.acting(organisation=organisation_id):
        message = Message.objects.select_for_update().get(pk=message_id)
        if message.sent_at or message.given_up_at:
            return
        problem = _hand_over(message)
        _write_down(message, problem)
    if problem and not message.given_up_at:
        raise NotNow(message.last_error)


@transaction.atomic
def try_again(*, member: Member, message_id: uuid.UUID) -> None:
    """Put a mail that was given up back into the queue, with all its attempts."""
    require_role(member, *OUTBOX_ROLES)
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.given_up_at is None:
        raise Refusal(_("This message is sent, or on its way already."), code="not_given_up")
    if message.is_confidential:
        raise Refusal(
            _("This message held a key and was not kept. Start again from the page that sent it."),
            code="not_kept",
        )
    message.given_up_at, message.attempts = None, 0
    message.save(update_fields=["given_up_at", "attempts"])
    events.record("messages.message_retried", object_id=message.pk)
    _queue(message)


def _queue(message: Message) -> None:
    task = app.configure_task(DELIVERY, queue="app")
    task.defer(organisation_id=str(message.organisation_id), message_id=str(message.pk))


def _hand_over(message: Message) -> Exception | None:
    """Give the mail to the server; return what went wrong, if anything."""
    try:
        letter(message).send()
    except (OSError, SMTPException) as error:
        return error
    return None


def _write_down(message: Message, problem: Exception | None) -> None:
    now = timezone.now()
    message.attempts += 1
    message.last_error = "" if problem is None else f"{type(problem).__name__}: {problem}"
    if problem is None:
        message.sent_at = now
        about = str(message.about) if message.about else None
        events.record("messages.message_sent", object_id=message.pk, about=about)
    elif is_final(problem) or message.attempts >= MOST_ATTEMPTS:
        message.given_up_at = now
        events.record(
            "messages.message_given_up",
            object_id=message.pk,
            attempts=message.attempts,
            is_final=is_final(problem),
        )
        logger.warning("message %s given up after %s attempts", message.pk, message.attempts)
    if message.is_confidential and (message.sent_at or message.given_up_at):
        message.body = message.calendar = message.reply_to = ""
    message.save(
        update_fields=["body", "calendar", "reply_to", "sent_at", "given_up_at", "attempts", "last_error"]
    )
