"""Reads about work on offer."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, QuerySet, When

from maatwerk.apps.opportunities.models import JobFamily, Opportunity, Requirement
from maatwerk.apps.opportunities.rules import readable
from maatwerk.kernel.counting import count_up_to


@dataclass(frozen=True, slots=True)
class JobFamilyRow:
    """A job family with its definition of success."""

    id: uuid.UUID
    name: str
    horizons_months: tuple[int, ...]
    smallest_useful_skill: float
    succeeds_at_rating: float | None
    rating_low: float
    rating_high: float
    isco: str = ""
    occupation_uri: str = ""


def job_family(key: uuid.UUID, *, using: str = "default") -> JobFamilyRow:
    """Return one job family; `JobFamily.DoesNotExist` where the organisation has none of this key."""
    return _family(JobFamily.objects.using(using).get(pk=key))


def job_families(*, using: str = "default") -> list[JobFamilyRow]:
    """Return all job families by name."""
    return [_family(found) for found in JobFamily.objects.using(using).order_by("name")]


def job_family_named(name: str, *, using: str = "default") -> JobFamilyRow | None:
    """Return the job family of this name or key, if there is one."""
    found = JobFamily.objects.using(using).filter(name=readable(name)).first()
    return _family(found) if found else None


def _family(found: JobFamily) -> JobFamilyRow:
    return JobFamilyRow(
        found.pk,
        found.name,
        tuple(found.horizons_months),
        found.smallest_useful_skill,
        found.succeeds_at_rating,
        found.rating_low,
        found.rating_high,
        found.isco,
        found.occupation_uri,
    )


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """An opportunity as lists show it."""

    id: uuid.UUID
    title: str
    place: str
    description: str
    state: str
    state_label: str
    job_family_id: uuid.UUID
    job_family: str
    opened_at: dt.datetime


def opportunity(key: uuid.UUID, *, using: str = "default") -> OpportunityRow:
    """Return one opportunity; `Opportunity.DoesNotExist` where the organisation has none of this key."""
    return _opportunity(Opportunity.objects.using(using).select_related("job_family").get(pk=key))


def titles(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the titles of these opportunities."""
    return dict(Opportunity.objects.filter(pk__in=keys).values_list("pk", "title"))


def opportunities(*, only_open: bool = False, family_id: uuid.UUID | None = None) -> list[OpportunityRow]:
    """Return all opportunities (of a job family, only what is open), open ones first, newest first."""
    found = listed(None, only_open=only_open)
    if family_id is not None:
        found = found.filter(job_family_id=family_id)
    return [_opportunity(one) for one in found]


def page_of_opportunities(
    number: str | int | None,
    *,
    size: int,
    among: Collection[uuid.UUID] | None = None,
    only_open: bool = False,
) -> tuple[list[OpportunityRow], Page[Opportunity]]:
    """Return one page of opportunities (None: among all), open ones first, newest first; the others are not read."""
    page = Paginator(listed(among, only_open=only_open), size).get_page(number)
    return [_opportunity(one) for one in page], page


def number_open(among: Collection[uuid.UUID] | None = None) -> int:
    """Count the opportunities that are open (None: among all), as far as anybody reads on."""
    return count_up_to(_among(among).filter(state=Opportunity.State.OPEN))


def are_there_any(among: Collection[uuid.UUID] | None = None) -> bool:
    """Whether there is an opportunity at all (None: among all)."""
    return _among(among).exists()


def _among(keys: Collection[uuid.UUID] | None) -> QuerySet[Opportunity]:
    """Return the opportunities with these keys, which may be a question of their own; None for all."""
    return Opportunity.objects.all() if keys is None else Opportunity.objects.filter(pk__in=keys)


def listed(among: Collection[uuid.UUID] | None, *, only_open: bool) -> QuerySet[Opportunity]:
    """Return the opportunities with these keys (None: all) in the order of lists: open ones first, newest first."""
    found = _among(among).select_related("job_family")
    if only_open:
        found = found.filter(state=Opportunity.State.OPEN)
    open_first = Case(When(state=Opportunity.State.OPEN, then=0), default=1)
    return found.order_by(open_first, "-opened_at", "id")


def _opportunity(found: Opportunity) -> OpportunityRow:
    return OpportunityRow(
        found.pk,
        found.title,
        found.place,
        found.description,
        found.state,
        found.get_state_display(),
        found.job_family_id,
        found.job_family.name,
        found.opened_at,
    )


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One requirement and its reason."""

    concept_id: uuid.UUID
    need: str
    level: float | None
    weight: float
    justification: str
    need_code: str


def requirements(opportunity_id: uuid.UUID) -> list[RequirementRow]:
    """Return what an opportunity asks, essential before learnable, heaviest first."""
    found = Requirement.objects.filter(opportunity_id=opportunity_id).order_by("need", "-weight", "id")
    return [
        RequirementRow(r.concept_id, r.get_need_display(), r.level, r.weight, r.justification, r.need)
        for r in found
    ]
