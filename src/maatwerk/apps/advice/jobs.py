"""Long work on the scoring login."""

import uuid
from typing import Any

from django.db import ProgrammingError

from maatwerk.apps.advice import giving, operations, steering
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.jobs import Progress, job


@job("advice.fit", queue="scoring")
def fit(progress: Progress) -> dict[str, Any]:
    """Propose a new version for the job family that is the work's object."""
    return _propose(progress, because="asked")


@job("advice.learn", queue="scoring")
def learn(progress: Progress) -> dict[str, Any]:
    """Propose a new version because outcomes arrived, unless the newest version learned from the same already."""
    with tenancy.acting(organisation=progress.organisation_id, using="scoring"):
        if not operations.is_anything_new(_object(progress)):
            return {"version": None}
    return _propose(progress, because="outcomes")


def _propose(progress: Progress, *, because: str) -> dict[str, Any]:
    progress.tell("fitting")
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by, using="scoring"):
        version = operations.propose_version(job_family_id=_object(progress), because=because)
    _tell_ready(progress, version.pk, _object(progress))
    return {"version": str(version.pk), "number": version.number, "verdict": version.verdict}


def _tell_ready(progress: Progress, version: uuid.UUID, family: uuid.UUID) -> None:
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by):
        # what others make of it starts after the commit, here, where the steps of a version cannot be read
        events.record("advice.version_ready", object_id=version, family=str(family))


@job("advice.steer", queue="scoring")
def steer(progress: Progress) -> dict[str, Any]:
    """Make the draft of the weighting that was chosen, which is the work's object; a second time changes nothing."""
    key = _object(progress)
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by, using="scoring"):
        version = steering.propose_steered(steering_id=key)
    _tell_ready(progress, version.pk, version.job_family_id)
    return {"version": str(version.pk), "number": version.number, "verdict": version.verdict}


@job("advice.give", queue="scoring")
def give(progress: Progress) -> dict[str, Any]:
    """Answer the open requests of the opportunity that is the work's object.

    Stopped in the middle, the database refuses what this would write: nothing of it stays, and the requests wait.
    """
    key = _object(progress)
    try:
        with tenancy.acting(organisation=progress.organisation_id, using="scoring"):
            given = giving.give_advice(opportunity_id=key)
    except ProgrammingError:
        with tenancy.acting(organisation=progress.organisation_id, using="scoring"):
            if not giving.is_stopped_now(key):
                raise
        return {"given": 0, "stopped": True}
    if given:
        with tenancy.acting(organisation=progress.organisation_id):
            # what others make of it starts after the commit
            events.record("advice.advices_ready", object_id=key, given=given)
    return {"given": given}


def _object(progress: Progress) -> uuid.UUID:
    if progress.object_id is None:
        raise RuntimeError("this work needs an object")
    return progress.object_id
