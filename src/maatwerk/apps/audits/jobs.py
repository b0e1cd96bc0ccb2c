"""Counting behind the wall, as a job."""

import uuid
from typing import Any

from procrastinate.contrib.django import app

from maatwerk.apps.audits import auditing, steering
from maatwerk.apps.audits.operations import compute_channel_impact, compute_impact
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.jobs import Progress, job, let_go
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


@job("audits.periods", queue="app")
def periods(progress: Progress) -> dict[str, Any]:
    """Count the periods that are over, and look at the trend."""
    with tenancy.acting(organisation=progress.organisation_id):
        counted = auditing.count_periods()
        alarms = auditing.look_at_trend()
    return {"periods": [audit.start.isoformat() for audit in counted], "alarms": len(alarms)}


@job("audits.steer", queue="app")
def steer(progress: Progress) -> dict[str, Any]:
    """Draw what other weightings of the version that is the work's object would do."""
    if progress.object_id is None:
        raise RuntimeError("this work needs a version")
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by):
        return {"why_not": steering.draw(progress.object_id).why_not}


@events.on("applications.decision_made")
def expect_look(event: Event) -> None:
    """Have the trend looked at in the night after decisions."""
    auditing.expect_look()


@app.task(name=auditing.LOOK, queue="app")
def look_at_trend(organisation_id: str) -> None:
    """Look at the trend, and count a period that is over; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            auditing.count_periods()
            auditing.look_at_trend()
    finally:
        let_go()
