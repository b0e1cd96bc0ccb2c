"""What stays of people's numbers: sums over batches, and until a batch is full the numbers under no key at all.

Waiting with the erasure until others come would break the clock. So a person's numbers wait alone, under a random key, with
no date and nothing that leads to the person; with enough others they are summed and thrown away (ADR 0021). What is counted
by group waits where *audit* alone can read, and *app*, which writes it, cannot.
"""

import uuid
from collections import defaultdict

from django.utils import timezone

from maatwerk.apps.applications.public import Decision, applications_of
from maatwerk.apps.audits.public import ProtectedAttribute
from maatwerk.apps.evidence.public import Evidence, Kind
from maatwerk.apps.opportunities.public import Opportunity
from maatwerk.apps.outcomes.public import Engagement
from maatwerk.apps.privacy.analysis import sums
from maatwerk.apps.privacy.models import KeptCells, KeptMoments, WaitingGroups, WaitingNumbers
from maatwerk.kernel import tenancy
from maatwerk.kernel.rules import rule

PERFORMANCE = "performance"
ORDER = ("applied", "assessed", "interview", "offer", "hired")


def keep_numbers(organisation_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Put a person's numbers and groups where no key leads to them, for each job family; sum those that are enough."""
    furthest = furthest_by_family(person_id)
    with tenancy.acting(organisation=organisation_id, person=person_id):
        groups = dict(
            ProtectedAttribute.objects.filter(person_id=person_id)
            .order_by("recorded_at")
            .values_list("attribute", "value")
        )
    measured = latest_values(person_id)
    for family, stage in furthest.items():
        values = measured | performance_of(person_id, family)
        if values:
            names = sorted(values)
            WaitingNumbers.objects.create(
                id=uuid.uuid4(),
                organisation_id=organisation_id,
                job_family_id=family,
                names=names,
                values=[values[name] for name in names],
            )
            _sum_up(organisation_id, family, names)
        WaitingGroups(
            id=uuid.uuid4(),
            organisation_id=organisation_id,
            job_family_id=family,
            furthest=stage,
            groups=groups,
        ).save(force_insert=True)


def furthest_by_family(person_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Return how far a person came, by the job family of the vacancies they applied for or were engaged in."""
    found: dict[uuid.UUID, str] = {}
    for row in applications_of(person_id):
        family = Opportunity.objects.values_list("job_family_id", flat=True).get(pk=row.opportunity_id)
        reached = {row.stage} | set(
            Decision.objects.filter(application_id=row.id).values_list("from_stage", flat=True)
        )
        found[family] = _later(found.get(family, ORDER[0]), *reached)
    for family in Engagement.objects.filter(person_id=person_id).values_list("job_family_id", flat=True):
        found[family] = ORDER[-1]
    return found


def _later(*stages: str) -> str:
    return max((stage for stage in stages if stage in ORDER), key=ORDER.index, default=ORDER[0])


def latest_values(person_id: uuid.UUID) -> dict[str, float]:
    """Return the newest test result of a person on each construct, by the construct's key."""
    found = Evidence.objects.filter(
        person_id=person_id, kind=Kind.INSTRUMENT_RESULT, value__isnull=False
    ).order_by("recorded_at", "id")
    return {
        str(concept): float(value)
        for concept, value in found.values_list("concept_id", "value")
        if value is not None
    }


def performance_of(person_id: uuid.UUID, job_family_id: uuid.UUID) -> dict[str, float]:
    """Return how well somebody does who was hired into a job family, if that is known."""
    found = Engagement.objects.filter(
        person_id=person_id, job_family_id=job_family_id, performance__isnull=False
    ).order_by("created_at")
    rated = list(found.values_list("performance", flat=True))
    return {PERFORMANCE: float(rated[-1])} if rated and rated[-1] is not None else {}


def _sum_up(organisation_id: uuid.UUID, family: uuid.UUID, names: list[str]) -> None:
    """Sum those who wait with the same variables, once they are enough; then forget them."""
    waiting = list(WaitingNumbers.objects.filter(job_family_id=family, names=names))
    smallest = max(smallest_batch(), 2 * len(names) + 1)  # far fewer sums than numbers they are made of
    if len(waiting) < smallest:
        return
    made = sums([one.values for one in waiting], names, smallest=smallest)
    KeptMoments.objects.create(
        organisation_id=organisation_id,
        job_family_id=family,
        names=made["names"],
        n=made["n"],
        mean=made["mean"],
        scatter=made["scatter"],
    )
    WaitingNumbers.objects.filter(pk__in=[one.pk for one in waiting]).delete()


def count_groups(organisation_id: uuid.UUID) -> int:
    """Count the groups of those who wait, over the *audit* login, family by family once they are enough; return batches made."""
    made = 0
    with tenancy.acting(organisation=organisation_id, using="audit"):
        smallest = smallest_batch()
        by_family: dict[uuid.UUID, list[WaitingGroups]] = defaultdict(list)
        for one in WaitingGroups.objects.using("audit").all():
            by_family[one.job_family_id].append(one)
        for family, waiting in by_family.items():
            if len(waiting) < smallest:
                continue
            KeptCells(
                organisation_id=organisation_id,
                job_family_id=family,
                n=len(waiting),
                cells=counted([(one.groups, one.furthest) for one in waiting]),
            ).save(using="audit", force_insert=True)
            WaitingGroups.objects.using("audit").filter(pk__in=[one.pk for one in waiting]).delete()
            made += 1
    return made


def counted(people: list[tuple[dict[str, str], str]]) -> dict[str, dict[str, dict[str, int]]]:
    """Return how many of which group came how far: attribute → value → furthest stage → people."""
    cells: dict[str, dict[str, dict[str, int]]] = {}
    for groups, furthest in people:
        for attribute, value in groups.items():
            stages = cells.setdefault(attribute, {}).setdefault(value, {})
            stages[furthest] = stages.get(furthest, 0) + 1
    return cells


def smallest_batch() -> int:
    """Return of how many people a batch is made at least."""
    return int(rule("erasure.smallest_batch", jurisdiction="*", on=timezone.localdate()))
