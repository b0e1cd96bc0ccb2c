"""Making the choices of a test again on the scoring login, for a psychologist who wants to see that they follow."""

from typing import Any

from maatwerk.apps.assessments.operations.replaying import Asked, replay_sessions
from maatwerk.apps.assessments.rules import REPLAY
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, job
from maatwerk.kernel.models import Work


@job(REPLAY, queue="scoring")
def replay_order(progress: Progress) -> dict[str, Any]:
    """Make the choices again of the sessions that the work asks for; this login can read no order."""
    with tenancy.acting(organisation=progress.organisation_id, using="scoring"):
        work = Work.objects.using("scoring").get(pk=progress.work_id)
        return {"parts": replay_sessions(Asked.read(work.result["asked"]))}
