"""Erasing a person here: ordered, carried out in steps that may be repeated, and never undone.

The order is committed first, then the ledger outside the database gets its line, then files go, then all rows in one
transaction. Killed anywhere in between, the next run goes on and comes to the same end.
"""

import json
import uuid

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import applications_of, forget_files
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import PersonRecord
from maatwerk.apps.privacy.models import Erasure
from maatwerk.apps.privacy.operations import ledger
from maatwerk.apps.privacy.operations.packages import forget_packages
from maatwerk.apps.privacy.operations.summing import keep_numbers
from maatwerk.apps.privacy.queries import due_row, held_people
from maatwerk.apps.privacy.rules import may_erase
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

ERASE = "privacy.erase"
State, Cause = Erasure.State, Erasure.Cause


@transaction.atomic
def order_erasure(*, person_id: uuid.UUID, cause: str, by: Member | None = None) -> uuid.UUID:
    """Order the erasure of a person and queue it; ordered twice is ordered once.

    Raises
    ------
    Refusal
        A hold keeps this person, or a procedure of theirs still runs.
    """
    if by is not None and not may_erase(by):
        raise NotAllowed(_("Your role does not include erasing people."))
    if not PersonRecord.objects.filter(person_id=person_id).exists():
        raise Refusal(_("There is nothing kept about this person here."), code="no_person", status=404)
    if person_id in held_people():
        raise Refusal(
            _("A hold keeps this person's data. End the hold first, with the reason why it is over."),
            code="held",
        )
    if any(one.closed_at is None for one in applications_of(person_id)):
        raise Refusal(
            _("An application of this person still runs. It ends first: they withdraw it, or you decide."),
            code="still_runs",
        )
    row = due_row(person_id)
    if cause == Cause.CLOCK and (row is None or not row.is_due):
        raise Refusal(_("This person's clock has not run out."), code="not_due")
    erasure, made = Erasure.objects.exclude(state=State.DONE).get_or_create(
        organisation_id=tenancy.current_organisation(),
        person_id=person_id,
        defaults={"state": State.ORDERED, "cause": cause, "due_on": timezone.localdate()},
    )
    if erasure.state == State.NOTICED or made:
        erasure.state, erasure.cause = State.ORDERED, Cause(cause)
        erasure.ordered_by_id = by.user_id if by else None
        erasure.save(update_fields=["state", "cause", "ordered_by"])
        events.record("privacy.erasure_ordered", object_id=erasure.pk, person_id=person_id, cause=str(cause))
    _queue(erasure.pk)
    return erasure.pk


def _queue(erasure_id: uuid.UUID) -> None:
    """Queue the work, unless it is under way: a run that failed is tried again by the next look."""
    alive = Work.objects.filter(
        kind=ERASE, object_id=erasure_id, state__in=[Work.State.WAITING, Work.State.RUNNING]
    )
    if not alive.exists():
        jobs.enqueue(ERASE, object_id=erasure_id)


def erase(organisation_id: uuid.UUID, erasure_id: uuid.UUID) -> dict[str, int]:
    """Carry an erasure out, from wherever it stands; return how many rows went, by table."""
    with tenancy.acting(organisation=organisation_id):
        erasure = Erasure.objects.select_for_update().get(pk=erasure_id)
        if erasure.state == State.DONE:
            return dict(erasure.removed)
        person = erasure.person_id
        if erasure.cause != Cause.RESTORE and person in held_people():
            raise Refusal(_("A hold keeps this person's data."), code="held")
        if erasure.state != State.ERASING:
            erasure.state, erasure.started_at = State.ERASING, timezone.now()
            erasure.save(update_fields=["state", "started_at"])
    ledger.write(organisation_id, person)
    with tenancy.acting(organisation=organisation_id):
        forget_files(person)
        forget_packages(person)
    with tenancy.acting(organisation=organisation_id):
        erasure = Erasure.objects.select_for_update().get(pk=erasure_id)
        if erasure.state == State.DONE:
            return dict(erasure.removed)
        keep_numbers(organisation_id, person)
        with connection.cursor() as cursor:
            cursor.execute("SELECT erase_person(%s)", [person])
            removed = _counts(cursor.fetchone()[0])
        erasure.state, erasure.done_at, erasure.removed = State.DONE, timezone.now(), removed
        erasure.save(update_fields=["state", "done_at", "removed"])
        events.record(
            "privacy.person_erased", object_id=erasure.pk, person_id=person, rows=sum(removed.values())
        )
    return removed


def _counts(found: object) -> dict[str, int]:
    rows = json.loads(found) if isinstance(found, str) else found
    assert isinstance(rows, dict)
    return {str(table): int(number) for table, number in rows.items()}
