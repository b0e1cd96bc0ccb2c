"""Search in the event log: by who acted, on what, about whom, of which kind and when; each way has an index of its own."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event

#: What a key may be of.
_PLACES = ("person_id", "actor_id", "object_id")


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as people search it."""

    id: uuid.UUID
    at: datetime
    kind: str
    actor_id: uuid.UUID | None
    object_id: uuid.UUID | None
    person_id: uuid.UUID | None
    data: dict[str, Any]
    seal_number: int | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where an earlier page ended. The key too, since many events may share a moment."""

    at: datetime
    id: uuid.UUID

    def __str__(self) -> str:
        """Write it as it stands in an address."""
        return f"{self.at.isoformat()}_{self.id}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Read what `str` wrote; None for anything else."""
        at, _line, key = text.partition("_")
        try:
            cursor = cls(datetime.fromisoformat(at), uuid.UUID(key))
        except ValueError:
            return None
        return cursor if cursor.at.tzinfo else None


def events_of(
    key: uuid.UUID | None = None,
    *,
    kind: str = "",
    actor: uuid.UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: Cursor | None = None,
    limit: int = 50,
    using: str = "default",
) -> list[EventRow]:
    """Return the newest events of the organisation acted for, all or those that concern `key`.

    `key` may be the person an event is about, the account that acted, or the object it acted on. `kind` keeps one
    kind, or with a full stop at its end all kinds of one app; `since` and `until` (not included) bound the moments;
    `before` goes on from an earlier page. At most `limit` events are read for each of the three, however long the log.
    """
    found = Event.objects.using(using).filter(organisation_id=tenancy.current_organisation())
    if kind:
        found = found.filter(kind__startswith=kind) if kind.endswith(".") else found.filter(kind=kind)
    if actor is not None:
        found = found.filter(actor_id=actor)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if before is not None:
        found = found.filter(Q(at__lt=before.at) | Q(at=before.at, id__lt=before.id), at__lte=before.at)
    if key is not None:
        first, *others = [_newest(found.filter(**{place: key}), limit) for place in _PLACES]
        found = first.union(*others)
    return [_row(event) for event in _newest(found, limit)]


def _newest(found: QuerySet[Event], limit: int) -> QuerySet[Event]:
    return found.order_by("-at", "-id")[:limit]


def _row(event: Event) -> EventRow:
    return EventRow(
        id=event.pk,
        at=event.at,
        kind=event.kind,
        actor_id=event.actor_id,
        object_id=event.object_id,
        person_id=event.person_id,
        data=event.data,
        seal_number=event.seal_number,
    )
