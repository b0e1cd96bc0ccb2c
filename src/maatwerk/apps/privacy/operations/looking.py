"""The nightly look: who is to be told that their data goes, and whose clock ran out."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from maatwerk.apps.privacy.letters import send_notice
from maatwerk.apps.privacy.models import AccessPackage, Erasure, KeepChoice
from maatwerk.apps.privacy.operations.erasing import Cause, State, order_erasure
from maatwerk.apps.privacy.operations.incidents import forget_incidents
from maatwerk.apps.privacy.operations.packages import drop_package
from maatwerk.apps.privacy.queries import DueRow, due_row, due_rows
from maatwerk.kernel import events, tenancy


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look came to: how many were told, how many erasures were ordered, how many a hold keeps."""

    noticed: int
    ordered: int
    held: int


@transaction.atomic
def look() -> Looked:
    """Tell who is to be told and order what is due, for the organisation acted for; safe to repeat."""
    noticed = ordered = held = 0
    today = timezone.localdate()
    for row in due_rows():
        if row.until is None:
            continue
        if row.is_held:
            held += row.until <= today
        elif row.is_due:
            order_erasure(person_id=row.person_id, cause=Cause.CLOCK)
            ordered += 1
        elif row.notice_on is not None and row.notice_on <= today:
            noticed += notice(row)
    for package in AccessPackage.objects.filter(expires_on__lt=today):
        drop_package(package)
    forget_incidents()
    return Looked(noticed, ordered, held)


def notice(row: DueRow) -> bool:
    """Tell a person until when they are kept and what they may choose, once per day on which they go."""
    assert row.until is not None
    kept = Erasure.objects.filter(person_id=row.person_id).exclude(state=State.DONE).first()
    if kept is not None and kept.due_on == row.until and kept.noticed_at is not None:
        return False
    if kept is None:
        kept = Erasure(
            organisation_id=tenancy.current_organisation(),
            person_id=row.person_id,
            state=State.NOTICED,
            cause=Cause.CLOCK,
            due_on=row.until,
        )
    kept.due_on, kept.noticed_at = row.until, timezone.now()
    kept.save()
    sent = send_notice(row.person_id, until=row.until)
    events.record("privacy.notice_sent", object_id=kept.pk, person_id=row.person_id, sent=sent)
    return sent


@transaction.atomic
def choose_keeping(person_id: uuid.UUID, *, keeps_longer: bool) -> None:
    """Let a person say whether they may be kept longer. Withdrawn, it ends at once: what is due then goes now."""
    organisation = tenancy.current_organisation()
    KeepChoice.objects.create(organisation_id=organisation, person_id=person_id, keeps_longer=keeps_longer)
    events.record("privacy.keeping_chosen", person_id=person_id, longer=keeps_longer)
    row = due_row(person_id)
    if row is not None and row.is_due:
        order_erasure(person_id=person_id, cause=Cause.CLOCK)
