"""What ends by itself: parts whose clock ran out while nobody was there, and what is left when an invitation ends.

Runs as the order's person, like everything about a session: nobody else can read its clock.
"""

import uuid

from django.utils import timezone

from maatwerk.apps.assessments import playing
from maatwerk.apps.assessments.clock import SLACK_SECONDS
from maatwerk.apps.assessments.models import AssessmentSession
from maatwerk.apps.assessments.operations.alarms import alarm_clock
from maatwerk.apps.assessments.operations.sessions import finish_session
from maatwerk.apps.assessments.playing import Place
from maatwerk.apps.assessments.queries.taking import granted, session_row
from maatwerk.kernel import events

State = AssessmentSession.State


def end_part(session_id: uuid.UUID) -> bool:
    """End a part whose clock ran out, as the clock would have done; True where it did.

    A part that runs still (pauses do not count) is looked at again later; one that is paused, when it goes on.
    """
    session = AssessmentSession.objects.select_for_update().get(pk=session_id)
    if session.state != State.RUNNING:
        return False
    content = playing.content_of(Place(session.organisation_id, session.module_id))
    left = session_row(session).seconds_left(content.seconds, granted(session.order_id))
    if left is None:
        return False
    if left > -SLACK_SECONDS:
        alarm_clock(
            session.organisation_id,
            order_id=session.order_id,
            session_id=session.pk,
            seconds=content.seconds,
        )
        return False
    finish_session(session_id=session.pk, ended_by="time")
    return True


def end_parts(order_id: uuid.UUID) -> int:
    """End every part that is open when the invitation ends; return how many parts of the order count.

    What its clock ended counts as it is. A part without a clock, or paused, was left unfinished: it is not scored.
    """
    sessions = AssessmentSession.objects.select_for_update().filter(order_id=order_id).order_by("pk")
    for session in sessions:
        if session.state in {State.RUNNING, State.PAUSED} and not end_part(session.pk):
            session.state, session.completed_at, session.ended_by = State.STOPPED, timezone.now(), "expired"
            session.save(update_fields=["state", "completed_at", "ended_by"])
            events.record("assessments.session_stopped", object_id=session.pk, person_id=session.person_id)
    return AssessmentSession.objects.filter(order_id=order_id, state=State.COMPLETED).count()
