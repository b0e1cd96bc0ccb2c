"""What applications hear: new evidence asks for advice, new steps set the clocks, and webhooks are told what happened."""

import uuid
from functools import partial

from maatwerk.apps.advice.public import request_advice
from maatwerk.apps.applications.applying.sending import invite_to_tests
from maatwerk.apps.applications.models import Application, Stage
from maatwerk.apps.applications.operations import reset_clocks
from maatwerk.apps.applications.rules import ENDED
from maatwerk.apps.assessments.public import orders_of_people
from maatwerk.apps.messages.public import announce
from maatwerk.apps.people.public import language_of
from maatwerk.kernel import events, jobs
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


@events.on("applications.application_received")
def tell_of_arrival(event: Event) -> None:
    """Tell webhooks that somebody applied: keys alone."""
    _tell(event, "application.created")


@events.on("applications.decision_made")
def tell_of_decision(event: Event) -> None:
    """Tell webhooks that an application stands elsewhere now, or ended; not why, and not how."""
    _tell(event, "application.closed" if event.data["to"] in ENDED else "application.stage_changed")


@events.on("applications.decision_made")
def invite_after_interview(event: Event) -> None:
    """Invite to the tests now whom an experiment let come to the interview first."""
    if event.object_id is None or event.data["to"] != Stage.ASSESSED:
        return
    row = Application.objects.get(pk=event.object_id)
    if row.interview_first and not orders_of_people([row.person_id], opportunity_id=row.opportunity_id):
        invite_to_tests(row.pk, language=language_of(row.person_id), after_interview=True)


@events.on("applications.application_withdrawn")
def tell_of_withdrawal(event: Event) -> None:
    """Tell webhooks that somebody takes part no longer."""
    _tell(event, "application.closed")


@events.on("advice.advices_ready")
def tell_of_advice(event: Event) -> None:
    """Leave it to a worker of our own to tell webhooks of advice: the one that advises may not reach them."""
    if event.object_id is not None:
        jobs.enqueue("applications.tell_advice", object_id=event.object_id)


def _tell(event: Event, topic: str) -> None:
    if key := event.object_id:
        announce(topic, object_id=key, data=partial(_keys, key))


def _keys(application_id: uuid.UUID) -> dict[str, str]:
    vacancy = Application.objects.values_list("opportunity_id", flat=True).get(pk=application_id)
    return {"application": str(application_id), "vacancy": str(vacancy)}
