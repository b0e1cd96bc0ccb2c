"""Vacancies that come in together from another system, and go again if the import is taken back."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from maatwerk.apps.opportunities.models import JobFamily, Opportunity
from maatwerk.apps.opportunities.operations import DEFAULT_HORIZONS
from maatwerk.apps.opportunities.rules import readable
from maatwerk.kernel import tenancy
from maatwerk.kernel.bulk import delete_rows, insert_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOpportunity:
    """A vacancy as another system told it; nothing of it is public by coming in."""

    id: uuid.UUID
    job_family_id: uuid.UUID
    title: str
    place: str
    description: str
    state: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None


def bring_in_families(names: Iterable[str], *, import_id: uuid.UUID) -> dict[str, uuid.UUID]:
    """Return the job family of each name; those that are missing are made and can be taken back."""
    found = {}
    for name in names:
        family, _made = JobFamily.objects.get_or_create(
            organisation_id=tenancy.current_organisation(),
            name=readable(name),
            defaults={"horizons_months": list(DEFAULT_HORIZONS), "import_id": import_id},
        )
        found[name] = family.pk
    return found


def bring_in_opportunities(rows: Iterable[PastOpportunity], *, import_id: uuid.UUID) -> int:
    """Write vacancies of another system; who may publish them decides that later, with what the law asks."""
    organisation = tenancy.current_organisation()
    fields = ["id", "job_family", "title", "place", "description", "state", "opened_at", "closed_at"]
    return insert_rows(
        Opportunity,
        ["organisation", "kind", "import_id", *fields],
        (
            (
                organisation, Opportunity.Kind.VACANCY, import_id, one.id, one.job_family_id, one.title, one.place,
                one.description, one.state, one.opened_at, one.closed_at,
            )
            for one in rows
        ),
    )  # fmt: skip


def opportunities_of_import(import_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Return the vacancies that came in with an import and are here still, with their titles."""
    return dict(Opportunity.objects.filter(import_id=import_id).order_by("id").values_list("id", "title"))


def families_of_import(import_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Return the job families that an import made and that are here still, with their names."""
    return dict(JobFamily.objects.filter(import_id=import_id).order_by("id").values_list("id", "name"))


def take_back_opportunities(keys: Collection[uuid.UUID]) -> int:
    """Remove vacancies that came in with an import, and return how many went."""
    return delete_rows(Opportunity, keys)


def take_back_families(keys: Collection[uuid.UUID]) -> int:
    """Remove job families that an import made, and return how many went."""
    return delete_rows(JobFamily, keys)
