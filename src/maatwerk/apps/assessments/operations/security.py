"""Looking for copied answers and leaked items in what people answered here."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from maatwerk.apps.assessments.rules import may_calibrate
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

LOOK = "assessments.look_for_copies"


def look_for_copies(instrument_id: uuid.UUID, *, by: Member) -> Work:
    """Queue a look at the answers to a test; the worker on the scoring login sees no name."""
    if not may_calibrate(by):
        raise NotAllowed(_("Only a psychologist looks for copied answers. Ask one of them."))
    if Work.objects.filter(kind=LOOK, object_id=instrument_id, state__in=("waiting", "running")).exists():
        raise Refusal(_("This is being looked at already."), code="looking_already")
    events.record("assessments.copies_looked_for", object_id=instrument_id)
    return jobs.enqueue(LOOK, object_id=instrument_id)


def last_look(instrument_id: uuid.UUID) -> tuple[str, dict[str, Any], Any]:
    """Return how the last look goes: state, what it found, and when it ended."""
    work = Work.objects.filter(kind=LOOK, object_id=instrument_id).order_by("-created_at").first()
    return (work.state, work.result or {}, work.ended_at) if work else ("", {}, None)
