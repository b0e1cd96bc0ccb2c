"""Things that happened. Calls go down, events go up: a lower app records, a higher one listens.

Listeners run in the transaction that records, so either all of it happens or none. `kernel.log` seals what is recorded.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable

from django.db import transaction

from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event

Listener = Callable[[Event], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


def on(kind: str) -> Callable[[Listener], Listener]:
    """Let a function of a higher app hear every event of one kind (`"outcomes.outcome_recorded"`)."""

    def register(listener: Listener) -> Listener:
        if listener not in _listeners[kind]:
            _listeners[kind].append(listener)
        return listener

    return register


def record(
    kind: str,
    /,
    *,
    object_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    using: str = "default",
    **data: object,
) -> Event:
    """Write down what happened, for the organisation acted for, by the account acted as.

    `kind` reads ``<app>.<object>_<past participle>``. `data` is JSON and holds keys and codes: never a name, an
    address, a score's input, an answer or a secret, since the log outlives the person's data.
    """
    event = Event(
        organisation_id=tenancy.current_organisation(),
        actor_id=tenancy.current_account(),
        kind=kind,
        object_id=object_id,
        person_id=person_id,
        data=data,
    )
    if not transaction.get_connection(using).in_atomic_block:
        raise RuntimeError(f"{kind} must be recorded in the transaction of what it records")
    event.save(using=using, force_insert=True)
    for listener in _listeners[kind]:
        listener(event)
    return event
