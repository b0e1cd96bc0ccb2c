"""In which order somebody goes through the steps: as everybody, or with the interview before the tests where a lot says so."""

import uuid
from collections.abc import Collection

from maatwerk.apps.applications.models import Application, Stage


def order_steps(application_ids: Collection[uuid.UUID], *, interview_first: bool) -> int:
    """Let the interview come before the tests for these applications, or after them again; return how many changed.

    Whoever went on already keeps the order they began with: no step is asked twice, and none is skipped.
    """
    still = Application.objects.filter(pk__in=list(application_ids), stage=Stage.APPLIED)
    return still.exclude(interview_first=interview_first).update(interview_first=interview_first)
