"""What happens below, and what follows from it here."""

import uuid

from maatwerk.apps.validity import operations
from maatwerk.kernel import events, jobs
from maatwerk.kernel.models import Event


@events.on("applications.application_received")
def deal_application(event: Event) -> None:
    """Deal a new application where an experiment runs."""
    if event.object_id is not None:
        operations.deal(event.object_id)


@events.on("applications.decision_made")
def expect_look(event: Event) -> None:
    """Have the decisions looked at in the night, where advice was seen."""
    if event.data.get("advice_seen"):
        operations.expect_look()


@events.on("advice.version_ready")
def compare_groups(event: Event) -> None:
    """Compare groups for every version that is proposed."""
    jobs.enqueue("validity.groups", object_id=event.object_id)


@events.on("advice.version_ready")
def study_family(event: Event) -> None:
    """Measure the scores of a job family anew whenever a version learned from it."""
    jobs.enqueue("validity.study", object_id=uuid.UUID(event.data["family"]))
