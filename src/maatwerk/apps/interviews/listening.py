"""What interviews hear from below: an application that ended needs no interview any more."""

from django.db.models import Q
from django.utils import timezone

from maatwerk.apps.applications.public import application
from maatwerk.apps.interviews.models import Interview
from maatwerk.apps.interviews.operations import cancel_interview
from maatwerk.kernel import events
from maatwerk.kernel.models import Event


@events.on("applications.decision_made")
@events.on("applications.application_withdrawn")
def call_off(event: Event) -> None:
    """Call off what was planned for an application that has ended; interviews that were held stay."""
    if event.object_id is None:
        return
    ahead = Q(state=Interview.State.INVITED) | Q(state=Interview.State.PLANNED, starts_at__gt=timezone.now())
    keys = list(Interview.objects.filter(ahead, application_id=event.object_id).values_list("pk", flat=True))
    if keys and application(event.object_id).closed_at is not None:
        for key in keys:
            cancel_interview(interview_id=key, by=None)
