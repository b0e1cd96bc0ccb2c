"""What applications hear from below: new evidence asks for advice, new steps set the clocks."""

from maatwerk.apps.advice.public import request_advice
from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.operations import reset_clocks
from maatwerk.kernel import events
from maatwerk.kernel.models import Event


@events.on("evidence.evidence_recorded")
def ask_for_advice(event: Event) -> None:
    """Ask for advice on a person for every vacancy at which they still take part."""
    if event.person_id is None:
        return
    taking_part = Application.objects.filter(person_id=event.person_id, closed_at__isnull=True)
    for opportunity_id in taking_part.values_list("opportunity_id", flat=True):
        request_advice(opportunity_id=opportunity_id, person_ids=[event.person_id])


@events.on("vacancies.steps_planned")
def count_again(event: Event) -> None:
    """Let the clocks of a vacancy count what its steps promise now."""
    if event.object_id is not None:
        reset_clocks(event.object_id)
