"""The event log as evidence: recorded events are sealed in batches, each seal is anchored outside the database.

Recording never waits for sealing: a job seals what is there once a minute. Who holds the log against its seals and
anchors with `verify` finds any later edit, insertion, deletion or cut. What is not sealed yet is only counted.
"""

import logging
import uuid
from collections.abc import Iterator

from django.db import connections
from django.utils import timezone

from maatwerk.kernel import log_anchors, tenancy
from maatwerk.kernel.log_form import FIRST, SealBody, body_of
from maatwerk.kernel.log_search import Cursor, EventRow, events_of
from maatwerk.kernel.log_verify import Finding, LogReport, verify
from maatwerk.kernel.models import Event, Seal

__all__ = ["Cursor", "EventRow", "Finding", "LogReport", "events_of", "seal", "seal_all", "verify"]

BATCH = 5_000  # events in one seal; what is over goes into the next
logger = logging.getLogger(__name__)


def seal(organisation: uuid.UUID, *, using: str = "default") -> int:
    """Seal every event of an organisation that is committed and not sealed yet; return how many.

    Two sealers at once do no harm: the second leaves the work to the first. A seal that was committed and not
    anchored, because the machine stopped in between, is anchored by the next call.
    """
    sealed = 0
    while True:
        count = _seal_batch(organisation, using)
        sealed += count
        if count < BATCH:
            break
    log_anchors.append(organisation, _not_anchored(organisation, using))
    return sealed


def seal_all(*, using: str = "default") -> int:
    """Seal the log of every organisation that has something to seal; return how many events."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT organisations_to_seal()")
        found = [key for (key,) in cursor.fetchall()]
    sealed = 0
    for organisation in found:
        try:
            sealed += seal(organisation, using=using)
        except Exception:
            # one organisation's full disk or locked file must not leave the others unsealed
            logger.exception("sealing the log of %s failed", organisation)
    return sealed


def _seal_batch(organisation: uuid.UUID, using: str) -> int:
    with tenancy.acting(organisation=organisation, using=using):
        if not _alone(organisation, using):
            return 0
        events = list(
            Event.objects.using(using)
            .filter(organisation_id=organisation, seal_number__isnull=True)
            .order_by("at", "id")
            .select_for_update(skip_locked=True)[:BATCH]
        )
        if not events:
            return 0
        number, previous = _newest(organisation, using)
        new = Seal(
            organisation_id=organisation,
            number=number + 1,
            previous_hash=previous,
            events=len(events),
            sealed_at=timezone.now(),
        )
        new.hash = body_of(new, events).hash
        for position, event in enumerate(events):
            event.seal_number, event.position = new.number, position
        Event.objects.using(using).bulk_update(events, ["seal_number", "position"], batch_size=1_000)
        new.save(using=using, force_insert=True)
        return len(events)


def _alone(organisation: uuid.UUID, using: str) -> bool:
    """Take the right to seal for this organisation until the transaction ends, unless somebody has it."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"seal {organisation}"])
        row = cursor.fetchone()
    return bool(row and row[0])


def _newest(organisation: uuid.UUID, using: str) -> tuple[int, str]:
    """Return number and hash of the seal to go on from.

    Where anchors go further than the table (it was cut, or restored from a backup) the chain goes on from the anchors,
    so that what is gone stays visible instead of being numbered over.
    """
    stored = Seal.objects.using(using).filter(organisation_id=organisation).order_by("-number").first()
    here = (stored.number, stored.hash) if stored else (0, FIRST)
    return max(here, log_anchors.last(organisation), key=lambda place: place[0])


def _not_anchored(organisation: uuid.UUID, using: str) -> Iterator[SealBody]:
    """Yield the seals after the newest anchor, oldest first; none that its own events contradict."""
    newest, _hash = log_anchors.last(organisation)
    with tenancy.acting(organisation=organisation, using=using):
        waiting = list(
            Seal.objects.using(using)
            .filter(organisation_id=organisation, number__gt=newest)
            .order_by("number")
        )
        for stored in waiting:
            events = Event.objects.using(using).filter(
                organisation_id=organisation, seal_number=stored.number
            )
            body = body_of(stored, events.order_by("position"))
            if body.hash != stored.hash:
                logger.error("seal %s of %s does not hold; it is not anchored", stored.number, organisation)
                return
            yield body
