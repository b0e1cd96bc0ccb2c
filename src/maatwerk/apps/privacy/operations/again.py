"""After a restore, before anything is served: everybody whom the ledger names is erased again."""

import uuid

from django.utils import timezone

from maatwerk.apps.people.public import PersonRecord
from maatwerk.apps.privacy.models import Erasure
from maatwerk.apps.privacy.operations import ledger
from maatwerk.apps.privacy.operations.erasing import erase
from maatwerk.kernel import jobs, tenancy

State, Cause = Erasure.State, Erasure.Cause


def erase_again() -> int:
    """Erase again who was erased after the backup was made; safe to repeat. Return how many."""
    marks = ledger.marks()
    if not marks:
        return 0
    done = 0
    for organisation in jobs.organisations():
        with tenancy.acting(organisation=organisation):
            erased = set(Erasure.objects.filter(state=State.DONE).values_list("person_id", flat=True))
            people = [
                person
                for person in PersonRecord.objects.values_list("person_id", flat=True)
                if person not in erased and ledger.mark(organisation, person) in marks
            ]
            orders = [_order(person) for person in people]
        for key in orders:
            erase(organisation, key)
            done += 1
    return done


def _order(person_id: uuid.UUID) -> uuid.UUID:
    found = Erasure.objects.filter(person_id=person_id).exclude(state=State.DONE).first() or Erasure(
        organisation_id=tenancy.current_organisation(), person_id=person_id, due_on=timezone.localdate()
    )
    found.state, found.cause, found.started_at = State.ERASING, Cause.RESTORE, timezone.now()
    found.save()
    return found.pk
