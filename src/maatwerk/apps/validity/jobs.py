"""What happens outside the request: studies, findings about groups, the nightly look, the end of experiments."""

import uuid
from typing import Any

from procrastinate.contrib.django import app

from maatwerk.apps.validity import operations
from maatwerk.apps.validity.operations.alarms import LOOK
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, job, let_go


@job("validity.study", queue="app")
def study(progress: Progress) -> dict[str, Any]:
    """Measure the scores of the job family that is the work's object."""
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by):
        made = operations.study(family_id=_object(progress))
    return {"study": str(made.pk)}


@job("validity.groups", queue="app")
def groups(progress: Progress) -> dict[str, Any]:
    """Compare groups for the version that is the work's object."""
    with tenancy.acting(organisation=progress.organisation_id):
        return {"made": operations.find_by_group(version_id=_object(progress))}


@app.task(name=LOOK, queue="app")
def look_at_following(organisation_id: str) -> None:
    """Look at the decisions of the last months, and end experiments whose day has come; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            operations.end_where_due()
            operations.look_at_following()
    finally:
        let_go()


def _object(progress: Progress) -> uuid.UUID:
    if progress.object_id is None:
        raise RuntimeError("this work needs an object")
    return progress.object_id
