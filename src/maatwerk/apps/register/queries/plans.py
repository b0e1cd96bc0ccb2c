"""Data sheets, preparations and plans of change of one job family."""

import uuid

from maatwerk.apps.advice.public import ModelVersion
from maatwerk.apps.organisations.public import names
from maatwerk.apps.register.bounds import Bounds
from maatwerk.apps.register.contracts import PlanRow, PreparationRow, SheetRow
from maatwerk.apps.register.models import ChangePlan, DataSheet, Preparation


def sheet_of_family(job_family_id: uuid.UUID) -> SheetRow | None:
    """Return the newest data sheet of a job family."""
    row = DataSheet.objects.filter(job_family_id=job_family_id).order_by("-written_at", "-id").first()
    if row is None:
        return None
    return SheetRow(
        origin=row.origin,
        original_purpose=row.original_purpose,
        gaps=row.gaps,
        bias_check=row.bias_check,
        written_by=names({row.written_by}).get(row.written_by, ""),
        written_at=row.written_at,
    )


def preparation_of_family(job_family_id: uuid.UUID) -> PreparationRow | None:
    """Return how people were prepared for the models of a job family, as last written down."""
    row = Preparation.objects.filter(job_family_id=job_family_id).order_by("-written_at", "-id").first()
    if row is None:
        return None
    return PreparationRow(
        overseers=row.overseers,
        overseers_on=row.overseers_on,
        workers=row.workers,
        workers_on=row.workers_on,
        assessment=row.assessment,
        assessment_on=row.assessment_on,
        is_public_service=row.is_public_service,
        rights=row.rights,
        rights_on=row.rights_on,
        written_by=names({row.written_by}).get(row.written_by, ""),
        written_at=row.written_at,
    )


def plans(job_family_id: uuid.UUID) -> list[PlanRow]:
    """Return the plans of a job family, the newest first."""
    rows = list(ChangePlan.objects.filter(job_family_id=job_family_id).order_by("-made_at", "-id"))
    known = names({key for row in rows for key in (row.made_by, row.approved_by, row.council_by) if key})
    return [_plan(row, known) for row in rows]


def plan_in_force(job_family_id: uuid.UUID) -> PlanRow | None:
    """Return the plan that holds now: the newest that is approved and settled with the works council."""
    return next((row for row in plans(job_family_id) if row.is_in_force), None)


def bounds_of(plan: PlanRow) -> Bounds:
    """Return what a plan allows."""
    return Bounds(
        largest_move=plan.largest_move,
        may_enter=frozenset(plan.may_enter),
        least_people=plan.least_people,
        verdicts=frozenset(plan.verdicts),
    )


def _plan(row: ChangePlan, known: dict[uuid.UUID, str]) -> PlanRow:
    labels = dict(ModelVersion.Verdict.choices)
    return PlanRow(
        id=row.pk,
        largest_move=row.largest_move,
        may_enter=tuple(row.may_enter),
        least_people=row.least_people,
        verdicts=tuple(row.verdicts),
        verdict_labels=tuple(str(labels.get(verdict, verdict)) for verdict in row.verdicts),
        reason=row.reason,
        made_by=known.get(row.made_by, ""),
        made_at=row.made_at,
        approved_by=known.get(row.approved_by, "") if row.approved_by else "",
        approved_at=row.approved_at,
        council=row.council,
        council_label=row.get_council_display() if row.council else "",
        council_reason=row.council_reason,
        council_by=known.get(row.council_by, "") if row.council_by else "",
        council_at=row.council_at,
    )
