"""What stays of people's numbers: sums over batches, and until a batch is full the numbers under no key at all.

Waiting with the erasure until others come would break the clock. So a person's numbers wait alone, under a random key, with
no date and nothing that leads to the person; with enough others they are summed and thrown away (ADR 0021). What the numbers
are is for the apps to say that compute with them; what is counted by group waits with `audits`, behind its wall.
"""

import uuid

from django.utils import timezone

from maatwerk.apps.audits.public import keep_groups, sum_groups
from maatwerk.apps.privacy.analysis import sums
from maatwerk.apps.privacy.models import KeptMoments, WaitingNumbers
from maatwerk.apps.validity.public import Numbers, numbers_of
from maatwerk.kernel import tenancy
from maatwerk.kernel.keeping.kept_sums import hold_sums
from maatwerk.kernel.rules import rule


def keep_numbers(organisation_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Put a person's numbers and groups where no key leads to them; sum those that are enough."""
    hold_sums()
    keep_groups(person_id)
    for one in numbers_of(person_id):
        WaitingNumbers.objects.create(
            id=uuid.uuid4(),
            organisation_id=organisation_id,
            job_family_id=one.job_family_id,
            part=one.part,
            names=list(one.names),
            values=list(one.values),
        )
        _sum_up(organisation_id, one)


def _sum_up(organisation_id: uuid.UUID, one: Numbers) -> None:
    """Sum those who wait for the same part with the same variables, once they are enough; then forget them."""
    waiting = list(
        WaitingNumbers.objects.filter(job_family_id=one.job_family_id, part=one.part, names=list(one.names))
    )
    smallest = max(smallest_batch(), 2 * len(one.names) + 1)  # far fewer sums than numbers they are made of
    if len(waiting) < smallest:
        return
    made = sums([row.values for row in waiting], one.names, smallest=smallest)
    KeptMoments.objects.create(
        organisation_id=organisation_id,
        job_family_id=one.job_family_id,
        part=one.part,
        names=made["names"],
        n=made["n"],
        mean=made["mean"],
        scatter=made["scatter"],
    )
    WaitingNumbers.objects.filter(pk__in=[row.pk for row in waiting]).delete()


def count_groups(organisation_id: uuid.UUID) -> int:
    """Count the groups of those who wait, behind the wall, once they are enough; return batches made."""
    with tenancy.acting(organisation=organisation_id):
        return sum_groups()


def smallest_batch() -> int:
    """Return of how many people a batch is made at least."""
    return int(rule("erasure.smallest_batch", jurisdiction="*", on=timezone.localdate()))
