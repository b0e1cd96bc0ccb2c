"""Outcomes come back: once enough are new, a job proposes a next version. Nothing activates itself."""

import uuid

from django.db.models import Max

from maatwerk.apps.advice.models import ModelVersion
from maatwerk.apps.outcomes.public import outcomes_since
from maatwerk.kernel import events, jobs
from maatwerk.kernel.models import Event, Work

NEW_OUTCOMES_FOR_A_PROPOSAL = 20  # fewer would make a new draft for every form that comes in


@events.on("outcomes.outcome_recorded")
def propose_when_enough_is_new(event: Event) -> None:
    """Queue a proposal for the job family of an outcome, unless one is waiting or too little is new."""
    family = uuid.UUID(event.data["job_family"])
    newest = ModelVersion.objects.filter(job_family_id=family).aggregate(at=Max("created_at"))["at"]
    if newest is not None and outcomes_since(family, newest) >= NEW_OUTCOMES_FOR_A_PROPOSAL:
        propose(family)


@events.on("outcomes.history_imported")
def propose_after_an_import(event: Event) -> None:
    """Queue a proposal when a file of history arrives at a job family that has a model already."""
    family = uuid.UUID(event.data["job_family"])
    if ModelVersion.objects.filter(job_family_id=family).exists():
        propose(family)


def propose(job_family_id: uuid.UUID, *, asked: bool = False) -> None:
    """Queue one proposal; asking twice before it runs makes one. What nobody asked for needs something new."""
    kind = "advice.fit" if asked else "advice.learn"
    if not Work.objects.filter(kind=kind, object_id=job_family_id, state=Work.State.WAITING).exists():
        jobs.enqueue(kind, object_id=job_family_id)
