"""The canonical form of events and seals: what exactly is hashed. Anyone can recompute it from these few lines.

JSON with sorted keys, no spaces, ASCII only (RFC 8259 escapes), then SHA-256, written as 64 hexadecimal digits.

- An event is the object of its columns, moments in UTC with microseconds; its place in the seal is not part of it.
- A seal is the object ``{"organisation", "number", "previous", "sealed_at", "events": [[key, digest], …]}``, events in
  their order; `previous` is the hash of the seal before it, or 64 zeros for the first.

A line of the anchor file is the seal's object with its ``"hash"`` added: an anchor file can be checked by itself.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from maatwerk.kernel.models import Event, Seal

FIRST = "0" * 64

Digest = tuple[str, str]
"""An event's key and the hash of its canonical form."""


@dataclass(frozen=True, slots=True)
class SealBody:
    """Everything that the hash of a seal covers."""

    organisation: str
    number: int
    previous: str
    sealed_at: str
    events: tuple[Digest, ...]

    @property
    def hash(self) -> str:
        """The hash of this body."""
        return sha256(self.as_object())

    def as_object(self) -> dict[str, Any]:
        """Return the body as the object that is hashed."""
        return {
            "organisation": self.organisation,
            "number": self.number,
            "previous": self.previous,
            "sealed_at": self.sealed_at,
            "events": [list(pair) for pair in self.events],
        }

    def line(self) -> str:
        """Return the line of the anchor file, without its end."""
        return canonical(self.as_object() | {"hash": self.hash})


def canonical(value: object) -> str:
    """Return the one text that stands for a JSON value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def sha256(value: object) -> str:
    """Return the hash of a JSON value's canonical text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def digest(event: Event) -> Digest:
    """Return an event's key and hash."""
    columns = {
        "id": str(event.pk),
        "organisation": str(event.organisation_id),
        "at": moment(event.at),
        "kind": event.kind,
        "actor": _key(event.actor_id),
        "object": _key(event.object_id),
        "person": _key(event.person_id),
        "data": event.data,
    }
    return str(event.pk), sha256(columns)


def body_of(seal: Seal, events: Iterable[Event]) -> SealBody:
    """Return what the hash of a stored seal should cover, given the events that are now in it."""
    return SealBody(
        organisation=str(seal.organisation_id),
        number=seal.number,
        previous=seal.previous_hash,
        sealed_at=moment(seal.sealed_at),
        events=tuple(digest(event) for event in events),
    )


def read_line(line: str) -> SealBody | None:
    """Return the body of an anchor line, or None where the line is not what was once written."""
    try:
        found = json.loads(line)
        body = SealBody(
            organisation=found["organisation"],
            number=found["number"],
            previous=found["previous"],
            sealed_at=found["sealed_at"],
            events=tuple((key, value) for key, value in found["events"]),
        )
    except (ValueError, TypeError, KeyError):
        return None
    return body if body.line() == line else None


def moment(at: dt.datetime) -> str:
    """Return an instant in UTC with microseconds."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _key(value: uuid.UUID | None) -> str | None:
    return None if value is None else str(value)
