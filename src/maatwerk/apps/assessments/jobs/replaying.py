"""Making the choices of a test again on the scoring login, for a psychologist who wants to see that they follow."""

from typing import Any

from maatwerk.apps.assessments.operations.replaying import asked, replay_sessions
from maatwerk.apps.assessments.rules import REPLAY
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, job


@job(REPLAY, queue="scoring")
def replay_order(progress: Progress) -> dict[str, Any]:
    """Make the choices of the order that is the work's object again."""
    assert progress.object_id is not None
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by):
        wanted = asked(progress.object_id)  # orders are not for the scoring login to read
    with tenancy.acting(organisation=progress.organisation_id, using="scoring"):
        return {"parts": replay_sessions(wanted)}
