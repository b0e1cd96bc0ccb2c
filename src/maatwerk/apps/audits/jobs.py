"""Counting behind the wall, as a job."""

from typing import Any

from maatwerk.apps.audits.operations import compute_channel_impact, compute_impact
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.jobs import Progress, job
from maatwerk.kernel.models import Event


@events.on("advice.version_ready")
def count_impact(event: Event) -> None:
    """Count the impact of every version that is proposed."""
    jobs.enqueue("audits.impact", object_id=event.object_id)


@job("audits.impact", queue="app")
def impact(progress: Progress) -> dict[str, Any]:
    """Compute the impact tables of the version that is the work's object."""
    if progress.object_id is None:
        raise RuntimeError("this work needs a version")
    with tenancy.acting(organisation=progress.organisation_id):
        return {"tables": [table.attribute for table in compute_impact(version_id=progress.object_id)]}


@job("audits.channel_impact", queue="app")
def channel_impact(progress: Progress) -> dict[str, Any]:
    """Count whom each channel brings, by group."""
    with tenancy.acting(organisation=progress.organisation_id):
        return {"tables": [table.attribute for table in compute_channel_impact()]}
