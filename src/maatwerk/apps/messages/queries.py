"""What an administrator may see of what goes out: whether it arrives. Never a body."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

from django.core.paginator import Page, Paginator

from maatwerk.apps.messages.models import Delivery, Message
from maatwerk.apps.messages.rules import TOPICS

PAGE_SIZE = 50
State = Literal["waiting", "sent", "given_up"]


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message and how far it is."""

    id: uuid.UUID
    to: str
    subject: str
    state: State
    created_at: dt.datetime
    sent_at: dt.datetime | None
    attempts: int
    last_error: str
    may_retry: bool


def outbox_page(number: str | int | None) -> tuple[tuple[MessageRow, ...], Page[Message]]:
    """Return the messages of a page, the newest first, and the page they are on."""
    fields = MessageRow.__dataclass_fields__.keys() - {"state", "may_retry"}
    rows = Message.objects.order_by("-created_at", "-id").only(*fields, "given_up_at", "is_confidential")
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    return tuple(_row(message) for message in page), page


def given_up() -> int:
    """Count the messages that could not be delivered."""
    return Message.objects.filter(given_up_at__isnull=False).count()


def _row(message: Message) -> MessageRow:
    state: State = "sent" if message.sent_at else "given_up" if message.given_up_at else "waiting"
    return MessageRow(
        id=message.pk,
        to=message.to,
        subject=message.subject,
        state=state,
        created_at=message.created_at,
        sent_at=message.sent_at,
        attempts=message.attempts,
        last_error=message.last_error,
        may_retry=state == "given_up" and not message.is_confidential,
    )


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One call to another system and how far it is."""

    id: uuid.UUID
    topic: str
    created_at: dt.datetime
    state: State
    attempts: int
    status: int | None
    last_error: str
    object_id: uuid.UUID | None


def deliveries_page(
    connection_id: uuid.UUID, number: str | int | None
) -> tuple[tuple[DeliveryRow, ...], Page[Delivery]]:
    """Return what a connection was told, the newest first, and the page it is on."""
    rows = Delivery.objects.filter(connection_id=connection_id).order_by("-created_at", "-id").defer("body")
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    return tuple(_delivery(row) for row in page), page


def delivery_connection(delivery_id: uuid.UUID) -> uuid.UUID:
    """Return which connection a call belongs to."""
    return Delivery.objects.values_list("connection_id", flat=True).get(pk=delivery_id)


def _delivery(row: Delivery) -> DeliveryRow:
    state: State = "sent" if row.delivered_at else "given_up" if row.given_up_at else "waiting"
    return DeliveryRow(
        id=row.pk,
        topic=str(TOPICS.get(row.topic, row.topic)),
        created_at=row.created_at,
        state=state,
        attempts=row.attempts,
        status=row.last_status,
        last_error=row.last_error,
        object_id=row.object_id,
    )
