"""Telling a phone that there is something to read: one kind of gateway for text messages and WhatsApp, by HTTP.

An adapter is a `Connection` of kind *sms* or *whatsapp*: where it listens, its token, form or JSON. What is sent is a
sentence and a link, made when it goes and kept nowhere; what was said stays on the page.
"""

import datetime as dt
import json
import logging
import uuid
from typing import Protocol
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from maatwerk.apps.messages.calls import FINAL
from maatwerk.apps.messages.connections import may_be_called, secret_of, signing_secret
from maatwerk.apps.messages.models import Connection, Notice, Thread
from maatwerk.apps.messages.operations import NotNow
from maatwerk.apps.messages.rules import MOST_ATTEMPTS
from maatwerk.apps.people.public import contact_of, language_of, own_link
from maatwerk.kernel import events, outgoing, tenancy

logger = logging.getLogger(__name__)


class Gateway(Protocol):
    """What carries short messages to phones."""

    def send(self, *, key: uuid.UUID, to: str, text: str) -> tuple[int | None, str]:
        """Send one; return the status and what went wrong, if anything. The same key twice is the same message."""


class HttpGateway:
    """A gateway that listens to HTTP POST, as nearly all do: ``to`` and ``text``, as JSON or as a form, signed.

    The signature is that of Standard Webhooks over exactly the body sent; its id lets a gateway skip a repeat.
    """

    def __init__(self, row: Connection) -> None:
        self._row = row

    def send(self, *, key: uuid.UUID, to: str, text: str) -> tuple[int | None, str]:
        """Send one; no redirect is followed: it would lead past the checks."""
        import httpx

        if self._row.closed_at:
            return None, "closed"
        if not may_be_called(self._row.url) or not outgoing.leads_out(self._row.url):
            return None, "not allowed"
        said = {"to": to, "text": text, "channel": self._row.kind, "reference": str(key)}
        body = urlencode(said) if self._row.as_form else json.dumps(said, ensure_ascii=False)
        try:
            with outgoing.client() as client:
                response = client.post(self._row.url, content=body.encode(), headers=self._headers(key, body))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return None, type(error).__name__
        # what a gateway answers may repeat the number: only its status is kept
        return response.status_code, "" if response.is_success else f"HTTP {response.status_code}"

    def _headers(self, key: uuid.UUID, body: str) -> dict[str, str]:
        from standardwebhooks import Webhook

        now = dt.datetime.now(tz=dt.UTC)
        kind = "application/x-www-form-urlencoded" if self._row.as_form else "application/json"
        headers = {
            "Content-Type": f"{kind}; charset=utf-8",
            "User-Agent": "Maatwerk",
            "webhook-id": str(key),
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(signing_secret(self._row.pk)).sign(str(key), now, body),
        }
        secret = secret_of(self._row)
        return headers | ({"Authorization": f"Bearer {secret}"} if secret else {})


def notify(*, organisation_id: uuid.UUID, notice_id: uuid.UUID) -> None:
    """Tell one phone, unless that was already done; write down what came of it.

    Raises
    ------
    NotNow
        The gateway did not take it, and there are attempts left.
    """
    with tenancy.acting(organisation=organisation_id):
        found = (
            Notice.objects.select_for_update(of=("self",))
            .select_related("connection", "post")
            .get(pk=notice_id)
        )
        if found.sent_at or found.given_up_at:
            return
        status, problem = _send(found)
        _write_down(found, status, problem)
    if not (found.sent_at or found.given_up_at):
        raise NotNow(found.last_error)


def _send(found: Notice) -> tuple[int | None, str]:
    contact = contact_of(found.person_id)
    if contact is None or not contact.phone:
        return None, "no number"
    thread = Thread.objects.get(pk=found.post.thread_id)
    with override(language_of(found.person_id)):
        link = own_link(found.person_id, page="outbox:own_thread", args=(thread.pk,))
        text = _("%(title)s: there is a message for you. Read and answer it here: %(link)s") % {
            "title": thread.title[:60],
            "link": link,
        }
    return HttpGateway(found.connection).send(key=found.pk, to=contact.phone, text=text)


def _write_down(found: Notice, status: int | None, problem: str) -> None:
    now = timezone.now()
    found.attempts += 1
    found.last_error = problem
    if not problem:
        found.sent_at = now
        events.record("messages.notice_sent", object_id=found.pk, person_id=found.person_id)
    elif (
        problem in ("closed", "not allowed", "no number")
        or status in FINAL
        or found.attempts >= MOST_ATTEMPTS
    ):
        found.given_up_at = now
        events.record(
            "messages.notice_given_up", object_id=found.pk, person_id=found.person_id, status=status
        )
        logger.warning("notice %s given up after %s attempts", found.pk, found.attempts)
    found.save(update_fields=["attempts", "last_error", "sent_at", "given_up_at"])
