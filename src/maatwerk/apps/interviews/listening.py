"""What interviews hear: an application that ended needs no interview any more; webhooks are told of scores."""

import uuid
from functools import partial

from django.db.models import Q
from django.utils import timezone

from maatwerk.apps.applications.public import ENDED
from maatwerk.apps.interviews.models import Interview
from maatwerk.apps.interviews.operations import cancel_interview
from maatwerk.apps.messages.public import announce
from maatwerk.kernel import events
from maatwerk.kernel.models import Event


@events.on("applications.decision_made")
def end_with_the_decision(event: Event) -> None:
    """Call off what was planned for somebody on whom was decided for good."""
    if event.object_id is not None and event.data["to"] in ENDED:
        _call_off(event.object_id)


@events.on("applications.application_withdrawn")
def end_with_the_person(event: Event) -> None:
    """Call off what was planned for somebody who no longer takes part."""
    if event.object_id is not None:
        _call_off(event.object_id)


@events.on("interviews.scorecard_kept")
def tell_of_scores(event: Event) -> None:
    """Tell webhooks that somebody's scores are in; which, they read once everybody's are."""
    if key := event.object_id:
        announce("scorecard.submitted", object_id=key, data=partial(_keys, key))


def _keys(interview_id: uuid.UUID) -> dict[str, str]:
    found = Interview.objects.only("application_id").get(pk=interview_id)
    return {"interview": str(found.pk), "application": str(found.application_id)}


def _call_off(application_id: uuid.UUID) -> None:
    """Call off what is still ahead; interviews that were held stay."""
    ahead = Q(state=Interview.State.INVITED) | Q(state=Interview.State.PLANNED, starts_at__gt=timezone.now())
    found = Interview.objects.filter(ahead, application_id=application_id)
    for key in list(found.values_list("pk", flat=True)):
        cancel_interview(interview_id=key, by=None)
