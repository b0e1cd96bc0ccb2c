"""What is queued to happen later about an order: names of the jobs, and queueing with the transaction at hand.

Arguments are keys alone. When the alarm of a clock goes must tell nobody what was granted: it goes for everybody when the
longest time that can be granted is over, and asks the clock then.
"""

import datetime as dt
import uuid

from django.utils import timezone
from procrastinate.contrib.django import app

from maatwerk.apps.assessments.clock import SLACK_SECONDS
from maatwerk.apps.assessments.rules import EXTRA_TIMES

REMIND, EXPIRE = "assessments.remind", "assessments.expire"
END_PART, SCORE = "assessments.end_part", "assessments.score_order"


def alarm(name: str, organisation_id: uuid.UUID, at: dt.datetime | None, **keys: uuid.UUID) -> None:
    """Queue a job for a moment, or for at once; it starts only if this transaction commits."""
    task = app.configure_task(name, queue="app", schedule_at=at)
    task.defer(organisation_id=str(organisation_id), **{key: str(value) for key, value in keys.items()})


def alarm_clock(
    organisation_id: uuid.UUID, *, order_id: uuid.UUID, session_id: uuid.UUID, seconds: int | None
) -> None:
    """Have a part looked after once its clock must have run out, should nobody touch it any more."""
    if seconds is None:
        return
    longest = seconds * (1 + max(EXTRA_TIMES)) + SLACK_SECONDS
    at = timezone.now() + dt.timedelta(seconds=longest)
    alarm(END_PART, organisation_id, at, order_id=order_id, session_id=session_id)
