"""Telling other systems: written with what it tells, sent afterwards, tried again while they say "not now".

Webhooks are signed as Standard Webhooks asks (webhook-id, webhook-timestamp, webhook-signature); partners get their
own token. Nothing that is told holds a name: keys, and words from our own lists.
"""

import datetime as dt
import json
import logging
import uuid
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.messages.connections import may_be_called, secret_of, signing_secret
from maatwerk.apps.messages.models import Connection, Delivery
from maatwerk.apps.messages.operations import NotNow
from maatwerk.apps.messages.rules import CALL, CONNECTION_ROLES, MOST_ATTEMPTS
from maatwerk.apps.organisations.public import Member, require_role
from maatwerk.kernel import events, outgoing, tenancy
from maatwerk.kernel.refusals import Refusal

if TYPE_CHECKING:
    import httpx

logger = logging.getLogger(__name__)
#: Answers that no later attempt will better: the address is gone, or it does not want what we say.
FINAL = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})


Said = Mapping[str, Any]


def announce(topic: str, *, object_id: uuid.UUID, data: Said | Callable[[], Said]) -> int:
    """Tell every open webhook that listens to this topic, once this transaction has committed.

    Data that has to be looked up is given as a function: where nobody listens nothing is looked up.
    """
    listening = _listening(topic)
    if not listening:
        return 0
    said = dict(data() if callable(data) else data)
    body = {"type": topic, "timestamp": timezone.now().isoformat(), "data": said}
    for row in listening:
        _write(row, topic, object_id, method="POST", url=row.url, body=body)
    return len(listening)


def listens_since(topic: str) -> dt.datetime | None:
    """Return since when somebody listens to a topic; None where nobody does."""
    return next((row.created_at for row in _listening(topic)), None)


def announced(topic: str, keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return of which of these things webhooks were told already."""
    found = Delivery.objects.filter(topic=topic, object_id__in=keys).values_list("object_id", flat=True)
    return {key for key in found if key is not None}


def _listening(topic: str) -> list[Connection]:
    found = Connection.objects.filter(kind=Connection.Kind.WEBHOOK, closed_at__isnull=True)
    return [row for row in found.order_by("created_at") if topic in row.topics]


def tell(
    connection_id: uuid.UUID,
    topic: str,
    *,
    object_id: uuid.UUID,
    method: str,
    url: str,
    body: Mapping[str, Any],
) -> uuid.UUID:
    """Call one partner, once this transaction has committed."""
    row = Connection.objects.get(pk=connection_id)
    return _write(row, topic, object_id, method=method, url=url, body=body)


def call(*, organisation_id: uuid.UUID, delivery_id: uuid.UUID) -> None:
    """Make one call, unless that was already done; write down what came of it.

    Raises
    ------
    NotNow
        The other system did not take it, and there are attempts left.
    """
    with tenancy.acting(organisation=organisation_id):
        found = (
            Delivery.objects.select_for_update(of=("self",)).select_related("connection").get(pk=delivery_id)
        )
        if found.delivered_at or found.given_up_at:
            return
        status, problem = _send(found)
        _write_down(found, status, problem)
    if not (found.delivered_at or found.given_up_at):
        raise NotNow(found.last_error)


@transaction.atomic
def replay(delivery_id: uuid.UUID, *, by: Member) -> None:
    """Send something again that was delivered or given up, under the same id: a receiver that has it may skip it."""
    require_role(by, *CONNECTION_ROLES)
    found = Delivery.objects.select_for_update(of=("self",)).select_related("connection").get(pk=delivery_id)
    if found.connection.closed_at:
        raise Refusal(_("This connection is closed: nothing goes there any more."), code="closed")
    if not (found.delivered_at or found.given_up_at):
        raise Refusal(_("This call is on its way already."), code="waiting")
    found.delivered_at = found.given_up_at = None
    found.attempts = 0
    found.save(update_fields=["delivered_at", "given_up_at", "attempts"])
    events.record("messages.delivery_replayed", object_id=found.pk, topic=found.topic)
    _queue(found)


def _write(
    row: Connection, topic: str, object_id: uuid.UUID, *, method: str, url: str, body: Mapping[str, Any]
) -> uuid.UUID:
    made = Delivery.objects.create(
        organisation_id=row.organisation_id,
        connection=row,
        topic=topic,
        object_id=object_id,
        method=method,
        url=url,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    )
    _queue(made)
    return made.pk


def _queue(made: Delivery) -> None:
    app.configure_task(CALL, queue="app").defer(
        organisation_id=str(made.organisation_id), delivery_id=str(made.pk)
    )


def _send(found: Delivery) -> tuple[int | None, str]:
    """Return the status and what went wrong, if anything. No redirect is followed: it would lead past the checks."""
    import httpx

    if found.connection.closed_at:
        return None, "closed"
    if not may_be_called(found.url) or not outgoing.leads_out(found.url):
        return None, "not allowed"
    try:
        with outgoing.client() as client:
            response = client.request(
                found.method, found.url, content=found.body.encode(), headers=_headers(found)
            )
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return None, f"{type(error).__name__}: {error}"
    return response.status_code, "" if response.is_success else _said(response)


def _said(response: "httpx.Response") -> str:
    return f"HTTP {response.status_code}: {response.text[:200]}"


def _headers(found: Delivery) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "User-Agent": "Maatwerk"}
    row = found.connection
    if row.kind == Connection.Kind.WEBHOOK:
        from standardwebhooks import Webhook

        now = dt.datetime.now(tz=dt.UTC)
        signature = Webhook(signing_secret(row.pk)).sign(str(found.pk), now, found.body)
        return headers | {
            "webhook-id": str(found.pk),
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }
    secret = secret_of(row)
    if row.kind == Connection.Kind.ASHBY:
        headers["Authorization"] = "Basic " + b64encode(f"{secret}:".encode()).decode()
        headers["Accept"] = "application/json; version=1"
    elif secret:
        scheme = "Basic" if row.kind == Connection.Kind.GREENHOUSE else "Bearer"
        value = b64encode(f"{secret}:".encode()).decode() if scheme == "Basic" else secret
        headers["Authorization"] = f"{scheme} {value}"
    return headers


def _write_down(found: Delivery, status: int | None, problem: str) -> None:
    now = timezone.now()
    found.attempts += 1
    found.last_status, found.last_error = status, problem
    if not problem:
        found.delivered_at = now
        events.record("messages.delivery_made", object_id=found.pk, topic=found.topic, status=status)
    elif problem in ("closed", "not allowed") or status in FINAL or found.attempts >= MOST_ATTEMPTS:
        found.given_up_at = now
        events.record("messages.delivery_given_up", object_id=found.pk, topic=found.topic, status=status)
        logger.warning("delivery %s given up after %s attempts", found.pk, found.attempts)
    found.save(update_fields=["attempts", "last_status", "last_error", "delivered_at", "given_up_at"])
