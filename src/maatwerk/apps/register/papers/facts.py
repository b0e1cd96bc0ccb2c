"""Everything that the documents are filled from: the version's own numbers, and what people stated in the register."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from maatwerk.apps.advice.public import SteeringRow, StopRow, VersionRow, steering_of, stops
from maatwerk.apps.advice.public import version as version_row
from maatwerk.apps.audits.public import ImpactRow, impact_of_version
from maatwerk.apps.opportunities.public import JobFamilyRow, job_family
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.register.clearing import last_live
from maatwerk.apps.register.contracts import (
    Entry,
    PlanRow,
    PreparationRow,
    ReviewRow,
    RiskRow,
    SheetRow,
    StatementRow,
)
from maatwerk.apps.register.models import Component
from maatwerk.apps.register.platform import release
from maatwerk.apps.register.queries import (
    entries,
    plan_in_force,
    preparation_of_family,
    reviews,
    risks,
    sheet_of_family,
    statements,
)
from maatwerk.apps.validity.public import ExperimentRow, Stamp, experiments_of, thresholds
from maatwerk.kernel import tenancy
from maatwerk.kernel.rules import NoSuchRule, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one version on the day the documents are made."""

    organisation: str
    is_simulated: bool
    platform: str
    made_on: dt.date
    family: JobFamilyRow
    version: VersionRow
    before: VersionRow | None
    statement: StatementRow | None
    sheet: SheetRow | None
    prepared: PreparationRow | None
    plan: PlanRow | None
    impact: tuple[ImpactRow, ...]
    entries: tuple[Entry, ...]
    risks: tuple[RiskRow, ...]
    reviews: tuple[ReviewRow, ...]
    stops: tuple[StopRow, ...]
    steered: SteeringRow | None
    weeks_kept: int | None
    experiments: tuple[ExperimentRow, ...]
    stamp: Stamp


def facts_of(version_id: uuid.UUID) -> Facts:
    """Gather the facts of one version; in the language active now."""
    row = version_row(version_id)
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    return Facts(
        organisation=organisation.name,
        is_simulated=organisation.is_simulated,
        platform=release(),
        made_on=timezone.localdate(),
        family=job_family(row.job_family_id),
        version=row,
        before=last_live(row),
        statement=statements().get((Component.Kind.MODEL.value, row.job_family_id)),
        sheet=sheet_of_family(row.job_family_id),
        prepared=preparation_of_family(row.job_family_id),
        plan=plan_in_force(row.job_family_id),
        impact=tuple(impact_of_version(row.id)),
        entries=tuple(entries()),
        risks=tuple(risks()),
        reviews=tuple(found for found in reviews() if found.id is not None),
        stops=tuple(found for found in stops() if found.version_id == row.id),
        steered=steering_of(row.id) if row.steering_id else None,
        weeks_kept=_weeks(organisation.jurisdiction),
        experiments=tuple(experiments_of(row.job_family_id)),
        stamp=thresholds(),
    )


def _weeks(jurisdiction: str) -> int | None:
    """Return how long data of somebody who was turned down are kept, where the rule table says so."""
    try:
        weeks: int = rule(
            "retention.rejected_applicant_weeks", jurisdiction=jurisdiction, on=timezone.localdate()
        )
    except NoSuchRule:
        return None
    return weeks
