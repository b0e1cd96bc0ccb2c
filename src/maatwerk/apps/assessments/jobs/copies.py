"""Looking for copies and leaks, and at how often items are seen, on the scoring login."""

from typing import Any

from maatwerk.apps.assessments.analysis.security import look
from maatwerk.apps.assessments.operations.security import LOOK
from maatwerk.apps.assessments.queries.exposure import exposure
from maatwerk.apps.assessments.queries.responses import answers_in_time, parameters_in_force
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, job


@job(LOOK, queue="scoring")
def look_for_copies(progress: Progress) -> dict[str, Any]:
    """Look at every calibrated scale of the test that is the work's object."""
    assert progress.object_id is not None
    with tenancy.acting(organisation=progress.organisation_id, using="scoring"):
        parameters = parameters_in_force(progress.object_id, using="scoring")
        answers = answers_in_time(progress.object_id, using="scoring")
        seen = exposure(progress.object_id, using="scoring")
    found = []
    for done, one in enumerate(answers):
        progress.tell(one.scale, done=done, total=len(answers))
        if one.scale in parameters:
            found.append(look(one, parameters[one.scale]))
    return {"scales": found, "exposure": seen}
